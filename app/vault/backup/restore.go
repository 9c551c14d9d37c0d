package backup

import (
	"bytes"
	"context"
	"slices"

	"kanzleicode/app/vault"
)

// Service describes the records of one kind, for restoring them: see [vault.Mutation].
type Service struct {
	Unique func(body []byte) (string, error)
	Label  func(body []byte) string
	// Known are the lines of the history that name everything in a record but secrets; nil = there are none.
	Known func(body []byte) []vault.FieldChange
}

// Plan says what restoring a backup would do to a vault. It removes nothing: what the vault has and the
// backup has not stays.
type Plan struct {
	Missing   []Item // in the backup, not in the vault: will be added
	Different []Item // in both, not the same: the vault's is replaced if that is asked for
	Equal     int    // in both, the same
	Newer     []Item // in the vault only: stays
}

// Item is a record of a plan.
type Item struct {
	ID    vault.ID
	Kind  vault.Kind
	Label string // what people call it

	backup *vault.Record
	expect uint64 // revision in the vault; 0 = not there
}

// Target is the vault that a backup is restored into.
type Target interface {
	Load(ctx context.Context, kinds ...vault.Kind) ([]vault.Record, []vault.Damaged, error)
	Apply(ctx context.Context, change vault.Change) (uint64, error)
}

// Compare makes the plan for restoring a snapshot into a vault. A record that is damaged in the vault counts
// as different.
func Compare(ctx context.Context, target Target, s *Snapshot, services map[vault.Kind]Service) (*Plan, error) {
	records, faults, err := target.Load(ctx, kinds...)
	if err != nil {
		return nil, err
	}
	there := make(map[vault.ID]*vault.Record, len(records))
	for i := range records {
		there[records[i].ID] = &records[i]
	}
	for _, d := range faults {
		there[d.ID] = &vault.Record{ID: d.ID, Kind: d.Kind, Rev: d.Rev}
	}
	p := &Plan{}
	for i := range s.Records {
		r := &s.Records[i]
		item := Item{ID: r.ID, Kind: r.Kind, Label: services[r.Kind].label(r.Body), backup: r}
		switch now := there[r.ID]; {
		case now == nil:
			p.Missing = append(p.Missing, item)
		case now.Kind == r.Kind && bytes.Equal(now.Body, r.Body):
			p.Equal++
		default:
			item.expect = now.Rev
			p.Different = append(p.Different, item)
		}
		delete(there, r.ID)
	}
	for i := range records {
		if r := &records[i]; there[r.ID] != nil {
			p.Newer = append(p.Newer, Item{ID: r.ID, Kind: r.Kind, Label: services[r.Kind].label(r.Body)})
		}
	}
	return p, nil
}

func (s Service) label(body []byte) string {
	if s.Label == nil {
		return ""
	}
	return s.Label(body)
}

// EventRestore is the event of the history; its Params are "taken", the moment of the backup in RFC 3339.
const EventRestore = "backup.restore"

// Apply carries a plan out in one change, all of it or nothing; with replace, what is different becomes what
// the backup holds. It returns how many records were written.
func (p *Plan) Apply(ctx context.Context, target Target, s *Snapshot, services map[vault.Kind]Service, replace bool) (int, error) {
	items := slices.Clone(p.Missing)
	if replace {
		items = append(items, p.Different...)
	}
	if len(items) == 0 {
		return 0, &Error{Reason: ReasonNothing}
	}
	change := vault.Change{Event: EventRestore, Domain: vault.DomainCode, Params: map[string]string{"taken": s.Taken.Format("2006-01-02T15:04:05Z07:00")}}
	for _, item := range items {
		m := vault.Mutation{ID: item.ID, Kind: item.Kind, Expect: item.expect, Body: item.backup.Body, Label: item.Label}
		if unique := services[item.Kind].Unique; unique != nil {
			var err error
			if m.Unique, err = unique(item.backup.Body); err != nil {
				return 0, &Error{Reason: ReasonDamaged, Name: item.Label, Err: err}
			}
		}
		if known := services[item.Kind].Known; known != nil && item.expect == 0 {
			m.Fields = known(item.backup.Body)
		}
		change.Mutations = append(change.Mutations, m)
	}
	if _, err := target.Apply(ctx, change); err != nil {
		return 0, err
	}
	return len(items), nil
}
