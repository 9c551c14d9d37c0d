package authenticator

import "kanzleicode/app/vault"

// Reason names why an account was not stored, found or handed over. It is the tail of the translation key
// "problem.authenticator.<reason>".
type Reason string

// The reasons.
const (
	ReasonKnown         Reason = "known"          // the same secret stands there already; Name is its account
	ReasonKnownPrevious Reason = "known_previous" // it is the one that the account Name had before its renewal
	ReasonRenewal       Reason = "renewal"        // same issuer and user as the account Name, but another secret
	ReasonNameTaken     Reason = "name_taken"     // another account is called Name
	ReasonNameMissing   Reason = "name_missing"   // an account needs a name
	ReasonNameTooLong   Reason = "name_too_long"
	ReasonNotFound      Reason = "not_found" // no account is called Name, or it was removed meanwhile
	ReasonAmbiguous     Reason = "ambiguous" // several accounts fit Name
	ReasonNoAccounts    Reason = "no_accounts"
	ReasonChanged       Reason = "changed"       // somebody else changed the account meanwhile
	ReasonKeyTooShort   Reason = "key_too_short" // a typed key has fewer than MinTyped characters

	ReasonUnsettled       Reason = "unsettled"         // the secret of before is still kept: another renewal would lose it
	ReasonNothingToSettle Reason = "nothing_to_settle" // no secret of before is kept
	ReasonNotDestroyed    Reason = "not_destroyed"     // the account is settled, but new keys could not be made

	ReasonPassphraseShort Reason = "passphrase_short" // an encrypted file needs one of at least vault.MinPassphrase characters
	ReasonNothingFits     Reason = "nothing_fits"     // the form can hold none of the accounts
	ReasonForbidden       Reason = "forbidden"        // the firm's IT lets no account leave in this form
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{ReasonKnown, ReasonRenewal, ReasonNameTaken, ReasonNameMissing, ReasonNameTooLong,
		ReasonNotFound, ReasonAmbiguous, ReasonNoAccounts, ReasonChanged, ReasonKeyTooShort, ReasonPassphraseShort, ReasonNothingFits,
		ReasonKnownPrevious, ReasonUnsettled, ReasonNothingToSettle, ReasonNotDestroyed, ReasonForbidden}
}

// Error says why an account was not stored, found or handed over. Nothing was changed.
type Error struct {
	Reason Reason
	Name   string // the account concerned, or what was looked for
	Err    error  // the vault's error behind it, if any
}

// Error is the English text for logs.
func (e *Error) Error() string { return "authenticator: " + string(e.Reason) }

// Is makes errors.Is(err, &Error{Reason: r}) compare by reason alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Unwrap gives the vault's error, if any.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.authenticator." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"name": e.Name, "limit": MaxName, "least": vault.MinPassphrase}
}
