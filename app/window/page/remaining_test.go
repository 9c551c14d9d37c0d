package page_test

import (
	"testing"
	"time"

	"kanzleicode/app/window/page"
)

func TestRemaining(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC)
	for gone, want := range map[time.Duration]time.Duration{
		0: time.Minute, time.Second: 59 * time.Second, time.Minute - 1: 1, time.Minute: 0, time.Hour: 0, -1: 0,
	} {
		if got := page.Remaining(began, began.Add(gone), time.Minute); got != want {
			t.Errorf("after %v: %v, want %v", gone, got, want)
		}
	}
}
