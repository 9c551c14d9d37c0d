package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/clock"
	"kanzleicode/app/platform/statefile"
)

// hastyClock is a PC on which hours pass in a second, so that every check of a day is due soon.
func hastyClock() clock.Source {
	began := time.Now()
	return func() clock.Reading {
		gone := time.Since(began) * 10000
		return clock.Reading{Wall: began.Add(gone), Up: time.Hour + gone}
	}
}

// TestHelperClock is no test: it does what the window does with the clock all day, with what is set in a folder.
func TestHelperClock(t *testing.T) {
	folder := os.Getenv("KANZLEICODE_TEST_CLOCK")
	if folder == "" {
		t.Skip("only as a helper")
	}
	service := clock.New(clock.Options{Files: statefile.In(folder, ".json"), Read: hastyClock()})
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	go service.Run(ctx)
	for ctx.Err() == nil {
		service.Tick()
		service.Now()
		service.State()
		time.Sleep(10 * time.Millisecond)
	}
	service.Check(context.Background())
	os.Exit(0)
}

// TestTheWindowsClockAsksNobodyWhenOff: the part of the window that knows of time servers makes no socket while asking
// is off, not once a day, and does make one when it is on. The window itself cannot be sealed: it draws through sockets.
func TestTheWindowsClockAsksNobodyWhenOff(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]string{
		"off": `{"format":1,"settings":{"off":true}}`, "off with servers": `{"format":1,"settings":{"off":true,"servers":["127.0.0.1:9"]}}`,
		"damaged": "{", "on": `{"format":1,"settings":{"servers":["127.0.0.1:9"]}}`, "usual": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if settings != "" {
				if err := os.WriteFile(filepath.Join(folder, "clock.json"), []byte(settings), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			cmd := sealed(t, os.Args[0], "-test.run=^TestHelperClock$")
			cmd.Env = append(cmd.Env, "KANZLEICODE_TEST_CLOCK="+folder)
			out, err := cmd.CombinedOutput()
			if asks := name == "on" || name == "usual"; killed(err) != asks || err != nil && !asks {
				t.Errorf("killed: %v, %v: %s", killed(err), err, out)
			}
			if strings.Contains(string(out), "sealing:") {
				t.Errorf("%s", out)
			}
		})
	}
}
