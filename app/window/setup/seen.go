package setup

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// seenSize is how large it is shown where a code stood.
var seenSize = fyne.NewSize(196, 112)

// seen puts the picture of where a candidate's code stood before what is said about it, and on which screen that was.
func (r *review) seen(o *offer, words *fyne.Container) fyne.CanvasObject {
	if n := r.monitor(o); n > 0 {
		words.Add(widgets.NewLine(r.importer.host.Texts.Text("window.import.on_monitor", "n", n), widgets.Caption))
	}
	if o.candidate.Seen == nil {
		return words
	}
	picture := canvas.NewImageFromImage(o.candidate.Seen)
	picture.FillMode = canvas.ImageFillContain
	picture.ScaleMode = canvas.ImageScaleSmooth
	framed := widgets.NewPanel(base.ColorNameBackground, theme.ColorCardBorder, container.New(widgets.Inset(3, 3), container.New(widgets.AtLeast(seenSize), picture)))
	return container.NewBorder(nil, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 0, 14), container.NewVBox(framed)), nil, words)
}

// monitor is the number of the screen that a code was found on, 0 if there is only one or it came from elsewhere.
func (r *review) monitor(o *offer) int {
	if r.from.monitor > 0 {
		return r.from.monitor
	}
	if len(r.from.monitors) < 2 {
		return 0
	}
	for n := range r.from.sources {
		if o.candidate.Source == &r.from.sources[n] {
			return n + 1
		}
	}
	return 0
}
