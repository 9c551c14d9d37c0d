// Package authenticator is the service for the firm's accounts: what a picture or a text offers, adding,
// renaming, renewing and removing accounts, and the codes of now. Secrets stay inside: what leaves this
// package are names, parameters and codes.
//
// One account serves many Mandate, so the same secret never stands here twice: a second import of it says
// so. Another secret under the same issuer and user is offered as a renewal.
package authenticator

import (
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/otp"
)

// MaxName is how many characters (Unicode code points) an account's name may have.
const MaxName = 100

// Account is one account of the firm as it may be shown: everything but the secret.
type Account struct {
	ID        vault.ID
	Name      string // what the firm calls it; unique without regard to case, never empty
	Issuer    string // the service, from the QR code; may be empty
	User      string // user name at the service, from the QR code; may be empty
	Algorithm otp.Algorithm
	Digits    int
	Period    time.Duration
	Created   time.Time // when it was added
	Renewed   time.Time // when its secret was last replaced; zero if never
}

// State says what a candidate is to the firm.
type State string

// The states of a candidate.
const (
	StateNew      State = "new"      // not there yet
	StateKnown    State = "known"    // the same secret stands there already
	StateRenewal  State = "renewal"  // same issuer and user, other secret: the service renewed it
	StateUnusable State = "unusable" // Problem says why
)

// Candidate is one thing that a picture or a text offered. Its key never prints the secret.
type Candidate struct {
	Key      otp.Key
	Notes    []otp.Note // what is unusual about it but harmless
	Name     string     // the name that it would get as a new account; a person may choose another
	State    State
	Existing *Account // the account it is or renews, for StateKnown and StateRenewal
	Problem  error    // for StateUnusable: mostly an *otp.Error
}

// Shown is an account with its codes at a moment.
type Shown struct {
	Account Account
	Code    otp.Code // current
	Next    otp.Code // the one after it
}
