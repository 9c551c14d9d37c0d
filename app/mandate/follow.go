package mandate

import (
	"errors"
	"time"

	"kanzleicode/app/vault"
)

// errTrail: the history does not lead from the state that is known.
var errTrail = errors.New("mandate: the history does not follow from this state")

// Follow gives the body of a stored Mandat after a change of the history, from its body before that change; nil =
// it was not there yet. The history holds every field, and the times are those of its changes. What it says of the
// state before must be so: nothing is guessed. whole says that the entry names all fields and not only those that
// changed.
func Follow(before []byte, entry *vault.Entry, item *vault.EntryItem, whole bool) ([]byte, error) {
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
		s.Fields, s.Status = Fields{}, ""
	}
	was := s.Status
	texts := map[string]*string{
		"number": &s.Number, "user": &s.User, "client": &s.Client, "note": &s.Note, "status": (*string)(&s.Status),
	}
	for _, f := range item.Fields {
		text := texts[f.Field]
		if text == nil {
			continue
		}
		if *text != f.Old {
			return nil, errTrail
		}
		*text = f.New
	}
	switch {
	case entry.Event == EventSubmit:
		s.Submitted, s.Confirmed = entry.At, time.Time{}
	case entry.Event == EventConfirm:
		s.Confirmed = entry.At
	case s.Status == StatusNew && was != StatusNew:
		s.Submitted, s.Confirmed = time.Time{}, time.Time{}
	}
	if err := s.Check(); err != nil {
		return nil, errors.Join(errTrail, err)
	}
	switch s.Status {
	case StatusNew, StatusSubmitted, StatusConfirmed:
		return encode(s.Mandate, s.raw)
	}
	return nil, errTrail
}

// Known are the lines of the history that name all fields of a stored Mandat, as if it were new.
func Known(body []byte) []vault.FieldChange {
	s, err := decode(vault.Record{Body: body})
	if err != nil {
		return nil
	}
	return differences(Mandate{}, s.Mandate)
}
