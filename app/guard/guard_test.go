package guard_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/guard"
	"kanzleicode/app/language"
	"kanzleicode/app/platform/statefile"
)

const pin = "2580"

// door is a guard over a real file, with a clock that moves.
type door struct {
	*guard.Guard
	t   *testing.T
	dir string
	now time.Time
}

func newDoor(t *testing.T) *door {
	d := &door{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 22, 9, 41, 0, 0, time.UTC)}
	d.restart()
	return d
}

// restart is the program's next start.
func (d *door) restart() {
	d.Guard = guard.Open(statefile.In(d.dir, ".lock.json"), "vault", func() time.Time { return d.now })
}

func (d *door) file() string { return filepath.Join(d.dir, "vault.lock.json") }

func (d *door) set() {
	d.t.Helper()
	if err := d.Set("", pin, guard.Settings{Idle: time.Minute}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *door) want(err error, reason guard.Reason) {
	d.t.Helper()
	if !errors.Is(err, &guard.Error{Reason: reason}) {
		d.t.Fatalf("%v, want %s", err, reason)
	}
}

func (d *door) pass(wait time.Duration) { d.now = d.now.Add(wait) }

func TestPINIsSetChangedAndRemoved(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	if d.Active() || d.Settings() != (guard.Settings{Idle: 4 * time.Minute}) || d.Try("anything") != nil {
		t.Error("there is a PIN at first")
	}
	d.want(d.Set("", "123", guard.Settings{}), guard.ReasonShort)
	d.want(d.Set("", "", guard.Settings{}), guard.ReasonShort)
	d.want(d.Set("", strings.Repeat("1", 65), guard.Settings{}), guard.ReasonLong)
	d.set()
	d.restart()
	if !d.Active() || d.Settings().Idle != time.Minute {
		t.Errorf("settings %+v", d.Settings())
	}
	raw, err := os.ReadFile(d.file())
	if err != nil || strings.Contains(string(raw), pin) {
		t.Errorf("the file holds the PIN, or %v", err)
	}
	d.want(d.Try("2581"), guard.ReasonWrong)
	if err := d.Try(pin); err != nil {
		t.Fatal(err)
	}
	d.want(d.Set("wrong", "Über dem Fluss", guard.Settings{}), guard.ReasonWrong)
	if err := d.Set(pin, "Über dem Fluss", guard.Settings{KeepCode: true}); err != nil {
		t.Fatal(err)
	}
	d.restart()
	d.want(d.Try(pin), guard.ReasonWrong)
	if err := d.Try("U\u0308ber dem Fluss"); err != nil { // as another keyboard writes it
		t.Error(err)
	}
	if err := d.Set("Über dem Fluss", "", guard.Settings{Idle: time.Hour}); err != nil || d.Settings() != (guard.Settings{Idle: time.Hour}) {
		t.Errorf("settings alone: %v", err)
	}
	d.want(d.Remove("wrong"), guard.ReasonWrong)
	if err := d.Remove("Über dem Fluss"); err != nil || d.Active() {
		t.Errorf("removed: %v", err)
	}
	d.restart()
	if d.Active() || d.Settings().Idle != time.Hour {
		t.Error("it is back, or the settings are gone")
	}
}

func TestWaitGrows(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.set()
	for n := range guard.FreeTries {
		if d.Wait() != 0 || d.Left() != guard.FreeTries-n {
			t.Fatalf("before try %d: wait %v, %d left", n+1, d.Wait(), d.Left())
		}
		d.want(d.Try("0000"), guard.ReasonWrong)
	}
	for _, wait := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute} {
		if d.Wait() != wait {
			t.Fatalf("wait %v, want %v", d.Wait(), wait)
		}
		d.want(d.Try(pin), guard.ReasonWait) // the right one too
		d.pass(wait - time.Second)
		d.restart()
		d.want(d.Try(pin), guard.ReasonWait)
		d.pass(time.Second)
		d.want(d.Try("0000"), guard.ReasonWrong)
	}
	d.pass(8 * time.Minute)
	if err := d.Try(pin); err != nil {
		t.Fatal(err)
	}
	if d.Left() != guard.FreeTries {
		t.Errorf("%d tries left after the right one", d.Left())
	}
}

