package repair

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/export"
	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
)

// search collects what is known of the lost records.
type search struct {
	report   *vault.Report
	vault    vault.ID
	lost     map[vault.ID]*candidate
	services map[vault.Kind]backup.Service
	taken    map[vault.Kind]map[string]bool // what the records that are there have as their Unique
}

// candidate is a lost record with the best that was found for it.
type candidate struct {
	vault.Lost
	trail []step
	best  Item
	rev   uint64 // revision of the body in best, if it is an older one
}

// step is a change of the history that had a part in a record.
type step struct {
	entry *vault.Entry
	item  *vault.EntryItem
}

func (s *Service) begin(ctx context.Context, report *vault.Report) (*search, error) {
	search := &search{report: report, vault: s.vault.ID(), lost: map[vault.ID]*candidate{}, services: export.Services(), taken: map[vault.Kind]map[string]bool{}}
	for _, l := range report.Lost {
		search.lost[l.ID] = &candidate{Lost: l, best: Item{ID: l.ID, Kind: l.Kind, Source: SourceNone}}
	}
	history, err := s.vault.History(ctx, 0)
	if err != nil {
		return nil, err
	}
	for i := range history {
		entry := &history[i]
		for n := range entry.Items {
			if c := search.lost[entry.Items[n].ID]; c != nil {
				c.trail = append(c.trail, step{entry, &entry.Items[n]})
				if label := entry.Items[n].Label; label != "" {
					c.best.Label = label
				}
			}
		}
	}
	records, _, err := s.vault.Load(ctx, vault.KindAccount, vault.KindMandate, vault.KindSetting)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if unique := search.services[r.Kind].Unique; unique != nil {
			if text, err := unique(r.Body); err == nil {
				if search.taken[r.Kind] == nil {
					search.taken[r.Kind] = map[string]bool{}
				}
				search.taken[r.Kind][text] = true
			}
		}
	}
	salvaged, err := s.vault.Salvage(ctx, *report)
	if err != nil {
		return nil, err
	}
	for i := range salvaged {
		search.offer(&salvaged[i], SourceSelf, time.Time{})
	}
	return search, nil
}

// errOtherPast: a backup of another way that a copy of this vault has gone.
var errOtherPast = errors.New("repair: the backup's history is not the vault's")

// backup takes what a backup holds of the lost records. Its newest change must be one of this vault's: else the
// revisions of its records mean something else.
func (s *search) backup(snapshot *backup.Snapshot) error {
	if snapshot.Vault != s.vault {
		return &backup.Error{Reason: backup.ReasonOtherVault}
	}
	if !s.report.Holds(snapshot.Head) {
		return &backup.Error{Reason: backup.ReasonOtherVault, Err: errOtherPast}
	}
	for i := range snapshot.Records {
		if r := &snapshot.Records[i]; r.Rev <= snapshot.Head.Rev {
			s.offer(r, SourceBackup, snapshot.Taken)
		}
	}
	return nil
}

// wanting reports whether an older backup could still give something better.
func (s *search) wanting() bool {
	for _, c := range s.lost {
		if c.best.Source == SourceNone || c.best.Source == SourceOlder {
			return true
		}
	}
	return false
}

// offer takes a body of some revision if it is better than what was found before.
func (s *search) offer(r *vault.Record, source Source, taken time.Time) {
	c := s.lost[r.ID]
	if c == nil || c.Kind != r.Kind || r.Rev > c.Rev || c.best.Source != SourceNone && c.best.Source != SourceOlder {
		return
	}
	body, err := c.follow(r.Body, r.Rev)
	switch {
	case err == nil && (source == SourceSelf && r.Rev == c.Rev || source == SourceBackup && bytes.Equal(body, r.Body)):
		s.take(c, body, source, time.Time{})
	case err == nil:
		s.take(c, body, SourceBackupLog, c.moment(taken, r.Rev))
	case c.erased(r.Rev): // what was deleted for good stays so
	case c.best.Source == SourceNone || r.Rev > c.rev:
		taken = c.moment(taken, r.Rev)
		s.take(c, r.Body, SourceOlder, taken)
		c.rev = r.Rev
	}
}

// erased reports whether something was taken out of the record for good after a revision.
func (c *candidate) erased(rev uint64) bool {
	return slices.ContainsFunc(c.trail, func(s step) bool { return s.entry.Rev > rev && s.entry.Event == mandate.EventErase })
}

// take notes a body, unless its service cannot read it.
func (s *search) take(c *candidate, body []byte, source Source, taken time.Time) {
	service := s.services[c.Kind]
	unique := ""
	if service.Unique != nil {
		var err error
		if unique, err = service.Unique(body); err != nil {
			return
		}
	}
	c.best.body, c.best.unique, c.best.Source, c.best.Taken = body, unique, source, taken
	if service.Label != nil {
		c.best.Label = service.Label(body)
	}
}

// moment is when a backup was taken, or else the change of a revision made; zero if the record has no part in it.
func (c *candidate) moment(taken time.Time, rev uint64) time.Time {
	if !taken.IsZero() {
		return taken
	}
	for _, step := range c.trail {
		if step.entry.Rev == rev {
			return step.entry.At
		}
	}
	return time.Time{}
}

