package firm

import (
	"slices"
	"strconv"
)

// Given is what the firm's IT has laid down of the data. What is not locked fills what nobody has said anything of.
type Given struct {
	Values Data
	Set    []Field // those that Values speaks for
	Locked []Field // and of these, those that nobody else changes
}

// IsLocked reports whether nobody but the IT changes a field.
func (g *Given) IsLocked(field Field) bool { return slices.Contains(g.Locked, field) }

// over puts what is laid down over data.
func (g *Given) over(d Data) Data {
	for _, f := range lines {
		if into := f.of(&d); g.IsLocked(f.name) || *into == "" && slices.Contains(g.Set, f.name) {
			*into = *f.of(&g.Values)
		}
	}
	for _, n := range []struct {
		field Field
		from  int
		into  *int
	}{{FieldReminderDays, g.Values.ReminderDays, &d.ReminderDays}, {FieldDeleteMonths, g.Values.DeleteMonths, &d.DeleteMonths}} {
		if g.IsLocked(n.field) || slices.Contains(d.unsaid, n.field) && slices.Contains(g.Set, n.field) {
			*n.into = n.from
		}
	}
	return d
}

// check refuses data that have something else where something is locked.
func (g *Given) check(d Data) error {
	for _, f := range lines {
		if want := *f.of(&g.Values); g.IsLocked(f.name) && *f.of(&d) != want {
			return &Error{Field: f.name, Reason: ReasonLocked, Value: want}
		}
	}
	for _, n := range []struct {
		field     Field
		want, has int
	}{{FieldReminderDays, g.Values.ReminderDays, d.ReminderDays}, {FieldDeleteMonths, g.Values.DeleteMonths, d.DeleteMonths}} {
		if g.IsLocked(n.field) && n.has != n.want {
			return &Error{Field: n.field, Reason: ReasonLocked, Value: strconv.Itoa(n.want)}
		}
	}
	return nil
}
