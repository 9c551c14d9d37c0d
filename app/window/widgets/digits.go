package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Digits is a code in tabular figures, as large as its place allows between a smallest and a largest
// text size.
type Digits struct {
	widget.BaseWidget
	least, most float32
	colour      fyne.ThemeColorName
	shown       *canvas.Text
}

// Declare conformity with the interface.
var _ fyne.Accessible = (*Digits)(nil)

// NewDigits makes digits whose text size lies between least and most.
func NewDigits(least, most float32) *Digits {
	d := &Digits{
		least: least, most: most,
		colour: base.ColorNameForeground,
		shown:  &canvas.Text{FontSource: theme.Digits(), Alignment: fyne.TextAlignCenter, TextSize: least},
	}
	d.ExtendBaseWidget(d)
	d.shown.Color = base.Color(d.colour)
	return d
}

// LeftAligned makes the digits begin at the left edge of their place.
func (d *Digits) LeftAligned() *Digits {
	d.shown.Alignment = fyne.TextAlignLeading
	return d
}

// Text is what the digits show.
func (d *Digits) Text() string { return d.shown.Text }

// AccessibilityLabel implements fyne.Accessible.
func (d *Digits) AccessibilityLabel() string { return d.shown.Text }

// AccessibilityRole implements fyne.Accessible.
func (d *Digits) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Set shows a text in a colour of the theme. It redraws only if something changed.
func (d *Digits) Set(text string, colour fyne.ThemeColorName) {
	if text == d.shown.Text && colour == d.colour {
		return
	}
	longer := len(text) != len(d.shown.Text)
	d.shown.Text, d.colour = text, colour
	if longer { // another length needs another size; another digit does not: all are equally wide
		d.fit(d.Size())
	}
	d.Refresh()
}

// Refresh implements fyne.CanvasObject.
func (d *Digits) Refresh() {
	d.shown.Color = base.Color(d.colour)
	d.BaseWidget.Refresh()
}

// fit chooses the text size and places the text.
func (d *Digits) fit(size fyne.Size) {
	if size.IsZero() {
		return
	}
	const probe = 100
	measured, baseline := fyne.CurrentApp().Driver().RenderedTextSize(d.shown.Text, probe, fyne.TextStyle{}, d.shown.FontSource)
	best := d.most
	if measured.Width > 0 {
		// Digits stand on the baseline and have no descenders: what lies below may leave the box.
		best = min(best, probe*size.Width/measured.Width*0.995, probe*size.Height/baseline)
	}
	d.shown.TextSize = max(best, d.least)
	for d.shown.TextSize > d.least && d.shown.MinSize().Width > size.Width { // widths are rounded to pixels, figure by figure
		d.shown.TextSize = max(d.shown.TextSize-0.5, d.least)
	}
	height := d.shown.MinSize().Height
	d.shown.Resize(fyne.NewSize(size.Width, height))
	d.shown.Move(fyne.NewPos(0, (size.Height-height)/2))
}

// CreateRenderer implements fyne.Widget.
func (d *Digits) CreateRenderer() fyne.WidgetRenderer { return &digitsRenderer{d} }

type digitsRenderer struct{ digits *Digits }

func (*digitsRenderer) Destroy() {}

func (r *digitsRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.digits.shown}
}

func (r *digitsRenderer) Refresh() { r.digits.shown.Refresh() }

func (r *digitsRenderer) Layout(size fyne.Size) { r.digits.fit(size) }

func (r *digitsRenderer) MinSize() fyne.Size {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(r.digits.shown.Text, r.digits.least, fyne.TextStyle{}, r.digits.shown.FontSource)
	return size
}
