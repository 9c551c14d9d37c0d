package mandate

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKeyIsTheSame(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]Fields{
		"case":                  {{Number: "k10", User: "Müller"}, {Number: "K10", User: "MÜLLER"}},
		"outer blanks":          {{Number: "10012", User: "mueller"}, {Number: " 10012\t", User: "mueller "}},
		"inner blanks":          {{Number: "10 012", User: "a  b"}, {Number: "10012", User: "a b"}},
		"non-breaking blank":    {{Number: "10\u00a0012", User: "a\u202fb"}, {Number: "10012", User: "a b"}},
		"composed letters":      {{Number: "1", User: "m\u0075\u0308ller"}, {Number: "1", User: "müller"}},
		"sharp s":               {{Number: "1", User: "Straße"}, {Number: "1", User: "STRASSE"}},
		"zero-width characters": {{Number: "1\u200b", User: "\ufeffa\u00ad"}, {Number: "1", User: "a"}},
		"line break":            {{Number: "1", User: "a\nb"}, {Number: "1", User: "a b"}},
	} {
		if a, b := pair[0].Key(), pair[1].Key(); a != b {
			t.Errorf("%s: %q is not %q", name, a, b)
		}
	}
}

func TestKeyDiffers(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]Fields{
		"leading zeros": {{Number: "00123", User: "a"}, {Number: "123", User: "a"}},
		"boundary":      {{Number: "1", User: "2a"}, {Number: "12", User: "a"}},
		"user":          {{Number: "1", User: "a"}, {Number: "1", User: "b"}},
		"umlaut":        {{Number: "1", User: "müller"}, {Number: "1", User: "muller"}},
	} {
		if a, b := pair[0].Key(), pair[1].Key(); a == b {
			t.Errorf("%s: both are %q", name, a)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	got := Fields{
		Number: "\u00a000 123 ", User: "a\t b", Client: "Bäcker\r\n  Süß", Note: "\n eins  zwei \r\n\r\ndrei \n",
	}.Clean()
	want := Fields{Number: "00 123", User: "a b", Client: "Bäcker Süß", Note: "eins zwei\n\ndrei"}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCleanIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := Fields{
			Number: rapid.String().Draw(t, "number"), User: rapid.String().Draw(t, "user"),
			Note: rapid.String().Draw(t, "note"),
		}
		once := f.Clean()
		if twice := once.Clean(); twice != once {
			t.Fatalf("%q becomes %q", once, twice)
		}
		if f.Key() != once.Key() {
			t.Fatalf("key %q becomes %q", f.Key(), once.Key())
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	good := Fields{Number: "00123", User: "mueller", Client: "Bäckerei Süß", Note: "eins\nzwei"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for reason, change := range map[Reason]func(*Fields){
		ReasonNumberMissing:    func(f *Fields) { f.Number = "\u00a0" },
		ReasonUserMissing:      func(f *Fields) { f.User = "" },
		ReasonNumberTooLong:    func(f *Fields) { f.Number = strings.Repeat("1", MaxNumber+1) },
		ReasonUserTooLong:      func(f *Fields) { f.User = strings.Repeat("ü", MaxUser+1) },
		ReasonClientTooLong:    func(f *Fields) { f.Client = strings.Repeat("ü", MaxClient+1) },
		ReasonNoteTooLong:      func(f *Fields) { f.Note = strings.Repeat("ü", MaxNote+1) },
		ReasonNumberUnreadable: func(f *Fields) { f.Number = "1\x00" },
		ReasonUserUnreadable:   func(f *Fields) { f.User = "m\u0081ller" },
		ReasonClientUnreadable: func(f *Fields) { f.Client = "M\xfcller" },
		ReasonNoteUnreadable:   func(f *Fields) { f.Note = "\x1b[31m" },
	} {
		f := good
		change(&f)
		if err := f.Clean().Check(); !errors.Is(err, &Error{Reason: reason}) {
			t.Errorf("%s: got %v", reason, err)
		}
	}
	longest := Fields{Number: strings.Repeat("ü", MaxNumber), User: strings.Repeat("ü", MaxUser)}
	if err := longest.Check(); err != nil {
		t.Errorf("just at the limit: %v", err)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	want := []string{"", "9", "09", "999", "10012", "a", "A2", "a10", "b"}
	for seed := range want {
		got := append(slices.Clone(want[seed:]), want[:seed]...)
		slices.SortFunc(got, CompareNatural)
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestOrderIsTotal(t *testing.T) {
	t.Parallel()
	text := rapid.StringMatching(`[0-9aAb ü]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := text.Draw(t, "a"), text.Draw(t, "b"), text.Draw(t, "c")
		ab, ba := CompareNatural(a, b), CompareNatural(b, a)
		if ab != -ba || (ab == 0) != (a == b) {
			t.Fatalf("%q and %q: %d and %d", a, b, ab, ba)
		}
		if ab <= 0 && CompareNatural(b, c) <= 0 && CompareNatural(a, c) > 0 {
			t.Fatalf("%q <= %q <= %q, but not the first and the last", a, b, c)
		}
	})
}
