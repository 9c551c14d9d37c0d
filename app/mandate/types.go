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
	StatusConfirmed Status = "confirmed" // every employee can log in with the central code
)

// Fields are what a person enters for a Mandat.
type Fields struct {
	Number string // Kundennummer: text, leading zeros count
	User   string // Benutzername
	Client string // Mandant, the client's name; stays in the house
	Note   string
}

// Mandate is one client account at the service: a customer number and a user name, unique together.
type Mandate struct {
	ID vault.ID
	Fields
	Status    Status
	Created   time.Time // when it came into the list
	Submitted time.Time // when it was last marked as submitted; zero if never
	Confirmed time.Time // when support's confirmation was noted; zero if not
	Rev       uint64    // revision that this row was read at
}
