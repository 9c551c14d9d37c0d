// Package onboarding is the set-up assistant's knowledge (Einrichtung): which steps lead a firm from nothing to one
// code that everybody can log in with, and where it stands.
//
// Almost all of that is derived: from the accounts, the Mandate list and what is known of the firm ([Gather], [Look]).
// What nobody can derive, because only a person knows it, are the [Notes]: one record of kind setting, so that every
// seat sees it and the history tells of it.
package onboarding

import (
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/firm"
	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// Way is how the firm wants to get the codes of a login. It is the tail of translation keys.
type Way string

// The ways.
const (
	WayCode Way = "code" // Kanzleicode shows the one code of the firm
	WayMail Way = "mail" // the service sends each code to one mailbox
)

// Ways lists every way, the recommended one first.
func Ways() []Way { return []Way{WayCode, WayMail} }

// Found is what a person finds at the service when setting up the second factor. It is the tail of translation keys.
type Found string

// What can be found; "" is not known yet.
const (
	FoundQR         Found = "qr"         // the QR code is shown
	FoundExisting   Found = "existing"   // the second factor was set up there before
	FoundUnreadable Found = "unreadable" // there is a QR code, but it cannot be read
)

// AllFound lists everything that can be found, in the order to ask for it.
func AllFound() []Found { return []Found{FoundQR, FoundExisting, FoundUnreadable} }

// Notes are what a person has said of the set-up.
type Notes struct {
	Way   Way   // "" = not chosen
	Found Found // at the service
	Proof Proof // that a login with the code has worked
	// Begun is when a renewal of the second factor was begun; zero if none was, or it was given up. It is over once the
	// central account has a key that came later.
	Begun   time.Time
	Mailbox string    // address of the central mailbox, for WayMail
	Shared  bool      // everybody who logs in can read that mailbox
	Arrived time.Time // when it was noted that a code came there; zero = never

	Rev uint64 // revision that these notes were read at; 0 = none are stored yet

	stored vault.Record // that they were read from
}

// Proof says that a login with the code of a key has worked. It says nothing of a later key.
type Proof struct {
	Account vault.ID
	Since   time.Time // [authenticator.Account.Since] of that time: names the key
	At      time.Time // when a person said so; zero = nobody has
}

// of reports whether the proof is about the key that an account has now.
func (p Proof) of(a *authenticator.Account) bool {
	return a != nil && !p.At.IsZero() && p.Account == a.ID && p.Since.Equal(a.Since())
}

// Facts are what the vault says by itself.
type Facts struct {
	Reference firm.Reference          // the account at the service whose second factor is set up
	Accounts  []authenticator.Account // whose codes are here
	Central   *authenticator.Account  // the one that all share; nil if there is none, or of several it is not known which
	List      mandate.Overview        // how the Mandate stand
	Linked    int                     // Mandate that support has confirmed for the code of now
	Mailed    int                     // Mandate, not ended, for which the central address is stored at the service
}

// Gather puts the facts together.
func Gather(known *firm.Data, accounts []authenticator.Account, list []mandate.Mandate, sent []mandate.Submission, now time.Time) Facts {
	f := Facts{Reference: known.Reference, Accounts: accounts, Central: authenticator.Central(accounts, known.Reference.Account)}
	var since time.Time
	if f.Central != nil {
		since = f.Central.Since()
	}
	f.List = mandate.Look(list, mandate.Follow(list, sent), since, now, known.ReminderDays)
	for i := range list {
		m := &list[i]
		if m.Status == mandate.StatusConfirmed && !m.Outdated(since) {
			f.Linked++
		}
		if m.Status != mandate.StatusEnded && m.Mail == mandate.MailYes {
			f.Mailed++
		}
	}
	return f
}

// Reported is how many Mandate support has heard of for the code of now.
func (f *Facts) Reported() int {
	return max(0, f.List.Active-f.List.Count[mandate.StatusNew]-f.List.Outdated)
}
