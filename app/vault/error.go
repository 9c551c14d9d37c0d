package vault

import "errors"

// Sentinels that callers tell apart with errors.Is; *Error carries the reason for people.
var (
	// ErrLocked: the vault is there but its key is not: keyring, passphrase or slot. Exit code 3.
	ErrLocked = errors.New("vault: locked")
	// ErrDamaged: stored bytes are not what was written.
	ErrDamaged = errors.New("vault: damaged")
	// ErrNotFound: there is no vault at this place.
	ErrNotFound = errors.New("vault: not found")
)

// Error is a failure of the vault with the tail of its translation key "problem.vault.<reason>".
type Error struct {
	Reason string
	Args   map[string]any
	Err    error
}

// Error is the English text for logs.
func (e *Error) Error() string {
	if e.Err != nil {
		return "vault: " + e.Reason + ": " + e.Err.Error()
	}
	return "vault: " + e.Reason
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.vault." + e.Reason }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any { return e.Args }

// ConflictError: somebody else changed the record since it was read. Nothing was stored.
type ConflictError struct {
	ID   ID
	Kind Kind
}

// Error is the English text for logs.
func (e *ConflictError) Error() string {
	return "vault: " + string(e.Kind) + " " + e.ID.String() + " was changed meanwhile"
}

// TextKey is the translation key of the sentence for people.
func (e *ConflictError) TextKey() string { return "problem.vault.conflict" }

// TextArgs are the named values of that sentence.
func (e *ConflictError) TextArgs() map[string]any { return nil }

// DuplicateError: another record of this kind has the same Unique. Nothing was stored.
type DuplicateError struct {
	ID       ID // the record that was to be written
	Kind     Kind
	Existing ID // the record that has it already
}

// Error is the English text for logs.
func (e *DuplicateError) Error() string {
	return "vault: " + string(e.Kind) + " " + e.ID.String() + " stands there already as " + e.Existing.String()
}

// TextKey is the translation key of the sentence for people.
func (e *DuplicateError) TextKey() string { return "problem.vault.duplicate" }

// TextArgs are the named values of that sentence.
func (e *DuplicateError) TextArgs() map[string]any { return nil }

// ErrStale: the vault moved on since the batch was made. [Vault.Apply] answers it by trying again.
var ErrStale = errors.New("vault: stale")

// damaged says that stored bytes of a part ("keys", "log", "record") are not what was written.
func damaged(part string, cause error) error {
	return &Error{Reason: "damaged_" + part, Err: errors.Join(ErrDamaged, cause)}
}
