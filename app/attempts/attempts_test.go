package attempts_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"kanzleicode/app/attempts"
	"kanzleicode/app/journal"
	"kanzleicode/app/language"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/vault"
)

// vaultOf notes changes, or refuses them.
type vaultOf struct {
	changes []vault.Change
	err     error
}

func (v *vaultOf) Apply(_ context.Context, c vault.Change) (uint64, error) {
	if v.err == nil {
		v.changes = append(v.changes, c)
	}
	return uint64(len(v.changes)), v.err
}

func (v *vaultOf) History(context.Context, uint64) ([]vault.Entry, error) {
	entries := make([]vault.Entry, len(v.changes))
	for i, c := range v.changes {
		entries[i] = vault.Entry{Rev: uint64(i + 1), Event: c.Event, Params: c.Params}
	}
	return entries, nil
}

func TestOneEntryForAll(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	files, id := statefile.In(t.TempDir(), ".attempts.json"), vault.ID{1}
	log := attempts.New(files, id, func() time.Time { return now })
	v := &vaultOf{}
	if err := log.Report(t.Context(), v); err != nil || len(v.changes) > 0 {
		t.Errorf("nothing happened, and %v was written, %v", v.changes, err)
	}
	var tries sync.WaitGroup
	for range 50 {
		tries.Go(func() { log.Failed(attempts.Passphrase) })
	}
	tries.Wait()
	now = now.Add(time.Hour)
	log.Failed(attempts.Passphrase)
	log.Failed(attempts.PIN)
	v.err = errors.New("read only")
	again := attempts.New(files, id, func() time.Time { return now }) // after a restart
	if err := again.Report(t.Context(), v); !errors.Is(err, v.err) {
		t.Errorf("%v", err)
	}
	v.err = nil
	for range 2 { // the second time there is nothing left
		if err := again.Report(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	if len(v.changes) != 2 || v.changes[1].Event != attempts.PIN.Event() {
		t.Fatalf("%+v", v.changes)
	}
	want := map[string]string{"count": "51", "first": "2026-05-04T08:00:00Z", "last": "2026-05-04T09:00:00Z"}
	if !maps.Equal(v.changes[0].Params, want) || v.changes[0].Event != attempts.Passphrase.Event() {
		t.Errorf("%+v", v.changes[0])
	}
}

// TestDamagedFile: what cannot be read counts as none, and the next try is counted.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "null", "[]", "{", `{"pin":{"count":-3}}`, `{"pin":{"count":99999999999}}`, `{"pin":7}`} {
		files := statefile.In(t.TempDir(), ".attempts.json")
		if err := files.Save(vault.ID{1}.String(), []byte(raw)); err != nil {
			t.Fatal(err)
		}
		log, v := attempts.New(files, vault.ID{1}, time.Now), &vaultOf{}
		log.Failed(attempts.PIN)
		if err := log.Report(t.Context(), v); err != nil || len(v.changes) != 1 || v.changes[0].Params["count"] != "1" {
			t.Errorf("%q: %+v, %v", raw, v.changes, err)
		}
	}
}

// TestWords: every way has its sentence and is found under security.
func TestWords(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{language.German, language.English} {
		texts, v := language.New(lang), &vaultOf{}
		log := attempts.New(statefile.In(t.TempDir(), ".attempts.json"), vault.ID{1}, time.Now)
		for _, way := range attempts.Ways() {
			log.Failed(way)
			if !texts.Has("history." + way.Event()) {
				t.Errorf("%s: no words for %s", lang, way)
			}
		}
		if err := log.Report(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		entries, err := journal.New(v, texts).Read(t.Context(), 0)
		if err != nil || len(entries) != len(attempts.Ways()) {
			t.Fatalf("%v, %v", entries, err)
		}
		for _, e := range entries {
			if !slices.Contains(e.Areas, journal.Security) {
				t.Errorf("%q is found under %v", e.What, e.Areas)
			}
		}
	}
}