func TestWaitHasAnEnd(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.set()
	raw, err := os.ReadFile(d.file())
	if err != nil {
		t.Fatal(err)
	}
	many := strings.Replace(string(raw), `"idle_seconds"`, `"wrong":1000,"failed_at":"2026-11-22T09:41:00Z","idle_seconds"`, 1)
	if err := os.WriteFile(d.file(), []byte(many), 0o600); err != nil {
		t.Fatal(err)
	}
	d.restart()
	if d.Wait() != time.Hour {
		t.Errorf("wait %v", d.Wait())
	}
}

func TestClockSetBackShortensNothing(t *testing.T) {
	t.Parallel()
	for _, again := range []bool{false, true} {
		d := newDoor(t)
		d.set()
		for range guard.FreeTries {
			d.want(d.Try("0000"), guard.ReasonWrong)
		}
		d.pass(20 * time.Second)
		d.pass(-365 * 24 * time.Hour)
		if again {
			d.restart()
		}
		if d.Wait() != 30*time.Second {
			t.Fatalf("wait %v after the clock was set back", d.Wait())
		}
		d.pass(29 * time.Second)
		if again {
			d.restart()
		}
		d.want(d.Try(pin), guard.ReasonWait)
		d.pass(time.Second)
		if err := d.Try(pin); err != nil {
			t.Error(err)
		}
	}
}

func TestDamagedFileLocks(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"empty": "", "not JSON": "{", "another format": `{"format":2}`, "short hash": `{"format":1,"salt":"AAAAAAAAAAAAAAAAAAAAAA==","hash":"AA==","argon2id":{"t":3,"m_kib":65536,"p":4}}`,
		"cheap": `{"format":1,"salt":"AAAAAAAAAAAAAAAAAAAAAA==","hash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","argon2id":{"t":1,"m_kib":8,"p":1}}`,
		"dear":  `{"format":1,"salt":"AAAAAAAAAAAAAAAAAAAAAA==","hash":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","argon2id":{"t":3,"m_kib":4000000000,"p":1}}`,
	} {
		d := newDoor(t)
		if err := os.WriteFile(d.file(), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		d.restart()
		if !d.Active() {
			t.Fatalf("%s: open", name)
		}
		d.want(d.Try(pin), guard.ReasonDamaged)
		if err := d.Reset(); err != nil || d.Active() || d.Try("") != nil {
			t.Errorf("%s: still locked after the reset, %v", name, err)
		}
	}
}

// brokenDisk cannot write.
type brokenDisk struct{ statefile.Folder }

func (brokenDisk) Save(string, []byte) error { return errors.New("no space left on device") }

func TestNothingIsSaidThatWasNotKept(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	g := guard.Open(brokenDisk{statefile.In(d.dir, ".lock.json")}, "vault", func() time.Time { return d.now })
	d.want(g.Set("", pin, guard.Settings{}), guard.ReasonStore)
	if g.Active() {
		t.Error("there is a PIN that the next start knows nothing of")
	}
	d.set()
	g = guard.Open(brokenDisk{statefile.In(d.dir, ".lock.json")}, "vault", func() time.Time { return d.now })
	d.want(g.Remove(pin), guard.ReasonStore)
	if !g.Active() {
		t.Error("the PIN is gone until the next start")
	}
	for range guard.FreeTries {
		d.want(g.Try("0000"), guard.ReasonWrong)
	}
	d.want(g.Try(pin), guard.ReasonWait) // counted although it cannot be written
}

// TestTryCountsFromItsBeginning: whoever ends the program while a PIN is checked has used the try up.
func TestTryCountsFromItsBeginning(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.set()
	watched := &watcher{Folder: statefile.In(d.dir, ".lock.json")}
	g := guard.Open(watched, "vault", func() time.Time { return d.now })
	if err := g.Try(pin); err != nil {
		t.Fatal(err)
	}
	if len(watched.saved) != 2 || !strings.Contains(watched.saved[0], `"wrong":1`) || strings.Contains(watched.saved[1], "wrong") {
		t.Errorf("saved %q", watched.saved)
	}
}

type watcher struct {
	statefile.Folder
	saved []string
}

func (w *watcher) Save(name string, data []byte) error {
	w.saved = append(w.saved, string(data))
	return w.Folder.Save(name, data)
}

func TestReasonsAreWritten(t *testing.T) {
	t.Parallel()
	for _, reason := range guard.Reasons() {
		for _, tag := range []string{"de", "en"} {
			if e := (&guard.Error{Reason: reason}); !language.New(tag).Has(e.TextKey()) || strings.Contains(language.New(tag).Explain(e), "{") {
				t.Errorf("%s: %s", tag, language.New(tag).Explain(e))
			}
		}
	}
}
