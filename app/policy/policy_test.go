package policy_test

import (
	"errors"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/firm"
	"kanzleicode/app/language"
	"kanzleicode/app/policy"
)

func TestPrecedence(t *testing.T) {
	t.Parallel()
	const own, laid = "own", "laid"
	for _, tt := range []struct {
		setting policy.Setting[string]
		chosen  bool
		want    string
	}{
		{policy.Setting[string]{}, true, own},
		{policy.Setting[string]{}, false, own},
		{policy.Setting[string]{Value: laid, Set: true}, true, own},
		{policy.Setting[string]{Value: laid, Set: true}, false, laid},
		{policy.Setting[string]{Value: laid, Set: true, Locked: true}, true, laid},
		{policy.Setting[string]{Value: laid, Set: true, Locked: true}, false, laid},
	} {
		if got := tt.setting.Of(own, tt.chosen); got != tt.want {
			t.Errorf("%+v, chosen %t: %q, want %q", tt.setting, tt.chosen, got, tt.want)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	p, err := policy.Parse("p.json", []byte("\ufeff"+`{"version": 1,
		"clock": {"locked": true, "value": "time.example, 192.0.2.1"},
		"software_gl": {"value": true},
		"delete_months": {"value": 24, "locked": false},
		"export_qr": {"value": false},
		"firm_name": {"value": "Kanzlei Jäger"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if locked, preset := p.Names(); !slices.Equal(locked, []string{"clock", "export_qr"}) ||
		!slices.Equal(preset, []string{"software_gl", "firm_name", "delete_months"}) {
		t.Errorf("locked %v, preset %v", locked, preset)
	}
	if c := p.Clocks(); !c.Locked || !slices.Equal(c.Settings.Servers, []string{"time.example", "192.0.2.1"}) {
		t.Errorf("the clock: %+v", c)
	}
	if forms := p.Forbidden(); !slices.Equal(forms, []authenticator.Form{authenticator.FormQR}) {
		t.Errorf("forbidden: %v", forms)
	}
	if g := p.Firm(); g.Values.DeleteMonths != 24 || g.Values.ReminderDays != firm.DefaultReminderDays || g.Values.Name != "Kanzlei Jäger" ||
		len(g.Locked) != 0 || len(g.Set) != 2 {
		t.Errorf("the firm: %+v", g)
	}
	if !p.SoftwareGL.Value || p.SoftwareGL.Locked {
		t.Errorf("%+v", p.SoftwareGL)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, where string
		reason      policy.Reason
	}{
		{``, "p:1", policy.ReasonSyntax},
		{`[1]`, "p:1", policy.ReasonSyntax},
		{`null`, "p", policy.ReasonVersion},
		{"{\n\"version\": 1,\n}", "p:3", policy.ReasonSyntax},
		{"{\"version\": 1} x", "p:1", policy.ReasonSyntax},
		{"{\"version\": 1} // no comments", "p:1", policy.ReasonSyntax},
		{`{}`, "p", policy.ReasonVersion},
		{`{"version": "1"}`, "p", policy.ReasonVersion},
		{`{"version": 0}`, "p", policy.ReasonVersion},
		{`{"version": 2, "what": "ever"}`, "p", policy.ReasonNewer},
		{"{\"version\": 1,\n\"clok\": {\"value\": \"off\"}}", "p:2", policy.ReasonUnknown},
		{"{\"version\": 1,\n\"Clock\": {\"value\": \"off\"}}", "p:2", policy.ReasonUnknown},
		{"{\"version\": 1,\n\"clock\": {\"value\": \"off\",\n\"loked\": true}}", "p:3", policy.ReasonUnknown},
		{"{\"version\": 1,\n\"clock\": {\"value\": \"off\"},\n\"clock\": {\"value\": \"ptb\"}}", "p:3", policy.ReasonTwice},
		{`{"version": 1, "clock": {"value": "off", "value": "ptb"}}`, "p:1", policy.ReasonTwice},
		{"{\"version\": 1,\n\"clock\": \"off\"}", "p:2", policy.ReasonSyntax},
		{"{\"version\": 1,\n\"clock\": {}}", "p:2", policy.ReasonValue},
		{"{\"version\": 1,\n\"clock\": {\"locked\": true}}", "p:2", policy.ReasonValue},
		{"{\"version\": 1,\n\"clock\": {\"value\": [\"off\"]}}", "p:2", policy.ReasonValue},
		{"{\"version\": 1,\n\"clock\": {\"value\":\n false}}", "p:3", policy.ReasonValue},
		{`{"version": 1, "clock": {"value": "off", "locked": "yes"}}`, "p:1", policy.ReasonLocked},
		{`{"version": 1, "export_qr": {"value": false, "locked": false}}`, "p:1", policy.ReasonLocked},
		{`{"version": 1, "export_qr": {"value": "no"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "language": {"value": "fr"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "autostart": {"value": "on"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "vault_folder": {"value": "tresor"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "vault_folder": {"value": "{home}tresor"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "clock": {"value": "time example!"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "support_address": {"value": "hilfe"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "firm_name": {"value": ""}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "firm_name": {"value": "a\nb"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "firm_name": {"value": "` + strings.Repeat("ü", firm.MaxLine+1) + `"}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "reminder_days": {"value": 91}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "reminder_days": {"value": -1}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "reminder_days": {"value": 1.5}}`, "p:1", policy.ReasonValue},
		{`{"version": 1, "reminder_days": {"value": 1e99}}`, "p:1", policy.ReasonValue},
		{strings.Repeat(" ", policy.MaxBytes) + `{"version": 1}`, "p", policy.ReasonSyntax},
	} {
		p, err := policy.Parse("p", []byte(tt.text))
		problem, ok := errors.AsType[*policy.Error](err)
		if !ok || problem.Reason != tt.reason || problem.Where != tt.where {
			t.Errorf("%.60s\n  gives %v, want %s at %s", tt.text, err, tt.reason, tt.where)
		}
		if !reflect.DeepEqual(p, policy.Policy{}) {
			t.Errorf("%.60s: half of it is in force: %+v", tt.text, p)
		}
	}
}

func TestFromValues(t *testing.T) {
	t.Parallel()
	const machine, user = `HKEY_LOCAL_MACHINE\Software\Policies\Kanzleicode`, `HKEY_CURRENT_USER\Software\Policies\Kanzleicode`
	p, err := policy.FromValues([]policy.Value{
		{machine, "language", "de"}, {machine, "Clock", "off"}, {machine, "clock_locked", uint64(1)}, {machine, "export_links", uint64(0)},
		{user, "clock", "ptb"}, {user, "clock_locked", uint64(0)}, {user, "language_locked", uint64(1)},
		{user, "reminder_days", uint64(10)}, {user, "software_gl", uint64(1)}, {user, "software_gl_locked", uint64(0)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !p.Clock.Locked || p.Clock.Value != "off" {
		t.Errorf("what the computer says of the clock does not count: %+v", p.Clock)
	}
	if p.Language.Locked {
		t.Error("a lock of a user's locks what is preset for the computer")
	}
	if p.ReminderDays.Value != 10 || !p.SoftwareGL.Value || p.SoftwareGL.Locked || !p.ExportLinks.Locked || len(p.Forbidden()) != 1 {
		t.Errorf("%+v", p)
	}
	if !slices.Equal(p.Sources, []string{machine, user}) {
		t.Errorf("from %q", p.Sources)
	}
	for _, tt := range []struct {
		value  policy.Value
		reason policy.Reason
	}{
		{policy.Value{machine, "clok", "off"}, policy.ReasonUnknown},
		{policy.Value{machine, "clock_locked", uint64(1)}, policy.ReasonLocked},
		{policy.Value{machine, "clock", uint64(1)}, policy.ReasonValue},
		{policy.Value{machine, "clock", nil}, policy.ReasonValue},
		{policy.Value{machine, "export_qr", uint64(2)}, policy.ReasonValue},
		{policy.Value{machine, "export_qr", "0"}, policy.ReasonValue},
		{policy.Value{machine, "reminder_days", uint64(1 << 40)}, policy.ReasonValue},
		{policy.Value{machine, "version", uint64(1)}, policy.ReasonUnknown},
	} {
		if p, err := policy.FromValues([]policy.Value{tt.value}); !errors.Is(err, &policy.Error{Reason: tt.reason}) || !reflect.DeepEqual(p, policy.Policy{}) {
			t.Errorf("%+v gives %v", tt.value, err)
		}
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the paths are those of other systems")
	}
	for value, want := range map[string]string{
		"":                "",
		"{home}":          "/home/anna",
		"{home}/t/{user}": "/home/anna/t/anna",
		"/srv/{user}/":    "/srv/anna",
	} {
		p := policy.Policy{VaultFolder: policy.Setting[string]{Value: value, Set: value != ""}}
		if got := p.Folder("/home/anna", `KANZLEI\anna`); got != want {
			t.Errorf("%q is %q, want %q", value, got, want)
		}
	}
}

// TestEveryFieldHasItsDefinition: no setting of the struct is without a name, and none has two.
func TestEveryFieldHasItsDefinition(t *testing.T) {
	t.Parallel()
	fields := reflect.TypeFor[policy.Policy]().NumField() - 1 // Sources
	var names []string
	for _, d := range policy.Definitions() {
		if slices.Contains(names, d.Name) {
			t.Errorf("%s stands there twice", d.Name)
		}
		names = append(names, d.Name)
	}
	if len(names) != fields {
		t.Errorf("%d names for %d settings", len(names), fields)
	}
	var all []string
	for _, d := range policy.Definitions() {
		value := map[policy.Kind]string{policy.Switch: "true", policy.Number: "1", policy.Text: `"a@example.de"`}[d.Kind]
		switch {
		case len(d.Choices) > 0:
			value = `"` + d.Choices[0] + `"`
		case d.Name == "clock":
			value = `"ptb"`
		case d.Name == "vault_folder":
			value = `"{home}"`
		}
		all = append(all, `"`+d.Name+`": {"value": `+value+`, "locked": true}`)
	}
	p, err := policy.Parse("p", []byte(`{"version": 1, `+strings.Join(all, ", ")+"}"))
	if err != nil {
		t.Fatal(err)
	}
	for i, v := 0, reflect.ValueOf(p); i < v.NumField(); i++ {
		if v.Type().Field(i).Name != "Sources" && !v.Field(i).FieldByName("Locked").Bool() {
			t.Errorf("nothing lays %s down", v.Type().Field(i).Name)
		}
	}
}

func TestEveryReasonHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		texts := language.New(tag)
		for _, reason := range policy.Reasons() {
			e := &policy.Error{Reason: reason, Where: "/etc/p:3", Name: "clock", Value: "x", Allowed: "off | ptb", Err: os.ErrPermission}
			if text := texts.Explain(e); strings.ContainsAny(text, "{}[]") || !strings.Contains(text, "/etc/p:3") {
				t.Errorf("%s %s: %s", tag, reason, text)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version": 1, "clock": {"value": "off", "locked": true}}`))
	f.Add([]byte(`{"version": 1, "export_qr": {"value": false}, "firm_name": {"value": "a"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := policy.Parse("p", data)
		if err == nil {
			p.Clocks()
			if err := p.Firm().Values.Check(); err != nil {
				t.Error(err)
			}
			return
		}
		if _, ok := errors.AsType[*policy.Error](err); !ok {
			t.Errorf("%T: %v", err, err)
		}
	})
}
