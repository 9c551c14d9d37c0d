package clock

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Service knows how this PC's clock stands. All methods but Run and Check answer at once and may be called from
// anywhere.
type Service struct {
	files   Files
	read    Source
	check   checker
	changed func()
	given   Given

	asking  sync.Mutex // one check after the other
	writing sync.Mutex // what is kept is read and written under it; taken before mu
	ahead   bool       // kept could not be written: what is on the disk is older; under writing

	mu    sync.Mutex // for what follows; never held while the disk is waited for
	kept  kept
	watch Watch
	set   time.Duration // how far Tick saw the clock being set since it was measured, or since a person was told
	// On the clock that nobody sets:
	checked, due time.Duration
	resting      map[string]time.Duration // servers that ask not to be asked, until when
	failures     int                      // checks in a row
	turn         int                      // which of the PTB's servers comes first, so that each has its share of the work
	wake         chan struct{}            // due was brought forward
}

// Options are what a service needs.
type Options struct {
	Files   Files  // where this PC's settings, the last measurement and the correction are kept
	Read    Source // this PC's clocks: see [System]
	Changed func() // called when State may have changed, on any goroutine; may be nil
	Given   Given  // what the firm's IT has laid down
}

// New is the service of this PC. It asks nobody: that is for [Service.Run] and [Service.Check].
func New(o Options) *Service {
	s := &Service{
		files: o.Files, read: o.Read, check: newChecker(o.Read), changed: o.Changed, given: o.Given,
		turn: int(o.Read().Up / time.Second),
		kept: load(o.Files), resting: map[string]time.Duration{}, wake: make(chan struct{}, 1),
	}
	if s.changed == nil {
		s.changed = func() {}
	}
	return s
}

// refresh is how often what another process of this program has written is read again.
const refresh = time.Minute

// Run checks the clock until ctx ends: some seconds after the start, every few hours, sooner after what
// [Service.Tick] has noticed, later after failures, and never while that is switched off.
func (s *Service) Run(ctx context.Context) {
	s.mu.Lock()
	s.due = s.read().Up + atStart
	s.mu.Unlock()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-s.wake:
		}
		if s.isDue() {
			s.Check(ctx)
		}
		timer.Reset(s.untilDue())
	}
}

// isDue reads what others have written, and tells whether it is time to check.
func (s *Service) isDue() bool {
	s.mu.Lock()
	before := s.kept.settings(s.given)
	s.mu.Unlock()
	s.Reread()
	s.mu.Lock()
	settings := s.kept.settings(s.given)
	due := s.read().Up >= s.due || before.Off && !settings.Off
	s.mu.Unlock()
	if before.Off != settings.Off || !slices.Equal(before.Servers, settings.Servers) {
		s.changed()
	}
	return due && !settings.Off
}

func (s *Service) untilDue() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.settings(s.given).Off {
		return refresh
	}
	return min(max(s.due-s.read().Up, time.Millisecond), refresh)
}

// Tick looks at this PC's clocks. The window calls it once a second; ticks that are left out are like sleep. It tells
// whether the clock was set or the PC slept; [Service.Run] checks soon after.
func (s *Service) Tick() Event {
	now := s.read()
	s.mu.Lock()
	next, event, by := s.watch.Tick(now.Wall, now.Up)
	s.watch = next
	if event == Set {
		s.set += by
	}
	if event != Nothing {
		s.soon(now)
	}
	s.mu.Unlock()
	if event != Nothing {
		s.changed()
	}
	return event
}

