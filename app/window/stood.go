package window

import (
	"image"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"kanzleicode/app/window/outside"
	"kanzleicode/app/window/page"
)

// stood is how large the window was when it was last seen, and where it stood, for the next start on this PC.
type stood struct {
	Width     float32 `json:"width"` // of the content, in Fyne's units, which grow with the screen's scale
	Height    float32 `json:"height"`
	Left      int     `json:"left"` // of the whole window, in the screens' coordinates
	Top       int     `json:"top"`
	Right     int     `json:"right"`
	Bottom    int     `json:"bottom"`
	FrameLeft int     `json:"frame_left"` // how wide the desktop's frame is there
	FrameTop  int     `json:"frame_top"`
	Maximised bool    `json:"maximised"` // the rest is then as it was before
}

// stoodName is what this PC remembers it as, and lookTime how often it is looked for.
const (
	stoodName = "window"
	lookTime  = 10 * time.Second
)

// The smallest size that is remembered: what is smaller was no window to work in.
const leastWidth, leastHeight = 480, 360

func (s stood) bounds() image.Rectangle { return image.Rect(s.Left, s.Top, s.Right, s.Bottom) }

// recall reads how the window stood; false if nothing is known that can be used. It reads one small file.
func (w *Window) recall() (last stood, known bool) {
	last = w.stands.Recall()
	return last, last.Width >= leastWidth && last.Height >= leastHeight
}

// place gives the window its first size and place, before it is shown. Where it stood before, it stands again,
// if a screen is there now; it is never larger than that.
func (w *Window) place() {
	size := fyne.NewSize(firstWidth, firstHeight)
	last, known := w.recall()
	if known {
		w.last, size = last, fyne.NewSize(last.Width, last.Height)
	}
	view := outside.Of(w.native)
	if mover, able := w.native.(desktop.Window); known && able && view != nil {
		if bounds, kept, on := inside(last.bounds(), view.Screens()); on {
			w.native.Resize(fyne.NewSize(size.Width*kept.width, size.Height*kept.height))
			mover.RequestPosition(bounds.Min.X+last.FrameLeft, bounds.Min.Y+last.FrameTop)
			return
		}
	}
	w.native.Resize(size)
	w.native.CenterOnScreen()
}

// share is how much of its size a window keeps.
type share struct{ width, height float32 }

// inside moves bounds into the screen that most of them are on, and makes them smaller if they do not fit; false if they are
// on none.
func inside(bounds image.Rectangle, screens []image.Rectangle) (image.Rectangle, share, bool) {
	var home image.Rectangle
	most := 0
	for _, screen := range screens {
		if part := bounds.Intersect(screen); part.Dx()*part.Dy() > most {
			home, most = screen, part.Dx()*part.Dy()
		}
	}
	if most == 0 {
		return bounds, share{1, 1}, false
	}
	width, height := min(bounds.Dx(), home.Dx()), min(bounds.Dy(), home.Dy())
	kept := share{float32(width) / float32(bounds.Dx()), float32(height) / float32(bounds.Dy())}
	x := min(max(bounds.Min.X, home.Min.X), home.Max.X-width)
	y := min(max(bounds.Min.Y, home.Min.Y), home.Max.Y-height)
	return image.Rect(x, y, x+width, y+height), kept, true
}

// appear shows the window for the first time.
func (w *Window) appear() {
	w.native.Show()
	w.outside = outside.Of(w.native)
	w.settle()
}

// settle puts right, once the window is shown, what could not be known before: the scale of its screen, by which it
// may be too large, and that it fills the screen.
func (w *Window) settle() {
	if w.outside == nil {
		return
	}
	if w.last.Maximised {
		w.outside.Maximise()
		return
	}
	now, shown := w.outside.Place()
	if !shown {
		return
	}
	if _, kept, on := inside(now.Bounds, w.outside.Screens()); on && kept != (share{1, 1}) {
		size := w.native.Canvas().Size()
		w.native.Resize(fyne.NewSize(size.Width*kept.width, size.Height*kept.height))
	}
}

// look sees how the window stands; true if that is something new.
func (w *Window) look() bool {
	if w.outside == nil || w.hidden {
		return false
	}
	now, shown := w.outside.Place()
	if !shown {
		return false
	}
	next := w.last
	if next.Maximised = now.Maximised; !now.Maximised {
		size, frame := w.native.Canvas().Size(), now.Content.Sub(now.Bounds.Min)
		next = stood{size.Width, size.Height, now.Bounds.Min.X, now.Bounds.Min.Y, now.Bounds.Max.X, now.Bounds.Max.Y, frame.X, frame.Y, false}
	}
	if next == w.last {
		return false
	}
	w.last = next
	return true
}

// remember keeps how the window stands, every few seconds: a PC that is shut down does not wait for anybody to close it.
func (w *Window) remember(now time.Time) {
	if page.Remaining(w.looked, now, lookTime) > 0 {
		return
	}
	w.looked = now
	if w.look() {
		w.stands.Keep(w.host.Worker, w.last)
	}
}

// rememberNow keeps it before the window goes.
func (w *Window) rememberNow() {
	if w.look() {
		w.stands.KeepNow(w.last)
	}
}
