// Package journal is the history (Verlauf) as people read it: the vault's log of changes put into words,
// searched, filtered, and written as a table. It reads; what happened is written by the vault itself.
//
// Window and command line share it, so that both say the same of the same change.
package journal

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"kanzleicode/app/language"
	"kanzleicode/app/vault"
)

// Log is what the journal needs of a vault.
type Log interface {
	// History gives the changes after a revision, oldest first.
	History(ctx context.Context, after uint64) ([]vault.Entry, error)
}

// Service reads a vault's log in one language.
type Service struct {
	log   Log
	texts *language.Catalog
}

// New is the service over an opened vault.
func New(log Log, texts *language.Catalog) *Service { return &Service{log, texts} }

// Area is a part of the firm's data that a change belongs to.
type Area string

// The areas, with the names that the command line knows.
const (
	Accounts Area = "account" // the authenticator accounts
	Clients  Area = "mandate" // the Mandate list
	Security Area = "vault"   // the vault itself, the ways into it, backups, and accounts that left it
)

// Areas lists every area.
func Areas() []Area { return []Area{Accounts, Clients, Security} }

// Entry is one change in words. It is never changed after it was made.
type Entry struct {
	Logged  vault.Entry // as the log has it
	What    string      // what happened, a sentence without a full stop
	Who     string      // the OS user, or "–" if that is not known
	Areas   []Area
	Summary string   // what changed, on one line; "" if What says it all
	Changes []Change // record by record

	haystack string // lower case, what a search looks through
}

// At is the moment of the change in the time zone of this PC.
func (e *Entry) At() time.Time { return e.Logged.At.Local() }

// Time is At in words.
func (e *Entry) Time() string { return e.At().Format(timeLayout) }

// Change is one record's part in an entry.
type Change struct {
	Label   string // what people call the record, or that it was erased; may be ""
	Removed bool
	Erased  bool // what it was about was deleted for good, as the protection of personal data asks for
	Fields  []Field
}

// Field is a field before and after, in words; "" = it was or is empty.
type Field struct{ Name, Old, New string }

const timeLayout = "02.01.2006 15:04:05"

// none stands where there is no value.
const none = "–"

// Read gives the changes after a revision, newest first; 0 gives all.
func (s *Service) Read(ctx context.Context, after uint64) ([]*Entry, error) {
	logged, err := s.log.History(ctx, after)
	if err != nil {
		return nil, err
	}
	entries := make([]*Entry, len(logged))
	for i := range logged {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		entries[len(logged)-1-i] = s.entry(logged[i])
	}
	return entries, nil
}

// Update gives all changes, newest first, when those known were read before: only what is new is read.
func (s *Service) Update(ctx context.Context, known []*Entry) ([]*Entry, error) {
	if len(known) == 0 {
		return s.Read(ctx, 0)
	}
	// The newest known one is read again: an older copy of the vault that a person accepted has another one there.
	fresh, err := s.Read(ctx, known[0].Logged.Rev-1)
	if err != nil {
		return nil, err
	}
	last := len(fresh) - 1
	if last < 0 || !reflect.DeepEqual(fresh[last].Logged, known[0].Logged) || slices.ContainsFunc(fresh[:last], ofVault) {
		return s.Read(ctx, 0)
	}
	return slices.Concat(fresh[:last], known), nil
}

// ofVault: a change of the vault itself may have taken the words out of older ones, as new keys do.
func ofVault(e *Entry) bool { return slices.Contains(e.Areas, Security) }

func (s *Service) entry(logged vault.Entry) *Entry {
	e := &Entry{Logged: logged, What: s.sentence(&logged), Who: logged.OSUser, Areas: areas(&logged)}
	if e.Who == "" {
		e.Who = none
	}
	for _, item := range logged.Items {
		c := Change{Label: item.Label, Removed: item.Removed, Erased: item.Erased}
		if c.Erased {
			c.Label = s.texts.Text("journal.erased")
		}
		for _, f := range item.Fields {
			name := string(item.Kind) + ".field." + f.Field
			if !s.texts.Has(name) {
				continue // moments, which the entry has itself: they are kept for taking a change back
			}
			c.Fields = append(c.Fields, Field{
				Name: s.texts.Text(name),
				Old:  s.value(f.Field, f.Old), New: s.value(f.Field, f.New),
			})
		}
		if c.Label != "" || len(c.Fields) > 0 { // not so the submission beside its rows
			e.Changes = append(e.Changes, c)
		}
	}
	e.Summary = s.summary(e)
	e.haystack = haystack(e)
	return e
}

// sentence says what happened. A log of a newer version may know events that this one has no words for.
func (s *Service) sentence(e *vault.Entry) string {
	switch key := "history." + e.Event; {
	case e.Event == "" && e.Damaged:
		return s.texts.Text("journal.damaged")
	case e.Event == "":
		return s.texts.Text("journal.sealed")
	case !s.texts.Has(key):
		return s.texts.Text("journal.unknown", "event", e.Event)
	default:
		values := make(map[string]any, len(e.Params))
		for name, value := range e.Params {
			values[name] = moment(value)
		}
		return s.texts.Named(key, values)
	}
}

// moment puts a time into words; any other value stays as it is.
func moment(value string) string {
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return at.Local().Format(timeLayout)
	}
	return value
}

// value is a field's value in words.
func (s *Service) value(field, value string) string {
	if key := "mandate." + field + "." + value; (field == "status" || field == "mail") && s.texts.Has(key) {
		return s.texts.Text(key)
	}
	if key := "setting." + field + "." + value; s.texts.Has(key) { // of package onboarding
		return s.texts.Text(key)
	}
	if key := "repair.source." + value; field == "source" && s.texts.Has(key) { // of package repair, as is the next
		return s.texts.Text(key)
	}
	if field == "state_of" {
		return moment(value)
	}
	return value
}

// Sentence says of a field how it changed.
func (s *Service) Sentence(f Field) string {
	return s.texts.Text("journal.change", "field", f.Name, "old", orNone(f.Old), "new", orNone(f.New))
}

func orNone(value string) string {
	if value == "" {
		return none
	}
	return value
}

func (s *Service) summary(e *Entry) string {
	if len(e.Changes) > 1 {
		return s.texts.Count("journal.records", len(e.Changes))
	}
	var parts []string
	for _, c := range e.Changes {
		if c.Erased {
			parts = append(parts, c.Label)
		}
		for _, f := range c.Fields {
			parts = append(parts, s.Sentence(f))
		}
	}
	return strings.Join(parts, "; ")
}

// areas tells what a change belongs to: by its event, or if that cannot be read, by its records.
func areas(e *vault.Entry) []Area {
	family, rest, _ := strings.Cut(e.Event, ".")
	switch {
	case family == "account" && strings.HasPrefix(rest, "handover"):
		return []Area{Accounts, Security}
	case family == "account":
		return []Area{Accounts}
	case family == "mandate", family == "firm":
		return []Area{Clients}
	case family == "onboarding":
		return []Area{Accounts, Clients}
	case slices.Contains([]string{"vault", "slot", "backup", "recovery", "clock"}, family):
		return []Area{Security}
	}
	var found []Area
	for _, item := range e.Items {
		var area Area
		switch item.Kind {
		case vault.KindAccount:
			area = Accounts
		case vault.KindMandate, vault.KindSubmission:
			area = Clients
		}
		if area != "" && !slices.Contains(found, area) {
			found = append(found, area)
		}
	}
	if e.Damaged || len(found) == 0 {
		found = append(found, Security) // one to look at
	}
	return found
}
