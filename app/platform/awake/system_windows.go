package awake

import (
	"context"
	"errors"
	"runtime"

	"golang.org/x/sys/windows"
)

// Flags of SetThreadExecutionState (winbase.h).
const (
	continuous      = 0x80000000 // ES_CONTINUOUS
	systemRequired  = 0x00000001 // ES_SYSTEM_REQUIRED
	displayRequired = 0x00000002 // ES_DISPLAY_REQUIRED
)

// hold has a thread of its own for it, since Windows asks every thread what it needs.
func hold(ctx context.Context, _ string) (keep func(), err error) {
	set := windows.NewLazySystemDLL("kernel32.dll").NewProc("SetThreadExecutionState")
	if err := set.Find(); err != nil {
		return nil, err
	}
	began, ended := make(chan bool), make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		before, _, _ := set.Call(continuous | systemRequired | displayRequired)
		began <- before != 0
		if before == 0 {
			return
		}
		<-ctx.Done()
		_, _, _ = set.Call(continuous) // if it fails, the end of the process does it
	}()
	if !<-began {
		return nil, errors.New("SetThreadExecutionState refused")
	}
	return func() { <-ended }, nil
}
