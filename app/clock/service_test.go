package clock

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kanzleicode/app/language"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/vault"
)

// fakeClock is a PC whose clock can be set.
type fakeClock struct {
	mu    sync.Mutex
	shift time.Duration
}

// set sets it forward.
func (c *fakeClock) set(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shift += by
}

func (c *fakeClock) read() Reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now().Round(0)
	return Reading{Wall: now.Add(c.shift), Up: now.Sub(time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC))}
}

// world is servers that tell the true time, or fail, and a PC.
type world struct {
	*fakeClock
	t     *testing.T
	files statefile.Folder
	begin time.Time

	mu    sync.Mutex
	fails map[string]Reason // "" = all of them
	asked []time.Duration   // since begin
	names []string
}

func newWorld(t *testing.T) *world {
	return &world{
		fakeClock: &fakeClock{}, t: t, files: statefile.In(t.TempDir(), ".json"), begin: time.Now(), fails: map[string]Reason{},
	}
}

func (w *world) service() *Service {
	s := New(Options{Files: w.files, Read: w.read})
	s.check.ask = w.ask
	s.turn = -1
	return s
}

func (w *world) ask(_ context.Context, server string) Answer {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked, w.names = append(w.asked, time.Since(w.begin)), append(w.names, server)
	for _, name := range []string{server, ""} {
		if reason := w.fails[name]; reason != "" {
			return Answer{Server: server, Err: &Error{Reason: reason, Servers: []string{server}}}
		}
	}
	return Answer{Server: server, Address: server, Offset: time.Now().Round(0).Sub(w.read().Wall)}
}

func (w *world) fail(server string, reason Reason) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fails[server] = reason
}

// checks are when checks began, as whole seconds since the beginning.
func (w *world) checks() []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Compact(slices.Clone(w.asked))
}

func (w *world) run(s *Service) (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.Run(ctx) }()
	return func() { cancel(); <-done }
}

// pass lets time go by, with a tick each second as in the window, and gives what the ticks noticed.
func pass(s *Service, d time.Duration) (events []Event) {
	for range d / time.Second {
		time.Sleep(time.Second)
		if event := s.Tick(); event != Nothing {
			events = append(events, event)
		}
	}
	return events
}

func same(t *testing.T, got []time.Duration, want ...time.Duration) {
	t.Helper()
	ok := len(got) == len(want)
	for i := range min(len(got), len(want)) {
		ok = ok && (got[i]-want[i]).Abs() < 100*time.Millisecond
	}
	if !ok {
		t.Errorf("checked at %v, want %v", got, want)
	}
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := w.service()
		defer w.run(s)()
		time.Sleep(9 * time.Hour)
		same(t, w.checks(), 5*time.Second, 4*time.Hour+5*time.Second, 8*time.Hour+5*time.Second)
		if !slices.Equal(w.names, DefaultServers()[:3]) {
			t.Errorf("asked %v", w.names)
		}
	})
}

func TestScheduleAfterFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := w.service()
		w.fail("", ReasonNoNetwork)
		defer w.run(s)()
		time.Sleep(10 * time.Minute)
		at := 5 * time.Second
		same(t, w.checks(), at, at+time.Minute, at+3*time.Minute, at+7*time.Minute)
		if state := s.State(); state.Level != Unknown || !errors.Is(state.Problem, &Error{Reason: ReasonNoNetwork}) || state.Measured != nil {
			t.Errorf("%+v", state)
		}
		w.fail("", "")
		time.Sleep(6 * time.Minute) // the next try is 15 minutes after the first
		if state := s.State(); state.Level != Right || state.Problem != nil {
			t.Errorf("%+v", state)
		}
		n := len(w.checks())
		time.Sleep(3 * time.Hour)
		if len(w.checks()) != n {
			t.Error("it went on trying")
		}
	})
}

