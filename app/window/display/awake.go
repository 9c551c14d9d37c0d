package display

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"fyne.io/fyne/v2"

	"kanzleicode/app/window/page"
)

// awake keeps the screen from going dark.
type awake struct {
	worker *page.Worker
	wanted atomic.Bool
	one    sync.Mutex
}

func newAwake(worker *page.Worker) *awake { return &awake{worker: worker} }

// set says whether the screen is to stay on. Windows keeps that by thread, and answers at once: there it is the UI's.
// Elsewhere it is a call to the desktop that may take its time, so that the last word is the newest one.
func (a *awake) set(on bool) {
	driver := fyne.CurrentApp().Driver()
	if runtime.GOOS == "windows" {
		driver.SetDisableScreenBlanking(on)
		return
	}
	a.wanted.Store(on)
	page.Do(a.worker, func(context.Context) (struct{}, error) {
		a.one.Lock()
		defer a.one.Unlock()
		driver.SetDisableScreenBlanking(a.wanted.Load())
		return struct{}{}, nil
	}, func(struct{}, error) {})
}
