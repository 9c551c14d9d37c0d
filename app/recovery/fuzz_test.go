package recovery_test

import (
	"errors"
	"strings"
	"testing"

	"kanzleicode/app/recovery"
	"kanzleicode/otp/memorytest"
)

// FuzzParse: whatever is typed, there is the key of a sheet, which comes back from what the sheet shows of it, or
// the word that it is mistyped, which repeats nothing.
func FuzzParse(f *testing.F) {
	identity, err := recovery.New()
	if err != nil {
		f.Fatal(err)
	}
	// 32 times 0x42.
	const known = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
	for _, text := range []string{
		known, identity.Reveal(), strings.ToLower(known), strings.Join(identity.Groups(), " – "), "AGE-SECRET-KEY-1", "age-secret-key-1 ſı", "", "\xff", "1",
		strings.ReplaceAll(known, "Q", "q"),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		memorytest.Within(t, memorytest.Usual, func() {
			got, err := recovery.Parse(text)
			if err != nil {
				if !errors.Is(err, &recovery.Error{Reason: recovery.ReasonMistyped}) || got.Reveal() != "" || len(err.Error()) > 80 {
					t.Errorf("not a plain refusal: %v", err)
				}
				return
			}
			for _, shown := range []string{got.Reveal(), strings.Join(got.Groups(), " "), strings.ToLower(strings.Join(got.Groups(), "-"))} {
				if again, err := recovery.Parse(shown); err != nil || again.Reveal() != got.Reveal() || again.Recipient() != got.Recipient() {
					t.Error("a key does not come back from what is shown of it")
				}
			}
			if !strings.HasPrefix(got.Recipient(), "age1") {
				t.Error("a key without a public half")
			}
		})
	})
}