func TestJumpAndSleep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := w.service()
		defer w.run(s)()
		if events := pass(s, time.Hour); events != nil {
			t.Errorf("an hour like any other: %v", events)
		}
		if level := s.State().Level; level != Right {
			t.Errorf("level %s", level)
		}

		w.set(time.Hour) // nobody has looked yet: what was measured says nothing any more all the same
		if state := s.State(); state.Level != Unknown || !state.Jumped {
			t.Errorf("%+v", state)
		}
		if events := pass(s, 10*time.Second); !slices.Equal(events, []Event{Set}) {
			t.Errorf("%v", events)
		}
		same(t, w.checks(), 5*time.Second, time.Hour+6*time.Second)
		if state := s.State(); state.Level != Wrong || state.Jumped || (state.Measured.Offset+time.Hour).Abs() > time.Second {
			t.Errorf("%+v", state)
		}

		w.set(-time.Hour) // soon after: not before half a minute is over
		pass(s, time.Minute)
		same(t, w.checks(), 5*time.Second, time.Hour+6*time.Second, time.Hour+36*time.Second)
		if level := s.State().Level; level != Right {
			t.Errorf("level %s", level)
		}

		time.Sleep(3 * time.Hour) // no ticks
		if events := pass(s, 10*time.Second); !slices.Equal(events, []Event{Awoke}) {
			t.Errorf("%v", events)
		}
		if n := len(w.checks()); n != 4 {
			t.Errorf("%d checks", n)
		}
	})
}

func TestOffAsksNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := w.service()
		if err := s.Configure(Settings{Off: true}); err != nil {
			t.Fatal(err)
		}
		stop := w.run(s)
		pass(s, time.Hour)
		w.set(time.Hour)
		pass(s, time.Hour)
		if result := s.Check(t.Context()); !errors.Is(result.Err, &Error{Reason: ReasonOff}) {
			t.Errorf("%+v", result)
		}
		if len(w.checks()) != 0 {
			t.Errorf("asked at %v", w.checks())
		}
		if state := s.State(); state.Level != Unknown || !state.Settings.Off {
			t.Errorf("%+v", state)
		}
		// Another process of the program, such as the command line, switches it on again.
		if err := w.service().Configure(Settings{Servers: []string{"dc1", "dc2"}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		if len(w.checks()) != 1 || !slices.Contains(w.names, "dc1") || slices.Contains(w.names, "ptbtime1.ptb.de") {
			t.Errorf("asked %v at %v", w.names, w.checks())
		}
		stop()
		if result := s.Try(t.Context(), []string{"other"}); result.Err == nil || !slices.Contains(w.names, "other") {
			t.Errorf("%+v", result) // an hour off, said by one alone
		}
	})
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := w.service()
		if err := s.Configure(Settings{Servers: []string{"a", "b"}}); err != nil {
			t.Fatal(err)
		}
		w.fail("a", ReasonRefused)
		s.Check(t.Context())
		s.Check(t.Context())
		if want := []string{"a", "b", "b"}; !slices.Equal(w.names, want) {
			t.Errorf("asked %v, want %v", w.names, want)
		}
		w.fail("b", ReasonRefused)
		s.Check(t.Context())
		if result := s.Check(t.Context()); !errors.Is(result.Err, &Error{Reason: ReasonRefused}) || len(w.names) != 4 {
			t.Errorf("%+v, asked %v", result, w.names)
		}
		w.fail("a", "")
		time.Sleep(25 * time.Hour)
		if result := s.Check(t.Context()); result.Err != nil {
			t.Errorf("%+v", result)
		}
	})
}

// TestCancelled: a check that was given up tells nothing about the clock.
func TestCancelled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.service()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w.fail("", ReasonNoAnswer)
	s.Check(ctx)
	if state := s.State(); state.Problem != nil || !state.Checked.IsZero() {
		t.Errorf("%+v", state)
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for offset, want := range map[time.Duration]Level{
		0: Right, 2 * time.Second: Right, -2 * time.Second: Right, 2*time.Second + 1: Off, -2*time.Second - 1: Off,
		15 * time.Second: Off, -15 * time.Second: Off, 15*time.Second + 1: Wrong, -15*time.Second - 1: Wrong, time.Hour: Wrong,
	} {
		if got := levelOf(offset); got != want {
			t.Errorf("%v is %s, want %s", offset, got, want)
		}
	}
}

// log is a history.
type log struct {
	changes []vault.Change
	err     error
}

