package window

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/guard"
	"kanzleicode/app/vault"
)

// soakVariable is set in the process in which a day is lived through.
const soakVariable = "KANZLEICODE_SOAK"

// TestDayWithoutGrowth lives through 24 hours in the window, second by second, and wants of it that it needs no more
// at their end than it did after the first hours: no goroutine more, and no more than 1 MiB of memory. What Fyne keeps
// for things that are out of sight goes after a minute of real time and never sooner than ten seconds after the last
// round; a process of its own has no such minute.
func TestDayWithoutGrowth(t *testing.T) {
	if os.Getenv(soakVariable) == "" {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDayWithoutGrowth$", "-test.v")
		cmd.Env = append(os.Environ(), soakVariable+"=1", "FYNE_CACHE=1ms")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%v: %s", err, out)
		}
		t.Logf("%s", out)
		return
	}
	const day, warm = 24, 4
	r := open(t, "de", false, func(r *room) {
		withPIN(t, guard.Settings{KeepCode: true})(r)
		forty(r)
		r.firm.accounts = r.firm.accounts[:4]
		r.fill(t, 200)
	})
	r.enterPIN(t, doorPIN)
	midnight := r.now.Truncate(24 * time.Hour).Add(24 * time.Hour)
	var goroutines int
	var heap uint64
	var measured time.Time
	for hour := range day {
		if hour == warm {
			goroutines, heap = r.settled()
			measured = time.Now()
		}
		r.hour(t, hour)
	}
	if !r.now.After(midnight) {
		t.Error("the day did not change")
	}
	for _, shown := range r.firm.Codes(r.now)[:1] { // and the window still tells the truth
		r.Show(codePage)
		r.sees(t, shown.Code.Grouped())
	}
	time.Sleep(time.Until(measured.Add(11 * time.Second))) // so that Fyne clears up again
	afterwards, grown := r.settled()
	t.Logf("after %d hours %d goroutines and %d KiB, after %d hours %d and %d KiB", warm, goroutines, heap>>10, day, afterwards, grown>>10)
	if afterwards > goroutines {
		t.Errorf("%d goroutines became %d", goroutines, afterwards)
	}
	if grown > heap+1<<20 {
		t.Errorf("%d KiB in use became %d, more than 1 MiB on top", heap>>10, grown>>10)
	}
}

// hour is one of a working day: all pages are looked at again and again, the vault changes, the Anzeige comes and goes,
// and somebody locks the window for a while.
func (r *room) hour(t *testing.T, hour int) {
	t.Helper()
	for minute := range 60 {
		switch {
		case minute == 20:
			r.openDisplay(vault.ID{})
		case minute == 25:
			r.display.Leave()
		case minute == 30:
			r.shortcut(ctrl(fyne.KeyL))
		case minute == 40:
			r.enterPIN(t, doorPIN)
		case minute%10 == 5: // another PC adds an account, and takes it away again
			r.firm.add("Aushilfe", sampleKey("Beispielbank", "aushilfe", byte(100+hour)))
			r.changed()
			r.firm.accounts = r.firm.accounts[:len(r.firm.accounts)-1]
			r.changed()
		case minute < 20 || minute > 40:
			r.Show(minute % len(r.pages))
		}
		if minute == 45 { // an import is begun and left again
			r.Show(codePage)
			r.firm.found = []authenticator.Candidate{{Key: sampleKey("Amainvoice", "neu", 3), State: authenticator.StateNew}}
			r.importer.Text("otpauth://", nil)
			r.press(t, "window.cancel")
			r.firm.found, r.firm.scanned = nil, nil
		}
		for range 60 {
			r.pass(1)
		}
	}
}

// settled is what is in use on the code page once everything is collected that nobody needs.
func (r *room) settled() (goroutines int, heap uint64) {
	r.Show(codePage)
	r.native.Canvas().Capture() // lets Fyne clear up what it keeps for what is out of sight
	for range 2 {               // what a finaliser lets go of goes with the next round
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc
}