// errTrail: the history does not say enough.
var errTrail = errors.New("repair: the history does not say what became of the record")

// follow brings a body of a revision up to date with the history; nil and 0 stand for the time before the record.
func (c *candidate) follow(body []byte, rev uint64) ([]byte, error) {
	for _, step := range c.trail {
		if step.entry.Rev <= rev {
			continue
		}
		var err error
		if body, err = c.after(body, step); err != nil {
			return nil, err
		}
	}
	if body == nil {
		return nil, errTrail
	}
	return body, nil
}

// after is a body after one change.
func (c *candidate) after(body []byte, s step) ([]byte, error) {
	e := s.entry
	switch {
	case e.Damaged || s.item.Erased || e.Event == "":
		return nil, errTrail
	case s.item.Removed:
		return nil, nil
	case e.Event == "vault.rekey" || strings.HasPrefix(e.Event, "slot."):
		return body, nil // the same body under a new key
	case e.Event == Event && body != nil && repairedFully(s.item):
		return body, nil // it became what it was
	case e.Event == backup.EventRestore && (body != nil || len(s.item.Fields) == 0):
		return nil, errTrail // what was replaced there stands only in the backup of that time
	}
	return follow(c.Kind, body, s)
}

// follow asks the service of a kind what a change made of a body.
func follow(kind vault.Kind, body []byte, s step) ([]byte, error) {
	switch e := s.entry; kind {
	case vault.KindMandate:
		return mandate.Replay(body, e, s.item, e.Event == Event || e.Event == backup.EventRestore)
	case vault.KindAccount:
		return authenticator.Replay(body, e, s.item)
	}
	return nil, errTrail
}

// repairedFully reports whether an earlier repair brought back what the record held last.
func repairedFully(item *vault.EntryItem) bool {
	return slices.ContainsFunc(item.Fields, func(f vault.FieldChange) bool {
		return f.Field == FieldSource && slices.Contains([]Source{SourceSelf, SourceBackup, SourceBackupLog, SourceLog}, Source(f.New))
	})
}

// decide gives the items, by kind and name. What only the history knows comes last, and what is there under
// another ID is not brought back beside it.
func (s *search) decide() []Item {
	items := make([]Item, 0, len(s.lost))
	for _, l := range s.report.Lost {
		c := s.lost[l.ID]
		if c.best.Source == SourceNone || c.best.Source == SourceOlder {
			if body, err := c.follow(nil, 0); err == nil {
				s.take(c, body, SourceLog, time.Time{})
			}
		}
		if c.best.Source == SourceOlder {
			c.best.Renewed = c.renewed()
		}
		if c.best.unique != "" && c.best.Source != SourceNone {
			s.claim(c)
		}
		items = append(items, c.best)
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		if by := strings.Compare(string(a.Kind), string(b.Kind)); by != 0 {
			return by
		}
		return strings.Compare(a.Label, b.Label)
	})
	return items
}

// claim takes what must be unique for a record, unless another has it: beside that one it cannot come back.
func (s *search) claim(c *candidate) {
	if s.taken[c.Kind] == nil {
		s.taken[c.Kind] = map[string]bool{}
	}
	switch {
	case !s.taken[c.Kind][c.best.unique]:
		s.taken[c.Kind][c.best.unique] = true
	case c.best.Source == SourceOlder: // it may have become something else since
		c.best.Source, c.best.body = SourceNone, nil
	default:
		c.best.Source, c.best.body = SourceTwin, nil
	}
}

// renewed reports whether a secret came after the older state, which is lost.
func (c *candidate) renewed() bool {
	return c.Kind == vault.KindAccount && slices.ContainsFunc(c.trail, func(s step) bool {
		return s.entry.Rev > c.rev && (s.entry.Event == authenticator.EventRenew || s.entry.Damaged)
	})
}

// change is what a plan writes.
func (p *Plan) change(older bool) vault.Change {
	services := export.Services()
	change := vault.Change{Event: Event, Domain: vault.DomainCode}
	count, old := 0, 0
	for i := range p.Items {
		item := &p.Items[i]
		if !item.Fit(older) {
			continue
		}
		count++
		if item.Source == SourceOlder {
			old++
		}
		source := string(item.Source)
		m := vault.Mutation{ID: item.ID, Kind: item.Kind, Body: item.body, Unique: item.unique, Label: item.Label}
		m.Fields = []vault.FieldChange{{Field: FieldSource, New: source}}
		if !item.Taken.IsZero() {
			m.Fields = append(m.Fields, vault.FieldChange{Field: FieldState, New: item.Taken.UTC().Format(time.RFC3339)})
		}
		if known := services[item.Kind].Known; known != nil && item.body != nil {
			m.Fields = append(m.Fields, known(item.body)...)
		}
		change.Mutations = append(change.Mutations, m)
	}
	change.Params = map[string]string{"count": strconv.Itoa(count), "older": strconv.Itoa(old)}
	return change
}