func (l *log) Apply(_ context.Context, change vault.Change) (uint64, error) {
	if l.err != nil {
		return 0, l.err
	}
	l.changes = append(l.changes, change)
	return uint64(len(l.changes)), nil
}

// ahead is how far the codes' time is ahead of the true one.
func ahead(s *Service) time.Duration { return s.Now().Sub(time.Now().Round(0)) }

func near(t *testing.T, got, want time.Duration) {
	t.Helper()
	if (got - want).Abs() > 50*time.Millisecond {
		t.Errorf("the codes are %v ahead, want %v", got, want)
	}
}

func TestCorrection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.set(-63 * time.Second)
		s, history := w.service(), &log{}
		if err := s.Correct(t.Context(), history, "anna"); !errors.Is(err, &Error{Reason: ReasonUnmeasured}) {
			t.Error(err)
		}
		s.Check(t.Context())
		near(t, ahead(s), -63*time.Second) // nothing without consent
		if state := s.State(); state.Level != Wrong || !state.CanCorrect() {
			t.Errorf("%+v", state)
		}
		if err := s.Correct(t.Context(), history, "anna"); err != nil {
			t.Fatal(err)
		}
		near(t, ahead(s), 0)
		if got := history.changes[0]; got.Event != "clock.correct" || got.Params["seconds"] != "+63" || got.Params["server"] != "ptbtime1.ptb.de" {
			t.Errorf("%+v", got)
		}
		// Another process, later.
		time.Sleep(time.Hour)
		other := w.service()
		near(t, ahead(other), 0)
		if state := other.State(); state.Level != Corrected || state.Correction.By != "anna" || state.CanCorrect() {
			t.Errorf("%+v", state)
		}
		// The clock runs away a little: it goes on.
		w.set(-900 * time.Millisecond)
		other.Check(t.Context())
		near(t, ahead(other), -900*time.Millisecond)
		w.set(-900 * time.Millisecond)
		other.Check(t.Context())
		near(t, ahead(other), -1800*time.Millisecond)
		// A little more than was consented to: it ends.
		w.set(-500 * time.Millisecond)
		other.Check(t.Context())
		near(t, ahead(other), -65300*time.Millisecond)
		if state := other.State(); state.Level != Wrong || state.Ended != EndedChanged || state.Correction != nil {
			t.Errorf("%+v", state)
		}
		if err := other.Correct(t.Context(), history, "anna"); err != nil || other.State().Ended != "" {
			t.Errorf("%v, %+v", err, other.State())
		}
		near(t, ahead(other), 0)
		// A person takes the consent back.
		if err := other.Clear(t.Context(), history); err != nil || history.changes[len(history.changes)-1].Event != "clock.clear" {
			t.Errorf("%v, %+v", err, history.changes)
		}
		near(t, ahead(other), -65300*time.Millisecond)
		n := len(history.changes)
		if err := other.Clear(t.Context(), history); err != nil || len(history.changes) != n {
			t.Errorf("%v, %+v", err, history.changes)
		}
	})
}

