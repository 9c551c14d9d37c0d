// Package firm keeps what Kanzleicode knows of the firm itself: its name and how support reaches it, the account
// whose second factor was set up, when to remind and when to delete, and its own texts for letters. It is one
// record of kind setting; its body is documented at [Data].
package firm

import (
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"kanzleicode/app/support"
	"kanzleicode/app/vault"
)

// Data are the firm's own data. Every text may be "": not known yet. The stored body is a JSON object with
// "setting": "firm" and the names in brackets.
type Data struct {
	Name           string    // of the firm (name)
	CustomerNumber string    // the firm's own Kundennummer at the service (customer_number)
	Contact        string    // the person whom support may ask (contact)
	Email          string    // of that person (email)
	Phone          string    // of that person (phone)
	SupportAddress string    // support's e-mail address; never guessed: ask for it if it is "" (support_address)
	Reference      Reference // the account whose second factor was set up (reference)
	// DisplayLine stands below the code on the Anzeige; "" = the firm's name does (display_line).
	DisplayLine string
	// ReminderDays is after how many working days (Monday to Friday) an open submission is brought up; 0 = never
	// (reminder_days).
	ReminderDays int
	// DeleteMonths is how many months after its end a Mandat is proposed for deletion; 0 = never (delete_months).
	DeleteMonths int
	// Templates are own texts for letters; a kind that is missing has the built-in one (templates).
	Templates map[support.Kind]support.Template

	Rev uint64 // revision that these data were read at; 0 = none are stored yet

	stored vault.Record // that they were read from
	unsaid []Field      // numbers that it does not hold
}

// Reference is the account at the service that support links the others to.
type Reference struct {
	Number string // its Kundennummer
	User   string // its Benutzername
	// Account is the central account of the authenticator that shows its code; zero if it is not known.
	Account vault.ID
}

// What is taken if nothing is said.
const (
	DefaultReminderDays = 5
	DefaultDeleteMonths = 0
)

// The bounds, in characters, working days and months.
const (
	MaxLine         = 200
	MaxTemplate     = 5000
	MaxReminderDays = 90
	MaxDeleteMonths = 120
)

// Default are the data of a firm that has said nothing.
func Default() Data {
	return Data{ReminderDays: DefaultReminderDays, DeleteMonths: DefaultDeleteMonths}
}

// Clean gives the data as they are stored: lines without line breaks, control characters and needless blanks,
// and only those texts that are not the built-in ones.
func (d Data) Clean() Data {
	for _, f := range lines {
		text := f.of(&d)
		*text = line(*text)
	}
	templates := map[support.Kind]support.Template{}
	for kind, t := range d.Templates {
		t = support.Template{Subject: line(t.Subject), Text: text(t.Text)}
		if t != (support.Template{}) {
			templates[kind] = t
		}
	}
	d.Templates = templates
	return d
}

// Check says what is wrong with cleaned data: an *Error, or a *support.Error about an own text.
func (d Data) Check() error {
	for _, f := range lines {
		if utf8.RuneCountInString(*f.of(&d)) > MaxLine {
			return &Error{Field: f.name, Reason: ReasonTooLong, Limit: MaxLine}
		}
	}
	if support.CheckAddress(d.Email) != nil {
		return &Error{Field: FieldEmail, Reason: ReasonAddress, Value: d.Email}
	}
	if support.CheckAddress(d.SupportAddress) != nil {
		return &Error{Field: FieldSupportAddress, Reason: ReasonAddress, Value: d.SupportAddress}
	}
	if d.ReminderDays < 0 || d.ReminderDays > MaxReminderDays {
		return &Error{Field: FieldReminderDays, Reason: ReasonRange, Limit: MaxReminderDays}
	}
	if d.DeleteMonths < 0 || d.DeleteMonths > MaxDeleteMonths {
		return &Error{Field: FieldDeleteMonths, Reason: ReasonRange, Limit: MaxDeleteMonths}
	}
	for _, kind := range support.Kinds() {
		t := d.Templates[kind]
		if utf8.RuneCountInString(t.Subject) > MaxLine {
			return &Error{Field: FieldSubject, Reason: ReasonTooLong, Limit: MaxLine}
		}
		if utf8.RuneCountInString(t.Text) > MaxTemplate {
			return &Error{Field: FieldText, Reason: ReasonTooLong, Limit: MaxTemplate}
		}
		if err := t.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Shown is the line of text on the Anzeige.
func (d Data) Shown() string {
	if d.DisplayLine != "" {
		return d.DisplayLine
	}
	return d.Name
}

// Missing are the fields without which support can do little with a letter, in the order to ask for them.
func (d Data) Missing() []Field {
	var missing []Field
	for _, f := range []struct {
		name  Field
		value string
	}{{FieldSupportAddress, d.SupportAddress}, {FieldName, d.Name}, {FieldReferenceUser, d.Reference.User}} {
		if f.value == "" {
			missing = append(missing, f.name)
		}
	}
	return missing
}

// Letter begins a letter of a kind: everything that the firm's data say of it. Rows and the rest are the caller's.
func (d Data) Letter(kind support.Kind) support.Data {
	return support.Data{
		Kind: kind, To: d.SupportAddress, Sender: d.Sender(), Template: d.Templates[kind],
		Reference: support.Account{Number: d.Reference.Number, User: d.Reference.User},
	}
}

// Sender is the firm as letters name it.
func (d Data) Sender() support.Sender {
	return support.Sender{Name: d.Name, CustomerNumber: d.CustomerNumber, Contact: d.Contact, Email: d.Email, Phone: d.Phone}
}

// WithTemplate gives the data with an own text for a kind of letter; the zero Template is the built-in one.
func (d Data) WithTemplate(kind support.Kind, t support.Template) Data {
	templates := maps.Clone(d.Templates)
	if templates == nil {
		templates = map[support.Kind]support.Template{}
	}
	templates[kind] = t
	d.Templates = templates
	return d
}

// line makes one line of a text.
func line(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r)
	}), " ")
}

// text keeps line breaks and drops other control characters and the blank lines around.
func text(text string) string {
	all := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "")), "\n")
	for i, l := range all {
		all[i] = strings.TrimRightFunc(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, l), unicode.IsSpace)
	}
	return strings.Trim(strings.Join(all, "\n"), "\n")
}
