package page_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"kanzleicode/app/window/page"
)

func TestOnlyTheNewestResultCounts(t *testing.T) {
	t.Parallel()
	worker := page.NewInlineWorker(t.Context())
	var series page.Latest
	var got []int
	// The first work starts the second one before it ends: its own result comes too late.
	page.DoLatest(worker, &series, func(ctx context.Context) (int, error) {
		page.DoLatest(worker, &series, func(context.Context) (int, error) { return 2, nil },
			func(n int, _ error) { got = append(got, n) })
		if !errors.Is(ctx.Err(), context.Canceled) {
			t.Error("the older work was not cancelled")
		}
		return 1, nil
	}, func(n int, _ error) { got = append(got, n) })
	if len(got) != 1 || got[0] != 2 {
		t.Errorf("results %v, want only 2", got)
	}
}

func TestNothingComesBackAfterTheWindowClosed(t *testing.T) {
	t.Parallel()
	ctx, closeWindow := context.WithCancel(t.Context())
	worker := page.NewInlineWorker(ctx)
	page.Do(worker, func(context.Context) (int, error) { closeWindow(); return 1, nil },
		func(int, error) { t.Error("a result came back") })
	worker.Back(func() { t.Error("an event came back") })
}

func TestResultsWaitWhileTheWindowIsLocked(t *testing.T) {
	t.Parallel()
	worker := page.NewInlineWorker(t.Context())
	var series page.Latest
	var got []int
	give := func(n int) {
		page.DoLatest(worker, &series, func(context.Context) (int, error) { return n, nil }, func(n int, _ error) { got = append(got, n) })
	}
	worker.Pause()
	give(1)
	give(2)
	page.Do(worker, func(context.Context) (int, error) { return 3, nil }, func(n int, _ error) { got = append(got, n) })
	called := false
	worker.Back(func() { called = true })
	if len(got) != 0 || !called {
		t.Fatalf("results %v while locked, or events held up", got)
	}
	worker.Resume()
	give(4)
	if want := []int{2, 3, 4}; !slices.Equal(got, want) {
		t.Errorf("results %v, want %v", got, want)
	}
}