// TestCorrectionAfterAJump: a clock that was set is another clock. No code is computed with what was measured of the
// one before, not even in the second before somebody notices.
func TestCorrectionAfterAJump(t *testing.T) {
	t.Parallel()
	corrected := func(t *testing.T) (*world, *Service) {
		w := newWorld(t)
		w.set(-63 * time.Second)
		s := w.service()
		s.Check(t.Context())
		if err := s.Correct(t.Context(), &log{}, "anna"); err != nil {
			t.Fatal(err)
		}
		return w, s
	}
	t.Run("Windows sets it right", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w, s := corrected(t)
			w.set(63 * time.Second)
			near(t, ahead(s), 0)
			if state := s.State(); state.Level != Unknown || !state.Jumped || state.Correction == nil {
				t.Errorf("%+v", state)
			}
			if err := s.Correct(t.Context(), &log{}, "anna"); !errors.Is(err, &Error{Reason: ReasonUnmeasured}) {
				t.Error(err)
			}
			s.Check(t.Context())
			near(t, ahead(s), 0)
			if state := s.State(); state.Level != Right || state.Ended != EndedRight || state.Correction != nil {
				t.Errorf("%+v", state)
			}
			if err := s.Correct(t.Context(), &log{}, "anna"); !errors.Is(err, &Error{Reason: ReasonRight}) {
				t.Error(err)
			}
			if err := s.Seen(); err != nil || s.State().Ended != "" {
				t.Errorf("%v, %+v", err, s.State())
			}
		})
	})
	t.Run("somebody sets it otherwise wrong", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w, s := corrected(t)
			w.set(time.Hour)
			near(t, ahead(s), time.Hour-63*time.Second)
			s.Check(t.Context())
			near(t, ahead(s), time.Hour-63*time.Second)
			if state := s.State(); state.Level != Wrong || state.Ended != EndedChanged {
				t.Errorf("%+v", state)
			}
		})
	})
	t.Run("a new start with the same wrong clock", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w, s := corrected(t)
			restarted := New(Options{Files: w.files, Read: func() Reading {
				now := w.read()
				return Reading{Wall: now.Wall, Up: now.Up - 20*time.Hour}
			}})
			near(t, ahead(restarted), -63*time.Second)
			if state := restarted.State(); state.Level != Unknown || state.Correction == nil {
				t.Errorf("%+v", state)
			}
			restarted.check.ask = w.ask
			restarted.Check(t.Context())
			near(t, ahead(restarted), 0)
			if state := restarted.State(); state.Level != Corrected {
				t.Errorf("%+v", state)
			}
			near(t, ahead(s), 0)
		})
	})
	t.Run("nobody confirms it for a week", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			_, s := corrected(t)
			time.Sleep(6 * 24 * time.Hour)
			near(t, ahead(s), 0)
			time.Sleep(2 * 24 * time.Hour)
			near(t, ahead(s), -63*time.Second)
		})
	})
}

func TestConsentIsWrittenFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set(-63 * time.Second)
	s := w.service()
	s.Check(t.Context())
	readOnly := errors.New("read-only")
	if err := s.Correct(t.Context(), &log{err: readOnly}, "anna"); !errors.Is(err, readOnly) {
		t.Error(err)
	}
	if s.State().Correction != nil || w.service().State().Correction != nil {
		t.Error("corrected although the history does not say so")
	}
}

// brokenFiles cannot write.
type brokenFiles struct {
	Files
	broken bool
}

func (f *brokenFiles) Save(name string, data []byte) error {
	if f.broken {
		return errors.New("disk full")
	}
	return f.Files.Save(name, data)
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set(-63 * time.Second)
	files := &brokenFiles{Files: w.files}
	s := New(Options{Files: files, Read: w.read})
	s.check.ask = w.ask
	s.Check(t.Context())
	files.broken = true
	for _, err := range []error{s.Correct(t.Context(), &log{}, "anna"), s.Configure(Settings{Off: true})} {
		if !errors.Is(err, &Error{Reason: ReasonStore}) {
			t.Error(err)
		}
	}
	if state := s.State(); state.Correction != nil || state.Settings.Off || state.Level != Wrong {
		t.Errorf("%+v", state)
	}
	files.broken = false
	if err := s.Correct(t.Context(), &log{}, "anna"); err != nil {
		t.Fatal(err)
	}
	// The clock becomes right, and that cannot be written: the correction must not come back from the disk.
	files.broken = true
	w.set(63 * time.Second)
	s.Check(t.Context())
	s.isDue()
	if state := s.State(); state.Correction != nil || state.Level != Right {
		t.Errorf("%+v", state)
	}
	files.broken = false
	s.isDue()
	if state := w.service().State(); state.Correction != nil || state.Level != Right {
		t.Errorf("%+v", state)
	}
}

