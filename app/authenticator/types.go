// Package authenticator is the service for the firm's accounts: what a picture or a text offers, adding,
// renaming, renewing and removing accounts, and the codes of now. Secrets stay inside: what leaves this
// package are names, parameters and codes.
//
// One account serves many Mandate, so the same secret never stands here twice: a second import of it says
// so. Another secret under the same issuer and user is offered as a renewal.
package authenticator

import (
	"errors"
	"image"
	"strings"
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/otp"
	"kanzleicode/otp/transfer"
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
	Pinned    bool      // it stays before those that are not
	Unsettled bool      // the secret of before that is kept too, until Settle or Revert
}

// Since is when the account's secret of now came into use here: when it was renewed, or else when the account was
// added.
func (a *Account) Since() time.Time {
	if a.Renewed.IsZero() {
		return a.Created
	}
	return a.Renewed
}

// Matches reports whether each word of a text stands in the account's name, issuer or user, without regard to case.
func (a *Account) Matches(text string) bool {
	all := fold(a.Name + "\n" + a.Issuer + "\n" + a.User)
	for word := range strings.FieldsSeq(fold(text)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// Central is the account whose code all Mandate share: the one that the firm has named, or else its only one. Of
// several it is not known which one support links to: nil.
func Central(accounts []Account, named vault.ID) *Account {
	for i := range accounts {
		if accounts[i].ID == named || len(accounts) == 1 {
			return &accounts[i]
		}
	}
	return nil
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

// Candidate is one thing that a source offered. Its key never prints the secret.
type Candidate struct {
	// Source is where it comes from; nil if it was typed, or put together from several sources.
	Source *Source
	// Seen is a small picture of where its QR code stood, in which nothing of the code can be read; nil if it came
	// of none, or of a document.
	Seen  image.Image
	Key   otp.Key
	Notes []otp.Note // what is unusual about it but harmless
	// Name is the name that it would get as a new account; a person may choose another. Of what is unusable
	// it is what the other program calls it, and may be empty.
	Name     string
	State    State
	Existing *Account // the account it is or renews, for StateKnown and StateRenewal
	Previous bool     // for StateKnown: it is the secret that Existing had before its renewal and that is still kept
	Problem  error    // for StateUnusable; an error with a sentence for people
}

// From is the name of the source, "" if it has none.
func (c Candidate) From() string {
	if c.Source == nil {
		return ""
	}
	return c.Source.Name
}

// Locked reports whether its source is an encrypted export, for which the passphrase is missing or wrong:
// to be asked for, put into the source, and scanned again.
func (c Candidate) Locked() bool {
	return errors.Is(c.Problem, &transfer.Error{Reason: transfer.ReasonPassphraseNeeded}) ||
		errors.Is(c.Problem, &transfer.Error{Reason: transfer.ReasonPassphraseWrong})
}

// Shown is an account with its codes at a moment.
type Shown struct {
	Account Account
	Code    otp.Code // current
	Next    otp.Code // the one after it
}
