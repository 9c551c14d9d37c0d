// The smallest Fyne window, built with the same flags as Kanzleicode: what Fyne itself costs. make bench
// measures both in one run.
package main

import (
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	w := app.NewWithID("de.kanzleicode.hello").NewWindow("Hello")
	w.SetContent(widget.NewLabel("Hello"))
	w.ShowAndRun()
}
