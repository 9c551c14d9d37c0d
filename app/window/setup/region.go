package setup

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// region is a picture on which a part is chosen by drawing a frame with the mouse.
type region struct {
	widget.BaseWidget
	label  string
	chosen func(part image.Rectangle) // in pixels of the picture
	pixels image.Image                // nil = nothing to see
	large  bool                       // one pixel of the picture is one of the screen; else all of it fits

	picture  *canvas.Image
	frame    *canvas.Rectangle
	from, to fyne.Position
	pressed  bool
	dragging bool
}

// Declare conformity with the interfaces.
var (
	_ fyne.Draggable     = (*region)(nil)
	_ desktop.Mouseable  = (*region)(nil)
	_ desktop.Cursorable = (*region)(nil)
	_ fyne.Accessible    = (*region)(nil)
)

func newRegion(label string, chosen func(image.Rectangle)) *region {
	r := &region{label: label, chosen: chosen, picture: &canvas.Image{FillMode: canvas.ImageFillStretch}, frame: &canvas.Rectangle{}}
	r.ExtendBaseWidget(r)
	return r
}

// show changes the picture.
func (r *region) show(pixels image.Image) {
	r.pixels, r.picture.Image = pixels, pixels
	r.frame.Hide()
	r.Refresh()
}

func (r *region) setLarge(large bool) {
	r.large = large
	r.frame.Hide()
	r.Refresh()
}

// full is the size in which every pixel of the picture is one of the screen.
func (r *region) full() fyne.Size {
	if r.pixels == nil {
		return fyne.Size{}
	}
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil {
		scale = c.Scale()
	}
	size := r.pixels.Bounds().Size()
	return fyne.NewSize(float32(size.X)/scale, float32(size.Y)/scale)
}

// MinSize implements fyne.CanvasObject.
func (r *region) MinSize() fyne.Size {
	r.ExtendBaseWidget(r)
	if r.large {
		return r.full()
	}
	return fyne.NewSize(100, 60)
}

// place is where the picture lies in a widget of a size: in the middle, never larger than full.
func (r *region) place(size fyne.Size) (at fyne.Position, shown fyne.Size) {
	shown = r.full()
	if shown.Width <= 0 || shown.Height <= 0 {
		return fyne.Position{}, fyne.Size{}
	}
	if !r.large {
		fit := min(1, size.Width/shown.Width, size.Height/shown.Height)
		shown = fyne.NewSize(shown.Width*fit, shown.Height*fit)
	}
	return fyne.NewPos(max(0, (size.Width-shown.Width)/2), max(0, (size.Height-shown.Height)/2)), shown
}

// MouseDown implements desktop.Mouseable: a frame begins here, if the mouse is drawn on.
func (r *region) MouseDown(event *desktop.MouseEvent) {
	if event.Button == desktop.MouseButtonPrimary {
		r.from, r.pressed = event.Position, true
	}
}

// MouseUp implements desktop.Mouseable.
func (r *region) MouseUp(*desktop.MouseEvent) { r.pressed = false }

// Dragged implements fyne.Draggable.
func (r *region) Dragged(event *fyne.DragEvent) {
	if !r.dragging {
		r.dragging = true
		if !r.pressed {
			r.from = event.Position.Subtract(event.Dragged)
		}
	}
	r.to = event.Position
	at, size := between(r.from, r.to)
	r.frame.Move(at)
	r.frame.Resize(size)
	r.frame.Show()
	r.frame.Refresh()
}

// smallest is how many pixels a part has at least on each side; less is a slip of the mouse.
const smallest = 12

// DragEnd implements fyne.Draggable.
func (r *region) DragEnd() {
	if !r.dragging {
		return
	}
	r.dragging, r.pressed = false, false
	if r.pixels == nil {
		return
	}
	place, shown := r.place(r.Size())
	at, size := between(r.from, r.to)
	bounds := r.pixels.Bounds()
	scale := float64(bounds.Dx()) / float64(shown.Width)
	pixel := func(p fyne.Position, round func(float64) float64) image.Point {
		return image.Pt(int(round(float64(p.X-place.X)*scale)), int(round(float64(p.Y-place.Y)*scale)))
	}
	part := image.Rectangle{Min: pixel(at, math.Floor), Max: pixel(at.Add(size), math.Ceil)}.Add(bounds.Min).Intersect(bounds)
	if part.Dx() >= smallest && part.Dy() >= smallest {
		r.chosen(part)
	}
}

// between is the upright frame with two corners.
func between(a, b fyne.Position) (fyne.Position, fyne.Size) {
	return fyne.NewPos(min(a.X, b.X), min(a.Y, b.Y)), fyne.NewSize(max(a.X, b.X)-min(a.X, b.X), max(a.Y, b.Y)-min(a.Y, b.Y))
}

// Cursor implements desktop.Cursorable.
func (r *region) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

// AccessibilityLabel implements fyne.Accessible.
func (r *region) AccessibilityLabel() string { return r.label }

// AccessibilityRole implements fyne.Accessible.
func (r *region) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// CreateRenderer implements fyne.Widget.
func (r *region) CreateRenderer() fyne.WidgetRenderer {
	r.frame.StrokeWidth = 2
	r.frame.Hide()
	return &regionRenderer{r}
}

type regionRenderer struct{ region *region }

func (*regionRenderer) Destroy() {}

func (r *regionRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.region.picture, r.region.frame}
}

func (r *regionRenderer) MinSize() fyne.Size { return r.region.MinSize() }

func (r *regionRenderer) Layout(size fyne.Size) {
	at, shown := r.region.place(size)
	r.region.picture.Move(at)
	r.region.picture.Resize(shown)
}

func (r *regionRenderer) Refresh() {
	frame := r.region.frame
	frame.StrokeColor = base.Color(base.ColorNamePrimary)
	frame.FillColor = color.NRGBA{R: 64, G: 128, B: 255, A: 48}
	r.Layout(r.region.Size())
	r.region.picture.Refresh()
	frame.Refresh()
}

// worthEnlarging is the side in pixels below which a part is looked at in larger sizes too.
const worthEnlarging = 600

// cutOut is a part of a picture, and a smooth enlargement of it if it is small: a small code is easier to
// read if its modules are some pixels wide.
func cutOut(picture image.Image, part image.Rectangle) []image.Image {
	cut := image.NewRGBA(image.Rectangle{Max: part.Size()})
	draw.Draw(cut, cut.Bounds(), picture, part.Min, draw.Src)
	pictures := []image.Image{cut}
	if side := max(part.Dx(), part.Dy()); side < worthEnlarging {
		times := min(4, (2*worthEnlarging)/side)
		larger := image.NewRGBA(image.Rectangle{Max: part.Size().Mul(times)})
		draw.CatmullRom.Scale(larger, larger.Bounds(), cut, cut.Bounds(), draw.Src, nil)
		pictures = append(pictures, larger)
	}
	return pictures
}
