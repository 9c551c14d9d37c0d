// Package repair brings damaged records of a vault back: from what is left of them, from backups, and from what the
// history says of them. It prefers what is proven to be exact, says of every record where it comes from, and takes
// nothing older than what was lost unless that is asked for.
//
// Only records can be repaired. Where the log, the slots or the keys are damaged, a backup is restored into a new
// vault.
package repair

import (
	"context"
	"slices"
	"time"

	"kanzleicode/app/archive"
	"kanzleicode/app/export"
	"kanzleicode/app/vault"
)

// Source says where a record comes from.
type Source string

// The sources, the best first. What the first four give is what the record held last.
const (
	SourceSelf      Source = "self"       // its own row still holds it: proven by the seal
	SourceBackup    Source = "backup"     // a backup holds it, and nobody changed it since
	SourceBackupLog Source = "backup_log" // a backup holds it, and the history says what was changed since
	SourceLog       Source = "log"        // the history says every field of it
	SourceTwin      Source = "twin"       // another record is the same account or Mandat: the damaged one is given up
	SourceOlder     Source = "older"      // an older state: what was changed since is lost
	SourceNone      Source = "none"       // nothing holds it
)

// Sources lists every source, for the tests that hold the translations complete.
func Sources() []Source {
	return []Source{SourceSelf, SourceBackup, SourceBackupLog, SourceLog, SourceTwin, SourceOlder, SourceNone}
}

// Item is a lost record and what can be done for it.
type Item struct {
	ID     vault.ID
	Kind   vault.Kind
	Label  string // what people call it; "" if nobody knows
	Source Source
	Taken  time.Time // moment of the backup, or else of the change, that the record is as of; zero = as it was last
	// Renewed: an account got another secret since, which nothing brings back: the older one may be refused.
	Renewed bool

	body   []byte
	unique string
}

// Fit reports whether a repair writes the item: an older state only if that is asked for.
func (i *Item) Fit(older bool) bool {
	return i.Source != SourceNone && (i.Source != SourceOlder || older)
}

// Unread is a backup that could not be used.
type Unread struct {
	Path string
	Err  error
}

// Plan is what a repair would do.
type Plan struct {
	Report vault.Report
	Items  []Item
	Unread []Unread // backups that were looked into in vain
}

// Fitting is how many records a repair brings back.
func (p *Plan) Fitting(older bool) int {
	n := 0
	for i := range p.Items {
		if p.Items[i].Fit(older) {
			n++
		}
	}
	return n
}

// Useful reports whether a repair has anything to do.
func (p *Plan) Useful(older bool) bool {
	return p.Report.Sound() && (p.Fitting(older) > 0 || len(p.Report.Stray) > 0 || p.Report.Engine > 0)
}

// Vault is the opened vault that is repaired; *vault.Vault is one.
type Vault interface {
	export.FirmVault
	Verify(ctx context.Context) (vault.Report, error)
	Salvage(ctx context.Context, found vault.Report) ([]vault.Record, error)
	Copy(ctx context.Context) (string, error)
	Rebuild(ctx context.Context) error
	Repair(ctx context.Context, found vault.Report, change vault.Change) (uint64, error)
}

// Backups are where older states come from; *archive.Service is one.
type Backups interface {
	List(ctx context.Context) ([]archive.Stored, error)
	Open(ctx context.Context, path string, key archive.Key) (*archive.Opened, error)
}

// Service repairs one vault.
type Service struct {
	vault   Vault
	backups Backups
}

// New is the service over an opened vault and its backups.
func New(v Vault, backups Backups) *Service { return &Service{v, backups} }

// From are the backups to look into: the one that was opened, or with nil those in the chosen folder that this PC
// can open.
type From struct{ Opened *archive.Opened }

// Plan examines the vault and looks for the best source of every lost record; it changes nothing.
func (s *Service) Plan(ctx context.Context, from From) (*Plan, error) {
	report, err := s.vault.Verify(ctx)
	if err != nil {
		return nil, err
	}
	p := &Plan{Report: report}
	if len(report.Lost) == 0 || !report.Sound() {
		return p, nil
	}
	search, err := s.begin(ctx, &report)
	if err != nil {
		return nil, err
	}
	switch {
	case from.Opened != nil:
		if err := search.backup(from.Opened.Snapshot); err != nil {
			p.Unread = append(p.Unread, Unread{from.Opened.Path, err})
		}
	default:
		if p.Unread, err = s.folder(ctx, search); err != nil {
			return nil, err
		}
	}
	p.Items, err = search.decide(), ctx.Err()
	return p, err
}

// folder looks into the backups of the folder, the newest first, until nothing more is wanted of older ones. A
// record that was damaged for some days is missing in the backups of these days.
func (s *Service) folder(ctx context.Context, search *search) ([]Unread, error) {
	list, err := s.backups.List(ctx)
	if err != nil {
		return []Unread{{"", err}}, ctx.Err() // the folder is gone: the history is still there
	}
	var unread []Unread
	for _, stored := range list {
		if !search.wanting() {
			break
		}
		opened, err := s.backups.Open(ctx, stored.Path, archive.Key{})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			err = search.backup(opened.Snapshot)
		}
		if err != nil {
			unread = append(unread, Unread{stored.Path, err})
		}
	}
	return unread, nil
}

// Event is the event of the history; its Params are "count" and "older", how many records were written and how many
// of them in an older state.
const Event = "vault.repair"

// The lines of the history that say where a record comes from: one of [Sources], and for a state of before its
// moment, RFC 3339.
const (
	FieldSource = "source"
	FieldState  = "state_of"
)

// Done is what a repair did.
type Done struct {
	Plan  *Plan // what was carried out: the one that was shown, or a newer one if the engine was rebuilt
	Copy  string
	After vault.Report
}

// Apply carries a plan out: it copies the vault first, writes everything in one change, and examines the vault
// again. With older it takes older states too. If the engine's own structures are damaged, they are written anew
// first, and what is lost is looked for again. The error is vault.ErrStale if somebody has written since the plan was
// made.
func (s *Service) Apply(ctx context.Context, p *Plan, from From, older bool) (done Done, err error) {
	done.Plan = p
	if !p.Useful(older) {
		done.After = p.Report
		return done, nil
	}
	if done.Copy, err = s.vault.Copy(ctx); err != nil {
		return done, err
	}
	if p.Report.Engine > 0 {
		if err := s.vault.Rebuild(ctx); err != nil {
			return done, err
		}
		if done.Plan, err = s.Plan(ctx, from); err != nil {
			return done, err
		}
	}
	p = done.Plan
	if p.Report.Engine == 0 && p.Useful(older) {
		if _, err := s.vault.Repair(ctx, p.Report, p.change(older)); err != nil {
			return done, err
		}
	}
	done.After, err = s.vault.Verify(ctx)
	return done, err
}

// Outcome are the items that were written, in the words of the plan.
func (d *Done) Outcome(older bool) []Item {
	return slices.DeleteFunc(slices.Clone(d.Plan.Items), func(i Item) bool { return !i.Fit(older) })
}

// Damaged is how many records do not open: a quick look, which does not find those that are gone.
func (s *Service) Damaged(ctx context.Context) (int, error) {
	_, damaged, err := s.vault.Load(ctx, vault.KindAccount, vault.KindMandate, vault.KindSubmission, vault.KindSetting)
	return len(damaged), err
}
