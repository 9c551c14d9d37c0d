package safety

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

	"kanzleicode/app/recovery"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp/qr"
)

// ShowTime is how long a sheet stays on the screen unless it is closed.
const ShowTime = 2 * time.Minute

// askShow asks before the key can be seen. Enter alone is not enough.
func (p *Page) askShow(sheet *recovery.Sheet) {
	texts := p.host.Texts
	widgets.Ask(p.host.Window, texts.Text("window.safety.show.ask_title"), texts.Text("window.safety.show.ask"), texts.Text("window.safety.show.yes"),
		texts.Text("window.cancel"), widget.DangerImportance, func() { p.show(sheet) })
}

// shownSheet is the dialog with the key of a sheet.
type shownSheet struct {
	page   *Page
	code   *image.Gray // one pixel a module
	since  time.Time
	left   *widgets.Line
	dialog *widgets.Dialog
}

// Sizes of the dialog, in device-independent pixels.
const (
	codeSide   = 280
	groupWidth = 64
	inRow      = 5 // groups
)

func (p *Page) show(sheet *recovery.Sheet) {
	picture, err := qr.Encode(sheet.Identity.Reveal(), 1)
	if err != nil {
		p.host.Fail(err)
		return
	}
	texts := p.host.Texts
	s := &shownSheet{page: p, since: p.host.Now(), left: widgets.NewLine("", widgets.Muted), code: image.NewGray(picture.Bounds())}
	draw.Draw(s.code, s.code.Bounds(), picture, picture.Bounds().Min, draw.Src)
	rows := widgets.Below(10, widgets.NewLine("AGE-SECRET-KEY-1", widgets.Muted))
	groups := sheet.Identity.Groups()
	for from := 0; from < len(groups); from += inRow {
		row := widgets.Beside(0)
		for i := from; i < min(from+inRow, len(groups)); i++ {
			letters := canvas.NewText(groups[i], base.Color(base.ColorNameForeground))
			letters.TextSize, letters.TextStyle = 18, fyne.TextStyle{Monospace: true, Bold: true}
			row.Add(atLeast(groupWidth, 0, widgets.Below(0, widgets.NewLine(fmt.Sprint(i+1), widgets.Caption), letters)))
		}
		rows.Add(row)
	}
	warning := widgets.NewParagraph(texts.Text("window.safety.show.warning"), widgets.Style{Colour: base.ColorNameError, Bold: true})
	warning.Resize(fyne.NewSize(groupWidth*inRow, 0))
	words := container.NewBorder(nil, s.left, nil, nil, widgets.Below(14, rows, widgets.Flush(warning)))
	body := container.NewBorder(nil, nil, container.NewVBox(atLeast(codeSide, codeSide, canvas.NewRaster(s.draw))), nil,
		container.New(layout.NewCustomPaddedLayout(0, 0, 24, 0), atLeast(groupWidth*inRow, codeSide, words)))
	s.dialog = widgets.NewDialog(p.host.Window, texts.Text("window.safety.show.title"), sheetWidth, body,
		widgets.NewButton(texts.Text("window.close"), widget.MediumImportance, s.close))
	p.Close()
	p.shown = s
	s.tick(s.since)
	s.dialog.Show()
}

// Close takes a sheet off the screen, if there is one.
func (p *Page) Close() {
	if p.shown != nil {
		p.shown.close()
	}
}

func (s *shownSheet) close() {
	s.page.shown = nil
	s.code = nil
	s.dialog.Hide()
}

// tick closes the sheet when its time is over.
func (s *shownSheet) tick(now time.Time) {
	remaining := page.Remaining(s.since, now, ShowTime)
	if remaining == 0 {
		s.close()
		s.page.host.Tell(page.Notice{Text: s.page.host.Texts.Text("window.safety.show.timeout")})
		return
	}
	rest := int((remaining + time.Second - 1) / time.Second)
	s.left.SetText(s.page.host.Texts.Text("window.safety.show.left", "time", fmt.Sprintf("%d:%02d", rest/60, rest%60)))
}

// draw gives the code for a place of so many pixels, each module a square of whole pixels.
func (s *shownSheet) draw(width, height int) image.Image {
	drawn := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(drawn, drawn.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	code := s.code
	if code == nil {
		return drawn // closed
	}
	size := code.Bounds().Dx()
	scale := max(min(width, height)/size, 1)
	left, top := (width-size*scale)/2, (height-size*scale)/2
	for y := range size * scale {
		for x := range size * scale {
			drawn.SetGray(left+x, top+y, code.GrayAt(code.Bounds().Min.X+x/scale, code.Bounds().Min.Y+y/scale))
		}
	}
	return drawn
}
