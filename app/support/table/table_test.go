package table

import (
	"testing"

	"pgregory.net/rapid"
)

func TestGuard(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"": "", "10012": "10012", "müller": "müller", "a=b": "a=b", "'": "'", "'a": "'a",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\ta": "'\ta", "\ra": "'\ra", "\na": "'\na",
		"＝1": "'＝1", "'=1": "''=1", "''=1": "'''=1",
	} {
		if got := Guard(value); got != want {
			t.Errorf("Guard(%q) is %q, want %q", value, got, want)
		}
	}
}

func TestUnguardUndoesGuard(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`['=+@\-]{0,3}[a-z0-9=\t\n]{0,3}`)
	rapid.Check(t, func(t *rapid.T) {
		value := text.Draw(t, "value")
		if got := Unguard(Guard(value)); got != value {
			t.Fatalf("%q becomes %q", value, got)
		}
		if isFormula(Guard(value)) {
			t.Fatalf("%q is still a formula", Guard(value))
		}
	})
}
