package firm_test

import (
	"errors"
	"testing"

	"kanzleicode/app/firm"
)

// TestWhatTheITLaysDown: a preset fills what is empty, what is locked stands over everything, and neither is written
// unless a person saves.
func TestWhatTheITLaysDown(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	given := firm.Given{
		Set:    []firm.Field{firm.FieldName, firm.FieldSupportAddress, firm.FieldReminderDays, firm.FieldDeleteMonths},
		Locked: []firm.Field{firm.FieldSupportAddress, firm.FieldDeleteMonths},
	}
	given.Values.Name, given.Values.SupportAddress, given.Values.ReminderDays, given.Values.DeleteMonths = "Vorgabe", "it@example.de", 9, 24
	own, laid := firm.NewService(v, firm.Given{}), firm.NewService(v, given)
	if d := mustLoad(t, laid); d.Name != "Vorgabe" || d.SupportAddress != "it@example.de" || d.ReminderDays != 9 || d.DeleteMonths != 24 || d.Rev != 0 {
		t.Errorf("at first %+v", d)
	}
	if d := mustLoad(t, own); d.Name != "" || d.ReminderDays != firm.DefaultReminderDays {
		t.Errorf("without the policy %+v", d)
	}
	d := mustLoad(t, own)
	d.Name, d.SupportAddress, d.ReminderDays, d.DeleteMonths = "Eigener", "alt@example.de", 0, 1
	if _, err := own.Save(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if d = mustLoad(t, laid); d.Name != "Eigener" || d.SupportAddress != "it@example.de" || d.ReminderDays != 0 || d.DeleteMonths != 24 {
		t.Errorf("over what was stored %+v", d)
	}
	for _, change := range []func(*firm.Data){func(d *firm.Data) { d.SupportAddress = "neu@example.de" }, func(d *firm.Data) { d.DeleteMonths = 2 }} {
		changed := d
		change(&changed)
		if _, err := laid.Save(t.Context(), changed); err == nil || !isLocked(err) {
			t.Errorf("a locked field was changed: %v", err)
		}
	}
	d.Phone = "030"
	if _, err := laid.Save(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if d = mustLoad(t, own); d.SupportAddress != "it@example.de" || d.Phone != "030" {
		t.Errorf("stored is %+v", d)
	}
}

func isLocked(err error) bool {
	problem, ok := errors.AsType[*firm.Error](err)
	return ok && problem.Reason == firm.ReasonLocked && problem.TextKey() == "problem.firm.locked"
}
