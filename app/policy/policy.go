// Package policy is what a firm's IT lays down for Kanzleicode: each setting is preset, so that a person starts with
// it, or locked, so that nobody but the IT changes it. docs/policy.md is written for those who do so.
//
// The order is the same for every setting: what is locked, then what a person or a command line says, then what is
// preset, then the program's own default. The package reads what it is given; where that stands on a PC is known to
// package policyfile.
package policy

import (
	"os"
	"path/filepath"
	"strings"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/clock"
	"kanzleicode/app/firm"
	"kanzleicode/app/preferences"
)

// Version is the form of the file that this program reads. A newer one is refused.
const Version = 1

// Setting is what is laid down for one setting; the zero value is nothing.
type Setting[T any] struct {
	Value  T
	Set    bool // Value is laid down: at least preset
	Locked bool // nobody but the IT changes it
}

// Of is the value in force: the locked one, else a person's own if it was chosen, else the preset one, else own, which
// then is the default.
func (s Setting[T]) Of(own T, chosen bool) T {
	if s.Locked || s.Set && !chosen {
		return s.Value
	}
	return own
}

// Policy is all that is laid down. The names of the fields in policies stand in [Definitions].
type Policy struct {
	Sources []string // where it comes from, for people; none = nothing is laid down

	VaultFolder Setting[string] // absolute, or beginning with {home}; see Folder
	Language    Setting[string] // one of preferences.Languages
	Autostart   Setting[string] // "off", "window" or "display"
	TrayIcon    Setting[string] // one of preferences.Trays
	SoftwareGL  Setting[bool]   // the window draws without the graphics card
	Clock       Setting[string] // "off", "ptb" or servers as clock.ParseServers reads them

	// The ways in which accounts may leave; they are rules, which nobody changes.
	ExportEncrypted, ExportQR, ExportGoogleQR, ExportLinks Setting[bool]

	// The firm's data, see firm.Data.
	FirmName, FirmCustomerNumber, FirmContact, FirmEmail, FirmPhone Setting[string]
	SupportAddress, ReferenceNumber, ReferenceUser, DisplayLine     Setting[string]
	ReminderDays, DeleteMonths                                      Setting[int]
}

// Folder is the folder that is laid down for the vault, "" = none. In it {home} and {user} stand for a person's home
// folder and user name.
func (p *Policy) Folder(home, user string) string {
	if !p.VaultFolder.Set {
		return ""
	}
	user = user[strings.LastIndexByte(user, '\\')+1:] // DOMAIN\name on Windows
	return filepath.Clean(strings.NewReplacer(homeName, home, userName, user).Replace(filepath.FromSlash(p.VaultFolder.Value)))
}

const homeName, userName = "{home}", "{user}"

// isFolder reports whether a text can be VaultFolder.
func isFolder(text string) bool {
	rest, home := strings.CutPrefix(text, homeName)
	if home {
		return rest == "" || os.IsPathSeparator(rest[0])
	}
	return filepath.IsAbs(text)
}

// Wishes are what is laid down for the settings of a PC.
func (p *Policy) Wishes() preferences.Given {
	return preferences.Given{
		Language: p.Language.Value, LanguageLocked: p.Language.Locked,
		Tray: preferences.Tray(p.TrayIcon.Value), TrayLocked: p.TrayIcon.Locked,
	}
}

// What Clock may be besides the names of servers.
const (
	clockOff = "off"
	clockPTB = "ptb"
)

// Clocks are what is laid down for whom to ask for the time.
func (p *Policy) Clocks() clock.Given {
	given := clock.Given{Set: p.Clock.Set, Locked: p.Clock.Locked}
	switch p.Clock.Value {
	case clockOff:
		given.Settings.Off = true
	case clockPTB, "":
	default:
		given.Settings.Servers, _ = clock.ParseServers(p.Clock.Value) // checked when it was read
	}
	return given
}

// Forbidden are the forms in which no account leaves.
func (p *Policy) Forbidden() []authenticator.Form {
	var forms []authenticator.Form
	for _, rule := range []struct {
		form authenticator.Form
		may  Setting[bool]
	}{
		{authenticator.FormAegis, p.ExportEncrypted}, {authenticator.FormQR, p.ExportQR},
		{authenticator.FormGoogle, p.ExportGoogleQR}, {authenticator.FormLinks, p.ExportLinks},
	} {
		if rule.may.Set && !rule.may.Value {
			forms = append(forms, rule.form)
		}
	}
	return forms
}

// Firm is what is laid down of the firm's data.
func (p *Policy) Firm() firm.Given {
	given := firm.Given{Values: firm.Default()}
	note := func(field firm.Field, set, locked bool) {
		if set {
			given.Set = append(given.Set, field)
		}
		if locked {
			given.Locked = append(given.Locked, field)
		}
	}
	v := &given.Values
	for _, line := range []struct {
		field firm.Field
		from  Setting[string]
		into  *string
	}{
		{firm.FieldName, p.FirmName, &v.Name}, {firm.FieldCustomerNumber, p.FirmCustomerNumber, &v.CustomerNumber},
		{firm.FieldContact, p.FirmContact, &v.Contact}, {firm.FieldEmail, p.FirmEmail, &v.Email}, {firm.FieldPhone, p.FirmPhone, &v.Phone},
		{firm.FieldSupportAddress, p.SupportAddress, &v.SupportAddress}, {firm.FieldReferenceNumber, p.ReferenceNumber, &v.Reference.Number},
		{firm.FieldReferenceUser, p.ReferenceUser, &v.Reference.User}, {firm.FieldDisplayLine, p.DisplayLine, &v.DisplayLine},
	} {
		*line.into = line.from.Value
		note(line.field, line.from.Set, line.from.Locked)
	}
	v.ReminderDays = p.ReminderDays.Of(v.ReminderDays, false)
	note(firm.FieldReminderDays, p.ReminderDays.Set, p.ReminderDays.Locked)
	v.DeleteMonths = p.DeleteMonths.Of(v.DeleteMonths, false)
	note(firm.FieldDeleteMonths, p.DeleteMonths.Set, p.DeleteMonths.Locked)
	given.Values = given.Values.Clean()
	return given
}

// Names lists what is laid down, in the order of [Definitions]: what nobody changes, and what is only preset.
func (p *Policy) Names() (locked, preset []string) {
	for _, d := range Definitions() {
		switch set, fixed := d.of(p).state(); {
		case fixed:
			locked = append(locked, d.Name)
		case set:
			preset = append(preset, d.Name)
		}
	}
	return locked, preset
}
