package mandate

import (
	"time"

	"kanzleicode/app/vault"
)

// Status is how far the central access of a Mandat has come.
type Status string

// The statuses, in the order of their lives.
const (
	StatusNew       Status = "new"       // not yet reported to support
	StatusSubmitted Status = "submitted" // reported, support has not confirmed
	StatusQuery     Status = "query"     // reported, and support has a question: Mandate.Question
	StatusConfirmed Status = "confirmed" // every employee can log in with the central code
	StatusEnded     Status = "ended"     // the firm no longer looks after it
)

// Statuses lists every status, in the order of their lives.
func Statuses() []Status {
	return []Status{StatusNew, StatusSubmitted, StatusQuery, StatusConfirmed, StatusEnded}
}

// Mail says whether the firm's central e-mail address is stored for a Mandat at the service, which the way
// of codes by e-mail needs.
type Mail string

// What is known about the central e-mail address.
const (
	MailUnknown Mail = ""
	MailYes     Mail = "yes"
	MailNo      Mail = "no"
)

// Fields are what a person enters for a Mandat.
type Fields struct {
	Number string // Kundennummer: text, leading zeros count
	User   string // Benutzername
	Client string // Mandant, the client's name; stays in the house
	Clerk  string // Sachbearbeiter, who looks after it; stays in the house
	Mail   Mail   // whether the central e-mail address is stored at the service
	Note   string // stays in the house
}

// Mandate is one client account at the service: a customer number and a user name, unique together.
type Mandate struct {
	ID vault.ID
	Fields
	Status    Status
	Question  string    // what support wants to know, for StatusQuery
	Created   time.Time // when it came into the list
	Submitted time.Time // when it was last marked as submitted; zero if never
	Confirmed time.Time // when support's confirmation was noted; zero if not
	Ended     time.Time // when it was ended; zero if it was not
	Withdrawn time.Time // when support confirmed that the ended account is linked no more; zero if not
	// Code is the central code that the row was reported for, named by the moment since when that code is in
	// use; zero if unknown. See [Mandate.Outdated].
	Code time.Time
	Rev  uint64 // revision that this row was read at
}

// Outdated reports whether the row was reported for an earlier central code than the one that is in use since
// a moment. Support has to link it anew, unless it is known that the link has moved along. Rows that were not
// reported, or are ended, are not outdated.
func (m Mandate) Outdated(since time.Time) bool {
	switch m.Status {
	case StatusSubmitted, StatusQuery, StatusConfirmed:
	default:
		return false
	}
	reported := m.Code
	if reported.IsZero() {
		reported = m.Submitted // a version of this program that did not note the code
	}
	return !since.IsZero() && reported.Before(since)
}

// LacksMail reports whether the central address still has to be stored at the service for a Mandat. It has not for
// ended ones.
func (m Mandate) LacksMail() bool { return m.Status != StatusEnded && m.Mail != MailYes }
