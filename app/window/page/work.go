package page

import (
	"context"
	"sync"

	"fyne.io/fyne/v2"
)

// Worker runs work off the UI goroutine and brings its result back onto it.
type Worker struct {
	ctx   context.Context
	spawn func(func()) // starts work
	back  func(func()) // runs on the UI goroutine

	paused  bool     // results wait; belongs to the UI goroutine, as does waiting
	waiting []func() // for Resume

	// handing is held by whoever hands something to the UI goroutine right now; nil if work is inline.
	handing *sync.RWMutex
}

// NewWorker works on goroutines of its own and comes back through fyne.Do; when ctx ends, work is
// cancelled and results are dropped.
func NewWorker(ctx context.Context) *Worker {
	return &Worker{ctx: ctx, spawn: func(f func()) { go f() }, back: fyne.Do, handing: new(sync.RWMutex)}
}

// NewInlineWorker does all work at once, where it is asked for: for tests, in which everything then
// happens in one order.
func NewInlineWorker(ctx context.Context) *Worker {
	run := func(f func()) { f() }
	return &Worker{ctx: ctx, spawn: run, back: run}
}

// Context ends when the window closes.
func (w *Worker) Context() context.Context { return w.ctx }

// Back runs f on the UI goroutine, from any other: for events that nobody asked for.
func (w *Worker) Back(f func()) {
	if w.handing != nil {
		w.handing.RLock()
		defer w.handing.RUnlock()
	}
	if w.ctx.Err() == nil {
		w.back(f)
	}
}

// Settle waits, after the worker's context has ended, until nobody hands anything over any more. Fyne's
// loop may end after that and not before: what comes to it later is a panic.
func (w *Worker) Settle() {
	if w.handing != nil {
		w.handing.Lock()
		defer w.handing.Unlock()
	}
}

// Pause keeps back what work brings until [Worker.Resume]: while the window is locked nothing comes into
// sight. Work goes on, and [Worker.Back] is not held up. Call both on the UI goroutine.
func (w *Worker) Pause() { w.paused = true }

// Resume hands over what came meanwhile, in its order.
func (w *Worker) Resume() {
	w.paused = false
	waiting := w.waiting
	w.waiting = nil
	for _, f := range waiting {
		f()
	}
}

// Do runs work off the UI goroutine and then done, with work's result, on it. Call it on the UI
// goroutine. After the window has closed done is not called any more.
func Do[T any](w *Worker, work func(context.Context) (T, error), done func(T, error)) {
	run(w.ctx, w, work, done)
}

// Latest is a series of works of which only the newest counts: a search while the user types, a list
// that is read again. The zero value is ready. It belongs to the UI goroutine.
type Latest struct {
	generation uint64
	cancel     context.CancelFunc
}

// DoLatest is [Do] within a series: it cancels the work before, and what comes back late is dropped.
func DoLatest[T any](w *Worker, series *Latest, work func(context.Context) (T, error), done func(T, error)) {
	if series.cancel != nil {
		series.cancel()
	}
	ctx, cancel := context.WithCancel(w.ctx)
	series.cancel = cancel
	series.generation++
	generation := series.generation
	run(ctx, w, work, func(result T, err error) {
		if generation == series.generation {
			done(result, err)
		}
	})
}

func run[T any](ctx context.Context, w *Worker, work func(context.Context) (T, error), done func(T, error)) {
	w.spawn(func() {
		result, err := work(ctx)
		w.Back(func() {
			switch {
			case w.ctx.Err() != nil:
			case w.paused:
				w.waiting = append(w.waiting, func() { done(result, err) })
			default:
				done(result, err)
			}
		})
	})
}
