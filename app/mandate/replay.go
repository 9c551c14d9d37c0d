package mandate

import (
	"errors"
	"slices"
	"time"

	"kanzleicode/app/vault"
)

// errTrail: the history does not lead from the state that is known.
var errTrail = errors.New("mandate: the history does not follow from this state")

// Replay gives the body of a stored Mandat after a change of the history, from its body before that change; nil =
// it was not there yet. The history holds every field, and the times are those of its changes. What it says of the
// state before must be so: nothing is guessed. whole says that the entry names all fields and not only those that
// changed.
func Replay(before []byte, entry *vault.Entry, item *vault.EntryItem, whole bool) ([]byte, error) {
	var s stored
	var err error
	if before != nil {
		if s, err = decode(vault.Record{ID: item.ID, Body: before}); err != nil {
			return nil, err
		}
	} else {
		s.Created = entry.At
	}
	if whole {
		created := s.Created
		s.Mandate = Mandate{ID: s.ID, Created: created}
	}
	if err := s.replay(entry, item); err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, errors.Join(errTrail, err)
	}
	if !slices.Contains(Statuses(), s.Status) {
		return nil, errTrail
	}
	return encode(s.Mandate, s.raw)
}

// replay sets what an entry says of the row.
func (s *stored) replay(entry *vault.Entry, item *vault.EntryItem) error {
	moments := false
	for _, c := range item.Fields {
		at := slices.IndexFunc(fields, func(f field) bool { return f.name == c.Field })
		if at < 0 {
			continue
		}
		f := &fields[at]
		moments = moments || f.at != nil
		if !f.was(&s.Mandate, c.Old) {
			return errTrail
		}
		if err := f.set(&s.Mandate, c.New); err != nil {
			return err
		}
	}
	if moments {
		return nil
	}
	// Earlier versions did not write moments down: they are those of the changes.
	switch {
	case entry.Event == EventSubmit:
		s.Submitted, s.Confirmed = entry.At, time.Time{}
	case entry.Event == EventConfirm:
		s.Confirmed = entry.At
	case entry.Event == EventEdit && s.Status == StatusNew:
		s.Submitted, s.Confirmed = time.Time{}, time.Time{}
	}
	return nil
}

// was reports whether a field has the value that the history says it had. A moment that an earlier version did not
// write down is known to the second only.
func (f *field) was(m *Mandate, old string) bool {
	if f.get(m) == old {
		return true
	}
	if f.at == nil || old == "" {
		return f.name == "created" && old == "" // the first entry says it
	}
	at, err := time.Parse(time.RFC3339Nano, old)
	return err == nil && at.Sub(*f.at(m)).Abs() < time.Second
}

// Known are the lines of the history that name all fields of a stored Mandat, as if it were new.
func Known(body []byte) []vault.FieldChange {
	s, err := decode(vault.Record{Body: body})
	if err != nil {
		return nil
	}
	return differences(Mandate{}, s.Mandate)
}
