package clock

import (
	"testing"
	"time"
)

func TestWatch(t *testing.T) {
	t.Parallel()
	begin := Reading{Wall: time.Date(2026, 10, 25, 0, 59, 30, 0, time.UTC), Up: time.Hour} // an hour before summer time ends in Berlin
	tests := []struct {
		name     string
		wall, up time.Duration // from begin
		want     Event
		by       time.Duration
	}{
		{"a second", time.Second, time.Second, Nothing, 0},
		{"a late tick", 20 * time.Second, 20 * time.Second, Nothing, 0},
		{"set a little", 1900 * time.Millisecond, time.Second, Nothing, 0},
		{"set forward", 3 * time.Second, time.Second, Set, 2 * time.Second},
		{"set an hour forward", time.Hour + time.Second, time.Second, Set, time.Hour},
		{"set an hour back", time.Second - time.Hour, time.Second, Set, -time.Hour},
		{"sleep", 8 * time.Hour, 8 * time.Hour, Awoke, 8 * time.Hour},
		{"sleep, and a clock that was set meanwhile", 8*time.Hour + time.Minute, 8 * time.Hour, Set, time.Minute},
		{"sleep that the clock nobody sets knows nothing of", 8 * time.Hour, time.Second, Set, 8*time.Hour - time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, event, _ := Watch{}.Tick(begin.Wall, begin.Up)
			if event != Nothing {
				t.Errorf("the first look has seen %q", event)
			}
			now := begin.Wall.Add(tt.wall).In(time.FixedZone("Berlin", 7200)) // zones do not matter
			w, event, by := w.Tick(now, begin.Up+tt.up)
			if event != tt.want || by != tt.by {
				t.Errorf("%q by %v, want %q by %v", event, by, tt.want, tt.by)
			}
			if _, event, _ := w.Tick(now.Add(time.Second), begin.Up+tt.up+time.Second); event != Nothing {
				t.Errorf("a second later: %q", event)
			}
		})
	}
}

func TestPause(t *testing.T) {
	t.Parallel()
	for failures, want := range []time.Duration{
		4 * time.Hour, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute, time.Hour, time.Hour,
	} {
		if got := pause(failures); got != want {
			t.Errorf("after %d failures %v, want %v", failures, got, want)
		}
	}
	if pause(1_000_000) != time.Hour {
		t.Error("after a million failures")
	}
}

func TestSooner(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ now, checked, want time.Duration }{
		{time.Hour, 0, time.Hour + 5*time.Second},
		{time.Hour, time.Minute, time.Hour + 5*time.Second},
		{time.Hour, time.Hour - 10*time.Second, time.Hour + 20*time.Second},
	} {
		if got := sooner(tt.now, tt.checked); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

// TestUptime: the clock that nobody sets goes as fast as the other one, and not backwards.
func TestUptime(t *testing.T) {
	t.Parallel()
	read := System(time.Now)
	first := read()
	time.Sleep(50 * time.Millisecond)
	second := read()
	if gone := second.since(first); first.Up <= 0 || gone < 30*time.Millisecond || gone > 5*time.Second {
		t.Errorf("%v, then %v", first, second)
	}
	if stepped(first.Started(), second.Started()) {
		t.Error("the PC was started anew")
	}
}