// soon brings the next check forward.
func (s *Service) soon(now Reading) {
	s.due, s.failures = sooner(now.Up, s.checked), 0
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// Check asks the servers of the settings now. It takes six seconds at most and less than one where all is well; it
// must not be called on the goroutine of a window. If asking is off, nobody is asked, and the error is ReasonOff.
func (s *Service) Check(ctx context.Context) Result {
	s.asking.Lock()
	defer s.asking.Unlock()
	s.Reread()
	s.mu.Lock()
	now := s.read().Up
	asked := s.kept.settings(s.given).Asked()
	if len(s.kept.settings(s.given).Servers) == 0 {
		s.turn++
		first := s.turn % max(1, len(asked))
		asked = slices.Concat(asked[first:], asked[:first])
	}
	ready := slices.DeleteFunc(slices.Clone(asked), func(server string) bool { return s.resting[server] > now })
	s.mu.Unlock()

	var result Result
	if len(asked) > 0 && len(ready) == 0 {
		result.Err = &Error{Reason: ReasonRefused, Servers: asked}
	} else {
		result = s.check.check(ctx, ready)
	}
	if len(asked) > 0 && ctx.Err() == nil {
		s.learn(result)
		s.changed()
	}
	return result
}

// Try asks other servers than those of the settings, even if asking is off, and remembers nothing.
func (s *Service) Try(ctx context.Context, servers []string) Result {
	return s.check.check(ctx, servers)
}

// learn keeps what a check gave.
func (s *Service) learn(result Result) {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.reload()
	s.mu.Lock()
	s.take(result)
	known := s.kept
	s.mu.Unlock()
	s.ahead = known.save(s.files) != nil // this process knows it all the same
}

func (s *Service) take(result Result) {
	now := s.read()
	for _, a := range result.Answers {
		if errors.Is(a.Err, &Error{Reason: ReasonRefused}) {
			s.resting[a.Server] = now.Up + afterRefuse
		}
	}
	s.kept.Checked, s.checked = now.Wall.UTC(), now.Up
	if m := result.Measurement; m != nil {
		s.kept.Measured, s.kept.Problem, s.failures, s.set = m, nil, 0, 0
		var ended Ending
		if s.kept.Correction, ended = s.kept.Correction.revised(m); ended != "" {
			s.kept.Ended = ended
		}
	} else {
		s.kept.Problem = problemOf(result)
		s.failures++
	}
	s.due = now.Up + pause(s.failures)
}

// revised is the correction after a measurement: it goes on only if the clock is off as before.
func (c *Correction) revised(m *Measurement) (*Correction, Ending) {
	switch {
	case c == nil:
		return nil, ""
	case m.Offset.Abs() <= Tolerance:
		return nil, EndedRight
	case (m.Offset - c.Offset).Abs() > Tolerance:
		return nil, EndedChanged
	}
	next := *c
	next.Measurement = *m
	next.Offset = c.Offset
	return &next, ""
}

// Reread reads what another process of the program has written. [Service.Run] does it by itself.
func (s *Service) Reread() {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.reload()
}

// reload reads what another process may have written; writing is held.
func (s *Service) reload() {
	if s.ahead {
		s.mu.Lock()
		known := s.kept
		s.mu.Unlock()
		s.ahead = known.save(s.files) != nil
		return
	}
	stored := load(s.files)
	s.mu.Lock()
	s.kept = stored
	s.mu.Unlock()
}

// Locked reports whether the firm's IT has laid down whom to ask, so that nobody else changes it.
func (s *Service) Locked() bool { return s.given.Locked }

// Configure changes whom to ask. The errors are ReasonServer, ReasonTooMany, ReasonStore and ReasonLocked; then all
// stays as it was.
func (s *Service) Configure(settings Settings) error {
	if s.given.Locked {
		return &Error{Reason: ReasonLocked}
	}
	if len(settings.Servers) > MaxServers {
		return &Error{Reason: ReasonTooMany, Servers: settings.Servers}
	}
	for _, server := range settings.Servers {
		if !isServer(server) {
			return &Error{Reason: ReasonServer, Servers: []string{server}}
		}
	}
	err := s.change(func(k *kept) {
		k.Settings, k.Chosen = settings, true
		k.Problem = nil // it was about others
	})
	if err == nil {
		s.mu.Lock()
		s.soon(s.read())
		s.mu.Unlock()
	}
	return err
}

// change writes a change, or leaves all as it was.
func (s *Service) change(edit func(*kept)) error {
	s.writing.Lock()
	s.reload()
	s.mu.Lock()
	edited := s.kept
	s.mu.Unlock()
	edit(&edited)
	err := edited.save(s.files)
	if err == nil {
		s.mu.Lock()
		s.kept = edited
		s.mu.Unlock()
		s.ahead = false
	}
	s.writing.Unlock()
	if err == nil {
		s.changed()
	}
	return err
}
