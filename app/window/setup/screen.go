package setup

import (
	"context"
	"errors"
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp/qr"
)

// nothingOnScreen says that the screen showed nothing to take over, what it showed instead, and how to go on.
func (i *Importer) nothingOnScreen(from origin, found []authenticator.Candidate) {
	texts := i.host.Texts
	list := widgets.Below(12)
	r := &review{importer: i, from: from}
	for _, candidate := range found {
		if hasCode(candidate) {
			list.Add(r.panel(&offer{candidate: candidate}, false))
		}
	}
	title, text := "window.import.nothing_title", "window.import.screen_other"
	switch {
	case len(list.Objects) > 0:
	case slices.ContainsFunc(found, func(c authenticator.Candidate) bool { return errors.Is(c.Problem, qr.ErrUnreadable) }):
		title, text = "window.import.nothing_title", "window.import.screen_unreadable"
	default:
		title, text = "window.import.screen_title", "window.import.screen_nothing"
	}
	list.Add(widgets.Flush(widgets.NewParagraph(texts.Text(text), widgets.Plain)))
	list.Add(howTo(texts))
	for _, hint := range []string{"window.import.screen_zoom", "window.import.screen_region", "window.import.screen_file"} {
		list.Add(widgets.Flush(widgets.NewParagraph("•  "+texts.Text(hint), widgets.Plain)))
	}
	body, _ := i.scrolled(list)
	var d *widgets.Dialog
	button := func(key string, importance widget.Importance, then func()) *widgets.Button {
		return widgets.NewButton(texts.Text(key), importance, func() {
			d.Hide()
			then()
		})
	}
	d = widgets.NewDialog(i.host.Window, texts.Text(title), reviewWidth, body,
		button("window.close", widget.MediumImportance, func() {}),
		button("window.setup.choose", widget.MediumImportance, i.Choose),
		button("window.region.choose", widget.MediumImportance, func() { i.chooseRegion(from.monitors) }),
		button("window.import.screen_again", widget.HighImportance, i.SearchScreen))
	d.Show()
}

// regionDialog lets a person draw a frame round the QR code on a picture of the screen.
type regionDialog struct {
	importer *Importer
	monitors []image.Image
	current  int
	dialog   *widgets.Dialog
	view     *region
	scroll   *container.Scroll
	whole    *widgets.Button
	tabs     []*widgets.Button
	state    *widget.RichText
	over     bool
}

// regionMargin is the room round the picture that the rest of the dialog needs.
var regionMargin = fyne.NewSize(110, 260)

// chooseRegion shows what was on the monitors. The pictures stay in memory and go with the dialog.
func (i *Importer) chooseRegion(monitors []image.Image) {
	texts := i.host.Texts
	d := &regionDialog{importer: i, monitors: monitors}
	d.view = newRegion(texts.Text("window.region.label"), d.cut)
	d.scroll = container.NewScroll(d.view)
	d.state = widgets.NewParagraph(texts.Text("window.region.text"), widgets.Plain)
	head := widgets.Beside(8)
	for n := range monitors {
		if len(monitors) > 1 {
			d.tabs = append(d.tabs, widgets.NewButton(texts.Text("window.region.monitor", "n", n+1), widget.MediumImportance, func() { d.show(n) }))
			head.Add(d.tabs[n])
		}
	}
	size := i.host.Window.Canvas().Size().Subtract(regionMargin).Max(fyne.NewSize(400, 200))
	picture := container.New(widgets.AtLeast(size), widgets.NewPanel(base.ColorNameBackground, theme.ColorCardBorder, container.New(widgets.Inset(1, 1), d.scroll)))
	d.whole = widgets.NewButton("", widget.MediumImportance, func() { d.enlarge(!d.view.large) })
	d.dialog = widgets.NewDialog(i.host.Window, texts.Text("window.region.title"), size.Width,
		container.NewBorder(container.NewVBox(widgets.Flush(d.state), head), nil, nil, nil, picture),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, d.close), d.whole)
	d.enlarge(false)
	d.show(0)
	d.dialog.Show()
}

// show brings a monitor into sight.
func (d *regionDialog) show(monitor int) {
	d.current = monitor
	for n, tab := range d.tabs {
		tab.Importance = widget.MediumImportance
		if n == monitor {
			tab.Importance = widget.HighImportance
		}
		tab.Refresh()
	}
	d.view.show(d.monitors[monitor])
	d.scroll.Refresh()
}

// enlarge shows every pixel of the screen, to scroll, or all of it at once.
func (d *regionDialog) enlarge(large bool) {
	d.view.setLarge(large)
	key := "window.region.large"
	if large {
		key = "window.region.whole"
	}
	d.whole.SetText(d.importer.host.Texts.Text(key))
	d.scroll.Refresh()
}

// cut looks into a part of the picture, given in its pixels. With nothing in it the person can try again.
func (d *regionDialog) cut(part image.Rectangle) {
	i, picture := d.importer, d.monitors[d.current]
	widgets.SetParagraph(d.state, i.host.Texts.Text("window.import.reading"))
	page.DoLatest(i.host.Worker, &i.series, func(ctx context.Context) ([]authenticator.Candidate, error) {
		return i.service.Scan(ctx, authenticator.Pictures(cutOut(picture, part)...)...)
	}, func(found []authenticator.Candidate, err error) {
		switch {
		case d.over:
		case err != nil:
			widgets.SetParagraph(d.state, i.host.Texts.Explain(err))
		case len(found) == 1 && errors.Is(found[0].Problem, qr.ErrNone):
			widgets.SetParagraph(d.state, i.host.Texts.Text("window.region.nothing"))
			d.dialog.Fit()
		default:
			d.close()
			from := origin{kind: fromScreen}
			if len(d.tabs) > 1 {
				from.monitor = d.current + 1
			}
			i.review(from, found)
		}
	})
}

// close takes the dialog away and lets go of the pictures.
func (d *regionDialog) close() {
	d.over = true
	d.dialog.Hide()
	d.view.show(nil)
	d.monitors = nil
}
