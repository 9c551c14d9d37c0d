package language_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"encoding/json"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/clock"
	"kanzleicode/app/firm"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/platform/autostart"
	"kanzleicode/app/platform/awake"
	"kanzleicode/app/platform/clipboard"
	"kanzleicode/app/platform/instance"
	"kanzleicode/app/platform/keyring"
	"kanzleicode/app/platform/screen"
	"kanzleicode/app/support"
	"kanzleicode/app/support/table"
	"kanzleicode/app/vault"
	"kanzleicode/assets"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/pdf"
	"kanzleicode/otp/transfer"
)

func texts(t *testing.T, tag string) map[string]string {
	t.Helper()
	raw, err := assets.Translation.ReadFile("translation/" + tag + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]string
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBothLanguages: the same keys, the same named values, no empty text.
func TestBothLanguages(t *testing.T) {
	t.Parallel()
	german, english := texts(t, language.German), texts(t, language.English)
	names := regexp.MustCompile(`\{[a-z_]+\}`)
	values := func(text string) string {
		found := names.FindAllString(text, -1)
		slices.Sort(found)
		return strings.Join(slices.Compact(found), " ")
	}
	for key, de := range german {
		en, ok := english[key]
		switch {
		case !ok:
			t.Errorf("%s is missing in English", key)
		case strings.TrimSpace(de) == "" || strings.TrimSpace(en) == "":
			t.Errorf("%s is empty", key)
		case values(de) != values(en):
			t.Errorf("%s: %q has %s, %q has %s", key, de, values(de), en, values(en))
		}
		if stem, ok := strings.CutSuffix(key, ".one"); ok && german[stem+".other"] == "" {
			t.Errorf("%s has no .other", key)
		}
	}
	for key := range english {
		if _, ok := german[key]; !ok {
			t.Errorf("%s is missing in German", key)
		}
	}
}

// TestEveryReasonHasItsSentence walks the reasons of all packages.
func TestEveryReasonHasItsSentence(t *testing.T) {
	t.Parallel()
	german := texts(t, language.German)
	has := func(key string) {
		t.Helper()
		if german[key] == "" {
			t.Errorf("%s is missing", key)
		}
	}
	for _, r := range otp.Reasons() {
		has("problem.otp." + string(r))
	}
	for _, k := range otp.NoteKinds() {
		has("note.otp." + string(k))
	}
	for _, r := range qr.Reasons() {
		has("problem.qr." + string(r))
	}
	for _, r := range pdf.Reasons() {
		has("problem.pdf." + string(r))
	}
	for _, r := range keyring.Reasons() {
		has("problem.keyring." + string(r))
	}
	for _, r := range clock.Reasons() {
		has("problem.clock." + string(r))
	}
	for _, e := range clock.Endings() {
		has("clock.ended." + string(e))
	}
	for _, r := range mandate.Reasons() {
		has("problem.mandate." + string(r))
	}
	for _, r := range sheet.Reasons() {
		has("problem.sheet." + string(r))
	}
	for _, r := range authenticator.Reasons() {
		has("problem.authenticator." + string(r))
	}
	for _, r := range transfer.Reasons() {
		has("problem.transfer." + string(r))
	}
	for _, r := range clipboard.Reasons() {
		has("problem.clipboard." + string(r))
	}
	for _, r := range screen.Reasons() {
		has("problem.screen." + string(r))
	}
	for _, r := range autostart.Reasons() {
		has("problem.autostart." + string(r))
	}
	for _, r := range instance.Reasons() {
		has("problem.instance." + string(r))
	}
	for _, f := range transfer.Formats() {
		has(f.TextKey())
	}
	for _, e := range slices.Concat(authenticator.Events(), mandate.Events(), firm.Events(), clock.Events(), onboarding.Events()) {
		has("history." + e)
	}
	for _, f := range firm.Fields() {
		has("setting.field." + string(f))
		has("problem.firm." + string(f))
	}
	for _, r := range support.Reasons() {
		has("problem.support." + string(r))
	}
	for _, k := range support.Kinds() {
		for _, key := range []string{"letter.%s.subject", "letter.%s.text", "letter.%s.file", "letter.kind.%s", "setting.field.subject_%s", "setting.field.text_%s"} {
			has(fmt.Sprintf(key, k))
		}
	}
	has((&awake.Error{}).TextKey())
	has((&onboarding.AddressError{}).TextKey())
	for row := range 2 {
		has((&table.CharacterError{Row: row}).TextKey())
	}
}

func TestCatalog(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{"de": "de", "de_AT.UTF-8": "de", "": "de", "fr_FR": "de", "en": "en", "EN-us": "en", "en_GB.UTF-8": "en"} {
		if got := language.New(tag).Tag(); got != want {
			t.Errorf("New(%q) speaks %s, want %s", tag, got, want)
		}
	}
	c := language.New("de")
	if got := c.Text("no.such.key"); got != "[no.such.key]" {
		t.Errorf("missing key: %q", got)
	}
	if got := c.Text("cli.about_file", "file", "{text}", "text", "x"); got != "{text}: x" {
		t.Errorf("a value was taken for a name: %q", got)
	}
	if one, two := c.Count("cli.mandates.confirmed", 1), c.Count("cli.mandates.confirmed", 2); !strings.HasPrefix(one, "1 Mandat ") || !strings.HasPrefix(two, "2 Mandate ") {
		t.Errorf("%q, %q", one, two)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	c := language.New("de")
	wrapped := fmt.Errorf("outer: %w", &authenticator.Error{Reason: authenticator.ReasonNameTaken, Name: "Büro"})
	if got := c.Explain(wrapped); !strings.Contains(got, "„Büro“") || strings.Contains(got, "outer") {
		t.Errorf("%q", got)
	}
	locked := &vault.Error{Reason: "passphrase_needed"}
	if window, line := c.Explain(locked), c.Preferring("cli.").Explain(locked); strings.Contains(window, "--passphrase-file") || !strings.Contains(line, "--passphrase-file") {
		t.Errorf("in the window %q, on the command line %q", window, line)
	}
	if got := c.Preferring("cli.").Explain(wrapped); got != c.Explain(wrapped) {
		t.Errorf("%q", got)
	}
	if got := c.Explain(errors.New("strange")); !strings.Contains(got, "strange") {
		t.Errorf("%q", got)
	}
}

func TestSystem(t *testing.T) {
	t.Parallel()
	tests := []struct{ all, messages, lang, want string }{
		{"", "", "", ""},
		{"", "", "C.UTF-8", ""},
		{"", "", "de_DE.UTF-8", "de_DE.UTF-8"},
		{"", "en_US.UTF-8", "de_DE.UTF-8", "en_US.UTF-8"},
		{"fr_FR", "en_US.UTF-8", "de_DE.UTF-8", "fr_FR"},
		{"C", "", "en_US", "en_US"},
	}
	for _, tt := range tests {
		env := map[string]string{"LC_ALL": tt.all, "LC_MESSAGES": tt.messages, "LANG": tt.lang}
		if got := language.System(func(name string) string { return env[name] }); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}
