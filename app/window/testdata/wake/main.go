// A window that says on its standard output what has woken it, for a test of packaging/fyne-….patch: its loop waits
// for an hour unless something wakes it. It can be built only where that patch is laid over Fyne (.ci/test).
package main

import (
	"fmt"
	"time"
	_ "unsafe" // for the name below

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

//go:linkname idleWait fyne.io/fyne/v2/internal/driver/glfw.idleWait
var idleWait time.Duration

// asleep is longer than the loop takes until it waits.
const asleep = 2 * time.Second

func main() {
	idleWait = time.Hour
	a := app.NewWithID("de.kanzleicode.wake")
	w := a.NewWindow("Wake")
	w.SetContent(widget.NewLabel("Wake"))
	w.Canvas().SetOnTypedKey(func(key *fyne.KeyEvent) {
		fmt.Println("key", key.Name)
		if key.Name == fyne.KeyQ {
			go func() {
				time.Sleep(asleep)
				a.Quit() // on this goroutine, as a signal would have it
			}()
		}
	})
	go func() {
		for n := range 3 {
			time.Sleep(asleep)
			fyne.DoAndWait(func() { fmt.Println("function", n) })
		}
	}()
	w.ShowAndRun()
	fmt.Println("end")
}
