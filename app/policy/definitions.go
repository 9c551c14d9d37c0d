package policy

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kanzleicode/app/clock"
	"kanzleicode/app/firm"
	"kanzleicode/app/preferences"
	"kanzleicode/app/support"
)

// Kind is what the value of a setting is.
type Kind string

// The kinds.
const (
	Text   Kind = "text"   // a JSON string; REG_SZ
	Switch Kind = "switch" // true or false; REG_DWORD 1 or 0
	Number Kind = "number" // a whole number from 0; REG_DWORD
)

// Definition is one setting as policies name it.
type Definition struct {
	Name    string // in the file and in the registry
	Kind    Kind
	Choices []string // the only values of a Text; none = any text that Form describes
	Most    int      // of a Number
	Rule    bool     // it cannot be preset, only laid down: "locked" goes without saying
	Form    string   // of a Text without Choices, as a hint

	fits func(text string) bool // of a Text without Choices
	of   func(*Policy) target
}

// Definitions lists every setting.
func Definitions() []Definition {
	all := []Definition{
		{Name: "vault_folder", Form: `C:\…, /…, {home}/…`, fits: isFolder, of: text(func(p *Policy) *Setting[string] { return &p.VaultFolder })},
		{Name: "language", Choices: preferences.Languages(), of: text(func(p *Policy) *Setting[string] { return &p.Language })},
		{Name: "autostart", Choices: []string{"off", "window", "display"}, of: text(func(p *Policy) *Setting[string] { return &p.Autostart })},
		{Name: "tray_icon", Choices: trays(), of: text(func(p *Policy) *Setting[string] { return &p.TrayIcon })},
		{Name: "software_gl", Kind: Switch, of: flag(func(p *Policy) *Setting[bool] { return &p.SoftwareGL })},
		{Name: "clock", Form: "off | ptb | time.example, 192.0.2.1:123", fits: isClock, of: text(func(p *Policy) *Setting[string] { return &p.Clock })},
		{Name: "export_encrypted", Kind: Switch, Rule: true, of: flag(func(p *Policy) *Setting[bool] { return &p.ExportEncrypted })},
		{Name: "export_qr", Kind: Switch, Rule: true, of: flag(func(p *Policy) *Setting[bool] { return &p.ExportQR })},
		{Name: "export_google_qr", Kind: Switch, Rule: true, of: flag(func(p *Policy) *Setting[bool] { return &p.ExportGoogleQR })},
		{Name: "export_links", Kind: Switch, Rule: true, of: flag(func(p *Policy) *Setting[bool] { return &p.ExportLinks })},
		{Name: "support_address", Form: "name@example.de", fits: isAddress, of: text(func(p *Policy) *Setting[string] { return &p.SupportAddress })},
		{Name: "firm_name", of: text(func(p *Policy) *Setting[string] { return &p.FirmName })},
		{Name: "firm_customer_number", of: text(func(p *Policy) *Setting[string] { return &p.FirmCustomerNumber })},
		{Name: "firm_contact", of: text(func(p *Policy) *Setting[string] { return &p.FirmContact })},
		{Name: "firm_email", Form: "name@example.de", fits: isAddress, of: text(func(p *Policy) *Setting[string] { return &p.FirmEmail })},
		{Name: "firm_phone", of: text(func(p *Policy) *Setting[string] { return &p.FirmPhone })},
		{Name: "reference_number", of: text(func(p *Policy) *Setting[string] { return &p.ReferenceNumber })},
		{Name: "reference_user", of: text(func(p *Policy) *Setting[string] { return &p.ReferenceUser })},
		{Name: "display_line", of: text(func(p *Policy) *Setting[string] { return &p.DisplayLine })},
		{Name: "reminder_days", Kind: Number, Most: firm.MaxReminderDays, of: number(func(p *Policy) *Setting[int] { return &p.ReminderDays })},
		{Name: "delete_months", Kind: Number, Most: firm.MaxDeleteMonths, of: number(func(p *Policy) *Setting[int] { return &p.DeleteMonths })},
	}
	for i := range all {
		d := &all[i]
		if d.Kind == "" {
			d.Kind = Text
		}
		if d.Kind == Text && d.Choices == nil && d.fits == nil {
			d.Form, d.fits = "1–"+strconv.Itoa(firm.MaxLine), isLine
		}
	}
	return all
}

// Allowed says what the value may be, for a message.
func (d *Definition) Allowed() string {
	switch {
	case d.Kind == Switch:
		return "true | false"
	case d.Kind == Number:
		return "0–" + strconv.Itoa(d.Most)
	case len(d.Choices) > 0:
		return strings.Join(d.Choices, " | ")
	}
	return d.Form
}

// put lays a value down: a string, bool or int. It reports whether the value is one that the setting may have.
func (d *Definition) put(p *Policy, value any, locked bool) bool {
	switch v := value.(type) {
	case string:
		if d.Kind != Text || len(d.Choices) > 0 && !slices.Contains(d.Choices, v) || d.fits != nil && !d.fits(v) {
			return false
		}
	case bool:
		if d.Kind != Switch {
			return false
		}
	case int:
		if d.Kind != Number || v < 0 || v > d.Most {
			return false
		}
	default:
		return false
	}
	d.of(p).put(value, locked)
	return true
}

// target is a Setting whatever its type.
type target interface {
	put(value any, locked bool)
	state() (set, locked bool)
}

func (s *Setting[T]) put(value any, locked bool) {
	if v, ok := value.(T); ok {
		*s = Setting[T]{v, true, locked}
	}
}

func (s *Setting[T]) state() (set, locked bool) { return s.Set, s.Locked }

func text(of func(*Policy) *Setting[string]) func(*Policy) target {
	return func(p *Policy) target { return of(p) }
}

func flag(of func(*Policy) *Setting[bool]) func(*Policy) target {
	return func(p *Policy) target { return of(p) }
}

func number(of func(*Policy) *Setting[int]) func(*Policy) target {
	return func(p *Policy) target { return of(p) }
}

func trays() []string {
	var all []string
	for _, t := range preferences.Trays() {
		all = append(all, string(t))
	}
	return all
}

func isClock(text string) bool {
	if text == clockOff || text == clockPTB {
		return true
	}
	_, err := clock.ParseServers(text)
	return err == nil
}

// isLine reports whether a text is one line as the firm's data have them.
func isLine(text string) bool {
	return text != "" && text == strings.TrimSpace(text) && utf8.ValidString(text) && utf8.RuneCountInString(text) <= firm.MaxLine &&
		!strings.ContainsFunc(text, unicode.IsControl)
}

func isAddress(text string) bool { return isLine(text) && support.CheckAddress(text) == nil }
