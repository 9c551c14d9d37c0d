package firm

import (
	"context"
	"encoding/json"
	"errors"
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

// settingName tells this record from other settings, see recovery.Unique.
const settingName = "firm"

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

// bodyNames are the names that body speaks for; all others belong to a newer program.
var bodyNames = []string{
	"setting", "name", "customer_number", "contact", "email", "phone", "support_address", "reference", "display_line", "reminder_days",
	"delete_months", "templates",
}

// Service reads and writes the firm's data.
type Service struct{ records vault.Records }

// NewService is the service over an opened vault.
func NewService(records vault.Records) *Service { return &Service{records} }

// Load gives the data as they stand; [Default] if none were stored.
func (s *Service) Load(ctx context.Context) (Data, error) {
	records, _, err := s.records.Load(ctx, vault.KindSetting)
	if err != nil {
		return Data{}, err
	}
	for _, r := range records {
		var b body
		err := json.Unmarshal(r.Body, &b)
		if b.Setting != settingName {
			continue // another setting
		}
		if err != nil { // the decoder's message may quote the content
			return Data{}, &vault.Error{Reason: "damaged_record", Err: fmt.Errorf("%w: the firm's data are not what this program writes", vault.ErrDamaged)}
		}
		return decode(b, r), nil
	}
	return Default(), nil
}

func decode(b body, r vault.Record) Data {
	d := Default()
	d.Name, d.CustomerNumber, d.Contact, d.Email, d.Phone = b.Name, b.CustomerNumber, b.Contact, b.Email, b.Phone
	d.SupportAddress, d.Reference, d.DisplayLine, d.Templates = b.SupportAddress, Reference(b.Reference), b.DisplayLine, b.Templates
	for _, n := range []struct{ stored, into *int }{{b.ReminderDays, &d.ReminderDays}, {b.DeleteMonths, &d.DeleteMonths}} {
		if n.stored != nil {
			*n.into = *n.stored
		}
	}
	d.Rev, d.id, d.raw = r.Rev, r.ID, r.Body
	return d
}

// Save cleans, checks and stores data that came from [Service.Load] and gives them as they stand now. If
// somebody else changed them since, that is a *vault.ConflictError and nothing is stored. Data that are as
// before are not stored again.
func (s *Service) Save(ctx context.Context, d Data) (Data, error) {
	d = d.Clean()
	if err := d.Check(); err != nil {
		return Data{}, err
	}
	before := Default()
	if d.raw != nil {
		var b body
		if err := json.Unmarshal(d.raw, &b); err != nil {
			return Data{}, err
		}
		before = decode(b, vault.Record{ID: d.id, Rev: d.Rev, Body: d.raw})
	}
	fields := differences(before, d)
	if len(fields) == 0 {
		return d, nil
	}
	known, err := json.Marshal(body{
		Setting: settingName, Name: d.Name, CustomerNumber: d.CustomerNumber, Contact: d.Contact, Email: d.Email, Phone: d.Phone,
		SupportAddress: d.SupportAddress, Reference: reference(d.Reference), DisplayLine: d.DisplayLine, ReminderDays: &d.ReminderDays,
		DeleteMonths: &d.DeleteMonths, Templates: d.Templates,
	})
	if err != nil {
		return Data{}, err
	}
	if d.raw, err = vault.MergeBody(known, bodyNames, d.raw); err != nil {
		return Data{}, err
	}
	if d.id.IsZero() {
		d.id = s.records.NewID()
	}
	d.Rev, err = s.records.Apply(ctx, vault.Change{Event: EventChange, Domain: vault.DomainList, Mutations: []vault.Mutation{{
		ID: d.id, Kind: vault.KindSetting, Expect: d.Rev, Body: d.raw, Unique: settingName, Fields: fields,
	}}})
	if err != nil {
		return Data{}, s.explain(ctx, err)
	}
	return d, nil
}

// explain says of data that were stored for the first time twice that somebody else was quicker; or, if those
// that stand there cannot be opened, that they are damaged.
func (s *Service) explain(ctx context.Context, err error) error {
	var twice *vault.DuplicateError
	if !errors.As(err, &twice) {
		return err
	}
	_, damaged, loadErr := s.records.Load(ctx, vault.KindSetting)
	for _, d := range damaged {
		if d.ID == twice.Existing {
			return &vault.Error{Reason: "damaged_record", Err: errors.Join(vault.ErrDamaged, d.Err)}
		}
	}
	return errors.Join(&vault.ConflictError{ID: twice.Existing, Kind: vault.KindSetting}, loadErr)
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
