package mandate

import (
	"encoding/json"
	"fmt"
	"time"

	"kanzleicode/app/vault"
)

// body is the stored form of a Mandat, see the package comment.
type body struct {
	Number    string    `json:"number"`
	User      string    `json:"user"`
	Client    string    `json:"client,omitzero"`
	Clerk     string    `json:"clerk,omitzero"`
	Mail      Mail      `json:"mail,omitzero"`
	Note      string    `json:"note,omitzero"`
	Status    Status    `json:"status"`
	Question  string    `json:"question,omitzero"`
	Created   time.Time `json:"created"`
	Submitted time.Time `json:"submitted,omitzero"`
	Confirmed time.Time `json:"confirmed,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
	Withdrawn time.Time `json:"withdrawn,omitzero"`
	Code      time.Time `json:"code,omitzero"`
}

// bodyNames are the names that body speaks for; all others belong to a newer program.
var bodyNames = []string{
	"number", "user", "client", "clerk", "mail", "note", "status", "question", "created", "submitted", "confirmed",
	"ended", "withdrawn", "code",
}

// stored is a Mandat together with the bytes that it was read from.
type stored struct {
	Mandate
	raw []byte
}

func decode(record vault.Record) (stored, error) {
	var b body
	if err := json.Unmarshal(record.Body, &b); err != nil {
		// The decoder's message may quote the content.
		return stored{}, fmt.Errorf("%w: the body of a mandate is not what this program writes", vault.ErrDamaged)
	}
	return stored{
		Mandate: Mandate{
			ID:     record.ID,
			Fields: Fields{Number: b.Number, User: b.User, Client: b.Client, Clerk: b.Clerk, Mail: b.Mail, Note: b.Note},
			Status: b.Status, Question: b.Question,
			Created: b.Created, Submitted: b.Submitted, Confirmed: b.Confirmed, Ended: b.Ended, Withdrawn: b.Withdrawn,
			Code: b.Code, Rev: record.Rev,
		},
		raw: record.Body,
	}, nil
}

// encode writes m over what stood there before, whose unknown names stay; before is nil for a new row.
func encode(m Mandate, before []byte) ([]byte, error) {
	known, err := json.Marshal(body{
		Number: m.Number, User: m.User, Client: m.Client, Clerk: m.Clerk, Mail: m.Mail, Note: m.Note,
		Status: m.Status, Question: m.Question,
		Created: m.Created.UTC(), Submitted: m.Submitted.UTC(), Confirmed: m.Confirmed.UTC(),
		Ended: m.Ended.UTC(), Withdrawn: m.Withdrawn.UTC(), Code: m.Code.UTC(),
	})
	if err != nil {
		return nil, err
	}
	return vault.MergeBody(known, bodyNames, before)
}

// field is one value of a row as the log keeps it: as text, so that the row can be put together again from
// what the log says of it.
type field struct {
	name string
	text func(*Mandate) *string    // nil for a moment
	at   func(*Mandate) *time.Time // nil for a text
}

// fields are all of a row, in the order in which the history shows them.
var fields = []field{
	{name: "number", text: func(m *Mandate) *string { return &m.Number }},
	{name: "user", text: func(m *Mandate) *string { return &m.User }},
	{name: "client", text: func(m *Mandate) *string { return &m.Client }},
	{name: "clerk", text: func(m *Mandate) *string { return &m.Clerk }},
	{name: "mail", text: func(m *Mandate) *string { return (*string)(&m.Mail) }},
	{name: "note", text: func(m *Mandate) *string { return &m.Note }},
	{name: "status", text: func(m *Mandate) *string { return (*string)(&m.Status) }},
	{name: "question", text: func(m *Mandate) *string { return &m.Question }},
	{name: "created", at: func(m *Mandate) *time.Time { return &m.Created }},
	{name: "submitted", at: func(m *Mandate) *time.Time { return &m.Submitted }},
	{name: "confirmed", at: func(m *Mandate) *time.Time { return &m.Confirmed }},
	{name: "ended", at: func(m *Mandate) *time.Time { return &m.Ended }},
	{name: "withdrawn", at: func(m *Mandate) *time.Time { return &m.Withdrawn }},
	{name: "code", at: func(m *Mandate) *time.Time { return &m.Code }},
}

// get is the field's value; "" for an empty one.
func (f *field) get(m *Mandate) string {
	if f.text != nil {
		return *f.text(m)
	}
	if at := *f.at(m); !at.IsZero() {
		return at.UTC().Format(time.RFC3339Nano)
	}
	return ""
}

// set puts back what get gave.
func (f *field) set(m *Mandate, value string) error {
	switch {
	case f.text != nil:
		*f.text(m) = value
	case value == "":
		*f.at(m) = time.Time{}
	default:
		at, err := time.Parse(time.RFC3339Nano, value)
		if err != nil {
			return fmt.Errorf("mandate: the log's value of %s is no moment", f.name)
		}
		*f.at(m) = at
	}
	return nil
}

// differences are the lines of the history between two states of a row: every field that changed.
func differences(before, after Mandate) []vault.FieldChange {
	var changes []vault.FieldChange
	for i := range fields {
		f := &fields[i]
		if old, now := f.get(&before), f.get(&after); old != now {
			changes = append(changes, vault.FieldChange{Field: f.name, Old: old, New: now})
		}
	}
	return changes
}
