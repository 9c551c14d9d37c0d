package otp

// NoteKind names what is unusual about a Key URI. Its text is the tail of the translation key
// "note.otp.<kind>".
type NoteKind string

// The kinds of notes.
const (
	NoteIssuerDiffers  NoteKind = "issuer_differs"  // label prefix and issuer parameter name two services
	NoteIssuerMissing  NoteKind = "issuer_missing"  // no service is named
	NoteAccountMissing NoteKind = "account_missing" // no user name is given
	NoteRepaired       NoteKind = "repaired"        // typed digits 0, 1, 8 were read as letters
)

// NoteKinds lists every kind, for the tests that hold the translations complete.
func NoteKinds() []NoteKind {
	return []NoteKind{NoteIssuerDiffers, NoteIssuerMissing, NoteAccountMissing, NoteRepaired}
}

// Note is something unusual but harmless about a key that was read: codes can be computed, but a person
// should see it before the key is stored. It holds nothing of the secret.
type Note struct {
	Kind   NoteKind
	Issuer string // the issuer that was taken, for NoteIssuerDiffers
	Prefix string // the issuer in front of the label, for NoteIssuerDiffers
	Count  int    // how many characters, for NoteRepaired
}

// TextKey is the translation key of the sentence for people.
func (n Note) TextKey() string { return "note.otp." + string(n.Kind) }

// TextArgs are the named values of that sentence.
func (n Note) TextArgs() map[string]any {
	return map[string]any{"issuer": n.Issuer, "prefix": n.Prefix, "count": n.Count}
}
