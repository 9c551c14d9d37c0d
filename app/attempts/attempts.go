// Package attempts remembers failed tries to open a vault or the window before it, until they can be written into
// the vault's history: at the next try that succeeds. Only how many, when and by which way; never what was typed.
//
// All tries of one way between two successes become one entry, so nobody can fill the history with them. Who works
// with the same account of the operating system can delete the file that they wait in.
package attempts

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"kanzleicode/app/vault"
)

// Way is what was tried.
type Way string

// The ways.
const (
	Passphrase Way = "passphrase" // the vault's passphrase
	Recovery   Way = "recovery"   // the key of a recovery sheet
	PIN        Way = "pin"        // the PIN before the window
)

// Ways lists every way.
func Ways() []Way { return []Way{Passphrase, Recovery, PIN} }

// Event is the event of the history; its Params are "count", and "first" and "last", moments in RFC 3339.
func (w Way) Event() string { return "vault.attempts." + string(w) }

// most is how far tries are counted.
const most = 1_000_000

// Files keeps a small file on this PC, whole or not at all; package statefile has it.
type Files interface {
	Load(name string) ([]byte, error) // nil without an error if there is nothing
	Save(name string, data []byte) error
}

// Log counts the failed tries at one vault on this PC. It is safe for use by several goroutines.
type Log struct {
	files Files
	name  string
	now   func() time.Time
	mu    sync.Mutex
}

// New is the log of a vault.
func New(files Files, id vault.ID, now func() time.Time) *Log {
	return &Log{files: files, name: id.String(), now: now}
}

// tally is what is kept of one way.
type tally struct {
	Count int       `json:"count"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}

func (t tally) with(more tally) tally {
	if t.Count == 0 {
		return more
	}
	t.Count = min(t.Count+more.Count, most)
	if more.First.Before(t.First) {
		t.First = more.First
	}
	if more.Last.After(t.Last) {
		t.Last = more.Last
	}
	return t
}

// Failed counts a try. It keeps nobody from anything if that cannot be stored.
func (l *Log) Failed(way Way) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now().UTC().Truncate(time.Second)
	kept := l.load()
	kept[way] = kept[way].with(tally{1, now, now})
	_ = l.save(kept)
}

// Writer is the opened vault; *vault.Vault is one.
type Writer interface {
	Apply(ctx context.Context, change vault.Change) (uint64, error)
}

// Report writes what was counted into the history and begins anew. What cannot be written, as into a vault that
// may only be read, waits for the next time.
func (l *Log) Report(ctx context.Context, v Writer) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := l.load()
	for _, way := range Ways() {
		t := kept[way]
		if t.Count == 0 {
			continue
		}
		_, err := v.Apply(ctx, vault.Change{Event: way.Event(), Domain: vault.DomainCode, Params: map[string]string{
			"count": strconv.Itoa(t.Count), "first": t.First.Format(time.RFC3339), "last": t.Last.Format(time.RFC3339),
		}})
		if err != nil {
			return err
		}
		delete(kept, way)
		if err := l.save(kept); err != nil {
			return err
		}
	}
	return nil
}

// load reads what is kept. A file that cannot be read counts as none.
func (l *Log) load() map[Way]tally {
	raw, err := l.files.Load(l.name)
	kept := map[Way]tally{}
	if err != nil || raw == nil || json.Unmarshal(raw, &kept) != nil || kept == nil {
		return map[Way]tally{}
	}
	for way, t := range kept {
		if t.Count < 0 || t.Count > most {
			delete(kept, way)
		}
	}
	return kept
}

func (l *Log) save(kept map[Way]tally) error {
	raw, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	return l.files.Save(l.name, raw)
}