// TestBadFile: a file that cannot be used makes no code wrong, and asks nobody: it may have said so.
func TestBadFile(t *testing.T) {
	t.Parallel()
	for _, content := range []string{
		"", "{", "[]", `"x"`, `{}`, `{"format":2}`, `{"format":1,"settings":{"servers":["http://x/"]}}`,
		`{"format":1,"correction":{"offset_ns":9223372036854775807,"at":"2026-11-22T10:00:00Z","started":"2026-11-22T09:00:00Z"}}`,
		`{"format":1,"correction":{"offset_ns":1}}`, `{"format":1,"measured":{"offset_ns":1,"at":"2026-11-22T10:00:00Z"}}`,
	} {
		w := newWorld(t)
		if err := w.files.Save(file, []byte(content)); err != nil {
			t.Fatal(err)
		}
		s := w.service()
		if state := s.State(); !state.Settings.Off || state.Correction != nil || state.Measured != nil {
			t.Errorf("%s: %+v", content, state)
		}
		if err := s.Configure(Settings{}); err != nil || s.State().Settings.Off {
			t.Errorf("%s: %v", content, err)
		}
		if result := s.Check(t.Context()); result.Err != nil {
			t.Errorf("%s: %v", content, result.Err)
		}
	}
}

func TestConfigureRefuses(t *testing.T) {
	t.Parallel()
	s := newWorld(t).service()
	for reason, servers := range map[Reason][]string{ReasonServer: {"a", "b c"}, ReasonTooMany: strings.Fields("a b c d e f g h i")} {
		if err := s.Configure(Settings{Servers: servers}); !errors.Is(err, &Error{Reason: reason}) {
			t.Errorf("%v: %v", servers, err)
		}
	}
}

// TestSentences: every state has a sentence, and says the right one first.
func TestSentences(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	measured := func(offset time.Duration) *Measurement {
		return &Measurement{Offset: offset, At: at, Servers: []string{"ptb"}}
	}
	correction := &Correction{Measurement: *measured(63 * time.Second), By: "anna", Since: at}
	noNetwork := &Error{Reason: ReasonNoNetwork, Servers: []string{"ptb"}}
	tests := []struct {
		state State
		want  []string // in German: a part of each sentence
	}{
		{State{Level: Unknown}, []string{"nicht bekannt"}},
		{State{Level: Unknown, Problem: noNetwork}, []string{"nicht bekannt", "keine Verbindung"}},
		{State{Level: Unknown, Settings: Settings{Off: true}, Problem: noNetwork}, []string{"ausgeschaltet"}},
		{State{Level: Unknown, Measured: measured(0), Jumped: true}, []string{"gestellt"}},
		{State{Level: Unknown, Measured: measured(0), Jumped: true, Correction: correction}, []string{"gestellt", "ruht zurzeit"}},
		{State{Level: Unknown, Measured: measured(0)}, []string{"zuletzt"}},
		{State{Level: Right, Measured: measured(0)}, []string{"geht richtig"}},
		{State{Level: Right, Measured: measured(0), Ended: EndedRight}, []string{"geht richtig", "beendet"}},
		{State{Level: Off, Measured: measured(5 * time.Second)}, []string{"5 Sekunden nach"}},
		{State{Level: Off, Measured: measured(-5 * time.Second), Ended: EndedChanged}, []string{"5 Sekunden vor", "beendet"}},
		{State{Level: Wrong, Measured: measured(63 * time.Second)}, []string{"63 Sekunden nach"}},
		{State{Level: Wrong, Measured: measured(-time.Hour)}, []string{"60 Minuten vor"}},
		{State{Level: Wrong, Measured: measured(-3 * time.Hour), Ended: "newer version"}, []string{"3 Stunden vor"}},
		{State{Level: Doubtful, Suspected: 72 * time.Hour, Problem: &Error{Reason: ReasonAlone, Servers: []string{"ptb"}}}, []string{"3 Tage", "ptb"}},
		{State{Level: Corrected, Measured: measured(63 * time.Second), Correction: correction}, []string{"63 Sekunden nach"}},
	}
	for _, tag := range []string{language.German, language.English} {
		texts := language.New(tag)
		for _, tt := range tests {
			got := tt.state.Sentences(texts)
			if len(got) != len(tt.want) {
				t.Errorf("%s %+v: %q", tag, tt.state, got)
				continue
			}
			for i, sentence := range got {
				if strings.ContainsAny(sentence, "[{") || tag == language.German && !strings.Contains(sentence, tt.want[i]) {
					t.Errorf("%s %+v: %q, want %q", tag, tt.state, sentence, tt.want[i])
				}
			}
		}
	}
}
