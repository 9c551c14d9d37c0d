package otp

// typedFor are the digits that do not occur in Base32 (RFC 4648 §6) and the letters they are mistaken
// for. 1 could be I or L: it is read as L, because printed in lower case, as most services print keys,
// only l looks like it, and because google-authenticator-libpam and KeePassXC read it so.
var typedFor = map[rune]rune{'0': 'O', '1': 'L', '8': 'B'}

// Repair is one character of a typed key that was read as another one.
type Repair struct {
	Position int  // in the typed text, 1 = first character
	Typed    rune // 0, 1 or 8
	Read     rune // the letter taken for it: O, L or B
}

// ParseTypedSecret reads a Base32 key that a person typed by hand. It takes what [ParseSecret] takes, and
// 0, 1 and 8 for O, L and B. Each such repair is reported, so that the person can compare with the
// original (a 1 may also have been an I); [RepairNote] makes a sentence of them. Keys from a QR code are never
// repaired. Errors are those of ParseSecret; positions count in the typed text.
func ParseTypedSecret(text string) (Secret, []Repair, error) {
	var repairs []Repair
	typed := []rune(text)
	for i, r := range typed {
		if letter, found := typedFor[r]; found {
			repairs = append(repairs, Repair{Position: i + 1, Typed: r, Read: letter})
			typed[i] = letter
		}
	}
	secret, err := ParseSecret(string(typed))
	if err != nil {
		return Secret{}, nil, err
	}
	return secret, repairs, nil
}

// RepairNote is the note for a typed key with repairs.
func RepairNote(repairs []Repair) Note { return Note{Kind: NoteRepaired, Count: len(repairs)} }
