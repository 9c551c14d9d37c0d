package memorytest

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// judge is a test that notes whether it was failed.
type judge struct {
	testing.TB
	failed bool
}

func (*judge) Helper()                 {}
func (j *judge) Errorf(string, ...any) { j.failed = true }

// kept keeps what is put there from being garbage.
var kept any

// deep takes about 1 kB of stack a call.
func deep(calls int) byte {
	var room [1000]byte
	if calls > 0 {
		room[calls%len(room)] = deep(calls - 1)
	}
	runtime.KeepAlive(&room)
	return room[calls%7]
}

func TestWithin(t *testing.T) {
	const piece = 1 << 20
	for name, tt := range map[string]struct {
		read func()
		want bool // it is too much
	}{
		"nothing":        {func() {}, false},
		"half":           {func() { kept = make([]byte, Usual/2) }, false},
		"one large":      {func() { kept = make([]byte, Usual+piece) }, true},
		"large for once": {func() { kept = make([]byte, 2*Usual); kept = nil }, true},
		"many small": {func() {
			var list []*[100]byte
			for range Usual / 100 {
				list = append(list, new([100]byte))
			}
			kept = list
		}, true},
		"garbage": {func() {
			for range 5 * Usual / piece {
				kept = make([]byte, piece)
			}
		}, false},
		"garbage beside half": {func() {
			half := make([]byte, Usual/2)
			for range 5 * Usual / piece {
				kept = make([]byte, piece)
			}
			runtime.KeepAlive(half)
		}, false},
		"deep": {func() { deep(Usual / 1000) }, true},
	} {
		j := &judge{TB: t}
		done := make(chan struct{})
		go func() { // with a stack of its own, small at first
			defer close(done)
			Within(j, Usual, tt.read)
		}()
		<-done
		if kept = nil; j.failed != (tt.want && !Raced) {
			t.Errorf("%s: too much %t, want %t", name, j.failed, tt.want)
		}
	}
}

// TestEndsInside: a test that ends inside, as t.Fatal does, leaves nothing running and the collector as it was.
func TestEndsInside(t *testing.T) {
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	goroutines := runtime.NumGoroutine()
	for range 10 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			Peak(func() { runtime.Goexit() })
		}()
		<-done
	}
	if percent := debug.SetGCPercent(100); percent != 100 {
		t.Errorf("the collector is left at %d", percent)
	}
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > goroutines; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
		}
	}
}

func BenchmarkWithin(b *testing.B) {
	for b.Loop() {
		Within(b, Usual, func() {})
	}
}
