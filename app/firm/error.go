package firm

import "fmt"

// Field names a part of [Data]; it is the tail of the translation key "setting.field.<field>".
type Field string

// The fields.
const (
	FieldName            Field = "name"
	FieldCustomerNumber  Field = "customer_number"
	FieldContact         Field = "contact"
	FieldEmail           Field = "email"
	FieldPhone           Field = "phone"
	FieldSupportAddress  Field = "support_address"
	FieldReferenceNumber Field = "reference_number"
	FieldReferenceUser   Field = "reference_user"
	FieldDisplayLine     Field = "display_line"
	FieldReminderDays    Field = "reminder_days"
	FieldDeleteMonths    Field = "delete_months"
	FieldSubject         Field = "subject" // of an own template
	FieldText            Field = "text"    // of an own template
)

// lines are the fields that are one line of text.
var lines = []struct {
	name Field
	of   func(*Data) *string
}{
	{FieldName, func(d *Data) *string { return &d.Name }},
	{FieldCustomerNumber, func(d *Data) *string { return &d.CustomerNumber }},
	{FieldContact, func(d *Data) *string { return &d.Contact }},
	{FieldEmail, func(d *Data) *string { return &d.Email }},
	{FieldPhone, func(d *Data) *string { return &d.Phone }},
	{FieldSupportAddress, func(d *Data) *string { return &d.SupportAddress }},
	{FieldReferenceNumber, func(d *Data) *string { return &d.Reference.Number }},
	{FieldReferenceUser, func(d *Data) *string { return &d.Reference.User }},
	{FieldDisplayLine, func(d *Data) *string { return &d.DisplayLine }},
}

// Fields lists every field.
func Fields() []Field {
	var all []Field
	for _, f := range lines {
		all = append(all, f.name)
	}
	return append(all, FieldReminderDays, FieldDeleteMonths, FieldSubject, FieldText)
}

// Reason says what is wrong with a field.
type Reason string

// The reasons.
const (
	ReasonTooLong Reason = "too_long" // more than Limit characters
	ReasonAddress Reason = "address"  // Value is no e-mail address
	ReasonRange   Reason = "range"    // not between 0 and Limit
	ReasonLocked  Reason = "locked"   // the firm's IT has laid it down: Value
)

// Error says which field is wrong, and why.
type Error struct {
	Field  Field
	Reason Reason
	Value  string // what is no address
	Limit  int
}

// Error is the English text for logs.
func (e *Error) Error() string { return fmt.Sprintf("firm: %s: %s", e.Field, e.Reason) }

// Is reports whether target is an *Error of the same field and reason.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Field == e.Field && other.Reason == e.Reason
}

// TextKey is the translation key of the sentence for people: there is one for each field, and one for
// all that are locked.
func (e *Error) TextKey() string {
	if e.Reason == ReasonLocked {
		return "problem.firm.locked"
	}
	return "problem.firm." + string(e.Field)
}

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any { return map[string]any{"value": e.Value, "limit": e.Limit} }
