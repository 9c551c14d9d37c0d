package firm

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"kanzleicode/app/support"
	"kanzleicode/app/vault"
)

// EventChange is the event of the history, the tail of the translation key "history.<event>"; it has no Params.
const EventChange = "firm.change"

// Events lists every event, for the tests that hold the translations complete.
func Events() []string { return []string{EventChange} }

// body is the stored form of Data.
type body struct {
	Setting        string                            `json:"setting"` // "firm"
	Name           string                            `json:"name,omitempty"`
	CustomerNumber string                            `json:"customer_number,omitempty"`
	Contact        string                            `json:"contact,omitempty"`
	Email          string                            `json:"email,omitempty"`
	Phone          string                            `json:"phone,omitempty"`
	SupportAddress string                            `json:"support_address,omitempty"`
	Reference      reference                         `json:"reference,omitzero"`
	DisplayLine    string                            `json:"display_line,omitempty"`
	ReminderDays   *int                              `json:"reminder_days,omitempty"` // missing = the default
	DeleteMonths   *int                              `json:"delete_months,omitempty"`
	Templates      map[support.Kind]support.Template `json:"templates,omitempty"`
}

type reference struct {
	Number  string   `json:"number,omitempty"`
	User    string   `json:"user,omitempty"`
	Account vault.ID `json:"account,omitzero"`
}

// setting is where it stands.
var setting = vault.Setting{Name: "firm", Knows: []string{
	"setting", "name", "customer_number", "contact", "email", "phone", "support_address", "reference", "display_line", "reminder_days",
	"delete_months", "templates",
}}

// Service reads and writes the firm's data.
type Service struct {
	records vault.Records
	given   Given
}

// NewService is the service over an opened vault; given is what the firm's IT has laid down.
func NewService(records vault.Records, given Given) *Service { return &Service{records, given} }

// IsLocked reports whether nobody but the firm's IT changes a field.
func (s *Service) IsLocked(field Field) bool { return s.given.IsLocked(field) }

// Load gives the data as they stand, [Default] if none were stored, with what the firm's IT has laid down.
func (s *Service) Load(ctx context.Context) (Data, error) {
	r, err := setting.Load(ctx, s.records)
	if err != nil {
		return Data{}, err
	}
	d, err := decode(r)
	if err != nil {
		return Data{}, err
	}
	return s.given.over(d), nil
}

func decode(r vault.Record) (Data, error) {
	d := Default()
	if r.ID.IsZero() {
		d.unsaid = []Field{FieldReminderDays, FieldDeleteMonths}
		return d, nil
	}
	var b body
	if json.Unmarshal(r.Body, &b) != nil { // its message may quote the content
		return Data{}, &vault.Error{Reason: "damaged_record", Err: fmt.Errorf("%w: the firm's data are not what this program writes", vault.ErrDamaged)}
	}
	d.Name, d.CustomerNumber, d.Contact, d.Email, d.Phone = b.Name, b.CustomerNumber, b.Contact, b.Email, b.Phone
	d.SupportAddress, d.Reference, d.DisplayLine, d.Templates = b.SupportAddress, Reference(b.Reference), b.DisplayLine, b.Templates
	for _, n := range []struct {
		field        Field
		stored, into *int
	}{{FieldReminderDays, b.ReminderDays, &d.ReminderDays}, {FieldDeleteMonths, b.DeleteMonths, &d.DeleteMonths}} {
		if n.stored == nil {
			d.unsaid = append(d.unsaid, n.field)
			continue
		}
		*n.into = *n.stored
	}
	d.Rev, d.stored = r.Rev, r
	return d, nil
}

// Save cleans, checks and stores data that came from [Service.Load] and gives them as they stand now. If
// somebody else changed them since, that is a *vault.ConflictError and nothing is stored. Data that are as
// before are not stored again. A field that is locked and was changed is refused with ReasonLocked.
func (s *Service) Save(ctx context.Context, d Data) (Data, error) {
	d = d.Clean()
	if err := d.Check(); err != nil {
		return Data{}, err
	}
	if err := s.given.check(d); err != nil {
		return Data{}, err
	}
	before, err := decode(d.stored)
	if err != nil {
		return Data{}, err
	}
	fields := differences(before, d)
	if len(fields) == 0 {
		return d, nil
	}
	known, err := json.Marshal(body{
		Setting: setting.Name, Name: d.Name, CustomerNumber: d.CustomerNumber, Contact: d.Contact, Email: d.Email, Phone: d.Phone,
		SupportAddress: d.SupportAddress, Reference: reference(d.Reference), DisplayLine: d.DisplayLine, ReminderDays: &d.ReminderDays,
		DeleteMonths: &d.DeleteMonths, Templates: d.Templates,
	})
	if err != nil {
		return Data{}, err
	}
	if d.stored, err = setting.Store(ctx, s.records, d.stored, known, vault.Change{Event: EventChange, Domain: vault.DomainList}, fields); err != nil {
		return Data{}, err
	}
	d.Rev = d.stored.Rev
	return d, nil
}

// differences are the lines of the history. "reference_account" has no name there: it is an ID.
func differences(before, after Data) []vault.FieldChange {
	var changes []vault.FieldChange
	add := func(field, old, now string) {
		if old != now {
			changes = append(changes, vault.FieldChange{Field: field, Old: old, New: now})
		}
	}
	for _, f := range lines {
		add(string(f.name), *f.of(&before), *f.of(&after))
	}
	add("reference_account", idText(before.Reference.Account), idText(after.Reference.Account))
	add(string(FieldReminderDays), strconv.Itoa(before.ReminderDays), strconv.Itoa(after.ReminderDays))
	add(string(FieldDeleteMonths), strconv.Itoa(before.DeleteMonths), strconv.Itoa(after.DeleteMonths))
	kinds := maps.Clone(before.Templates)
	if kinds == nil {
		kinds = map[support.Kind]support.Template{}
	}
	maps.Copy(kinds, after.Templates)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		add("subject_"+string(kind), before.Templates[kind].Subject, after.Templates[kind].Subject)
		add("text_"+string(kind), before.Templates[kind].Text, after.Templates[kind].Text)
	}
	return changes
}

func idText(id vault.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}
