package vault

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
)

// Setting names a setting of the firm: one record of [KindSetting], told from the others by the name "setting" in its
// body, and made when something is stored in it for the first time.
type Setting struct {
	Name  string
	Knows []string // the names in its body that this program speaks for; the others stay as they are, see [MergeBody]
}

// SettingName is the Unique of a stored setting, from its body: see [Options].
func SettingName(body []byte) (string, error) {
	var s struct {
		Setting string `json:"setting"`
	}
	err := json.Unmarshal(body, &s)
	return s.Setting, err
}

// Load gives the setting's record as it stands, the zero Record if it was never stored.
func (s Setting) Load(ctx context.Context, records Records) (Record, error) {
	all, _, err := records.Load(ctx, KindSetting)
	if err != nil {
		return Record{}, err
	}
	named := func(r Record) bool {
		name, err := SettingName(r.Body)
		return err == nil && name == s.Name
	}
	if at := slices.IndexFunc(all, named); at >= 0 {
		return all[at], nil
	}
	return Record{}, nil
}

// Store stores body in the place of before, which came from [Setting.Load], as a change with these fields for the
// history, and gives the record as it stands then. If somebody else stored it meanwhile, that is a *ConflictError; if
// it is there and cannot be opened, an *Error with the reason "damaged_record". Nothing is stored then.
func (s Setting) Store(ctx context.Context, records Records, before Record, body []byte, change Change, fields []FieldChange) (Record, error) {
	after := Record{ID: before.ID, Kind: KindSetting}
	if after.ID.IsZero() {
		after.ID = records.NewID()
	}
	var err error
	if after.Body, err = MergeBody(body, s.Knows, before.Body); err != nil {
		return Record{}, err
	}
	change.Mutations = []Mutation{{
		ID: after.ID, Kind: KindSetting, Expect: before.Rev, Body: after.Body, Unique: s.Name, Fields: fields,
	}}
	if after.Rev, err = records.Apply(ctx, change); err != nil {
		return Record{}, explainSetting(ctx, records, err)
	}
	return after, nil
}

// explainSetting says of a setting that was stored for the first time twice that somebody else was quicker, or that
// the one that stands there cannot be opened.
func explainSetting(ctx context.Context, records Records, err error) error {
	var twice *DuplicateError
	if !errors.As(err, &twice) {
		return err
	}
	_, damaged, loadErr := records.Load(ctx, KindSetting)
	for _, d := range damaged {
		if d.ID == twice.Existing {
			return &Error{Reason: "damaged_record", Err: errors.Join(ErrDamaged, d.Err)}
		}
	}
	return errors.Join(&ConflictError{ID: twice.Existing, Kind: KindSetting}, loadErr)
}
