package handover

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// ShowTime is how long a picture stays on the screen unless it is closed.
const ShowTime = 2 * time.Minute

// show is the dialog with QR codes, one after the other.
type show struct {
	desk     *Desk
	pictures []authenticator.Picture
	at       int       // the picture in sight
	since    time.Time // when it came into sight

	code       *canvas.Raster
	who        *fyne.Container // whose keys are in it
	place      *widgets.Line   // "1 von 3"
	left       *widgets.Line   // how long it will stay
	back, next *widgets.Button
	dialog     *widgets.Dialog
}

// Sizes of the dialog, in device-independent pixels.
const (
	mostSide  = 720 // of the code
	leastSide = 220
	textWidth = 300
)

// show brings pictures onto the screen.
func (d *Desk) show(form authenticator.Form, pictures []authenticator.Picture) {
	texts := d.host.Texts
	s := &show{desk: d, pictures: pictures, who: widgets.Below(2), place: widgets.NewLine("", widgets.Title), left: widgets.NewLine("", widgets.Muted)}
	s.code = canvas.NewRaster(s.draw)
	// As large as the window allows: heading, buttons and margins need the rest.
	window := d.host.Window.Canvas().Size()
	side := min(max(min(window.Height-210, window.Width-textWidth-140), leastSide), mostSide)
	warning := widgets.NewParagraph(texts.Text("window.handover.warning"), widgets.Style{Colour: base.ColorNameError, Bold: true})
	hint := widgets.NewParagraph(texts.Text("window.handover.hint."+string(form)), widgets.Plain)
	for _, p := range []*widget.RichText{warning, hint} {
		p.Resize(fyne.NewSize(textWidth, 0))
	}
	words := widgets.Below(12)
	if len(pictures) > 1 {
		words.Add(s.place)
	}
	words.Add(s.who)
	words.Add(widgets.Flush(warning))
	words.Add(widgets.Flush(hint))
	column := container.NewBorder(nil, s.left, nil, nil, words)
	body := container.NewBorder(nil, nil, atLeast(side, side, s.code), nil,
		container.New(layout.NewCustomPaddedLayout(0, 0, 24, 0), atLeast(textWidth, side, column)))

	closing := widgets.NewButton(texts.Text("window.close"), widget.MediumImportance, s.close)
	buttons := []*widgets.Button{closing}
	if len(pictures) > 1 {
		s.back = widgets.NewButton(texts.Text("window.handover.back"), widget.MediumImportance, func() { s.turn(-1) })
		s.next = widgets.NewButton("", widget.HighImportance, func() { s.turn(1) })
		buttons = append(buttons, s.back, s.next)
	}
	s.dialog = widgets.NewDialog(d.host.Window, texts.Text("window.handover.show_title."+string(form)), side+24+textWidth, body, buttons...)
	d.Close()
	d.shown = s
	s.turn(0)
	s.dialog.Show()
}

// Close takes pictures off the screen, if there are any.
func (d *Desk) Close() {
	if d.shown != nil {
		d.shown.close()
	}
}

func (s *show) close() {
	s.desk.shown = nil
	s.pictures = nil
	s.dialog.Hide()
}

// turn goes on to another picture, which then has its full time. Behind the last one it is done.
func (s *show) turn(step int) {
	s.at = max(s.at+step, 0)
	if s.at >= len(s.pictures) {
		s.close()
		return
	}
	texts := s.desk.host.Texts
	s.since = s.desk.host.Now()
	s.place.SetText(texts.Text("window.handover.place", "n", s.at+1, "of", len(s.pictures)))
	s.who.RemoveAll()
	for _, account := range s.pictures[s.at].Accounts {
		s.who.Add(widgets.NewLine(account.Name, widgets.Strong))
	}
	if s.next != nil {
		s.next.SetText(texts.Text("window.handover.next"))
		if s.at == len(s.pictures)-1 {
			s.next.SetText(texts.Text("window.handover.done"))
		}
		s.back.Enable()
		if s.at == 0 {
			s.back.Disable()
		}
	}
	s.code.Refresh()
	s.tick(s.since)
}

// tick closes the pictures when their time is over.
func (s *show) tick(now time.Time) {
	remaining := page.Remaining(s.since, now, ShowTime)
	if remaining == 0 {
		s.close()
		s.desk.host.Tell(page.Notice{Text: s.desk.host.Texts.Text("window.handover.timeout")})
		return
	}
	rest := int((remaining + time.Second - 1) / time.Second)
	s.left.SetText(s.desk.host.Texts.Text("window.handover.left", "time", fmt.Sprintf("%d:%02d", rest/60, rest%60)))
}

// draw gives the code for a place of so many pixels, each module a square of whole pixels.
func (s *show) draw(width, height int) image.Image {
	drawn := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(drawn, drawn.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	if s.at >= len(s.pictures) {
		return drawn // closed
	}
	code := s.pictures[s.at].Image(min(width, height))
	size := code.Bounds().Size()
	place := image.Pt((width-size.X)/2, (height-size.Y)/2)
	draw.Draw(drawn, code.Bounds().Add(place), code, image.Point{}, draw.Src)
	return drawn
}
