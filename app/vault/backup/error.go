package backup

// Reason says what is wrong with a backup; it is the tail of the translation key "problem.backup.<reason>".
type Reason string

// The reasons.
const (
	ReasonNotOurs    Reason = "not_ours"   // not an age file, or not of Kanzleicode
	ReasonWrongKey   Reason = "wrong_key"  // encrypted to other keys, or another passphrase
	ReasonDamaged    Reason = "damaged"    // not what was written
	ReasonNewer      Reason = "newer"      // written by a newer version
	ReasonTooLarge   Reason = "too_large"  // larger than any backup
	ReasonOtherVault Reason = "other"      // of another vault than the one that is open
	ReasonReadBack   Reason = "read_back"  // what stands on the disk is not what was written
	ReasonNoKey      Reason = "no_key"     // nobody could open it: there is neither a recovery sheet nor a passphrase
	ReasonFolder     Reason = "folder"     // the folder for backups cannot be written to
	ReasonOccupied   Reason = "occupied"   // a file of this name is there already
	ReasonNothing    Reason = "nothing"    // restoring it would change nothing
	ReasonNoBackups  Reason = "no_backups" // there is none in the folder
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonNotOurs, ReasonWrongKey, ReasonDamaged, ReasonNewer, ReasonTooLarge, ReasonOtherVault, ReasonReadBack,
		ReasonNoKey, ReasonFolder, ReasonOccupied, ReasonNothing, ReasonNoBackups,
	}
}

// Error is a backup that could not be written, read or restored.
type Error struct {
	Reason Reason
	Name   string // file or folder, if there is one
	Err    error
}

// Error is the English text for logs.
func (e *Error) Error() string {
	if e.Err != nil {
		return "backup: " + string(e.Reason) + ": " + e.Err.Error()
	}
	return "backup: " + string(e.Reason)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an *Error of the same reason.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Reason == e.Reason && other.Err == nil
}

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.backup." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any { return map[string]any{"name": e.Name} }
