package keyring

import (
	"context"
	"sync/atomic"
)

// attempt is one call of the keyring, which its caller may stop waiting for. Who settles it first wins:
// the work by delivering its result or the caller by leaving. So a caller that got an error can be sure
// that the work knows it, and takes back what it did.
type attempt struct{ settled atomic.Bool }

// abandoned reports whether the caller has left; the work must then change nothing any more.
func (a *attempt) abandoned() bool { return a.settled.Load() }

// settle reports whether it was the first to be called.
func (a *attempt) settle() bool { return a.settled.CompareAndSwap(false, true) }

// within runs work on a goroutine of its own and waits for it, at most for the keyring's time limit or
// until ctx ends. The keyring's library can be held up for good, by a question on the screen for one:
// the goroutine then stays behind and takeBack gets the result that nobody waits for any more. Calls take
// turns, so that a call that stays behind has taken back its work before the next one looks.
func within[T any](ctx context.Context, k *Keyring, work func(*attempt) (T, error), takeBack func(T)) (T, error) {
	var none T
	ctx, cancel := context.WithTimeoutCause(ctx, k.limit, ErrTimeout)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}

	type result struct {
		value T
		err   error
	}
	var a attempt
	done := make(chan result, 1)
	go func() {
		defer func() { <-k.turn }()
		value, err := guarded(&a, work)
		if a.settle() {
			done <- result{value, err}
			return
		}
		if err == nil {
			takeBack(value)
		}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		if a.settle() {
			return none, context.Cause(ctx)
		}
		r := <-done
		return r.value, r.err
	}
}

// guarded is work with its panics contained.
func guarded[T any](a *attempt, work func(*attempt) (T, error)) (value T, err error) {
	defer contain(&err)
	return work(a)
}
