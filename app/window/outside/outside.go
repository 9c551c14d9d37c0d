// Package outside is a window as the desktop has it: where it stands on which screen, whether it is maximised, and how
// it comes to the front. Fyne v2.8.1 moves a window, but tells none of this; GLFW below it does. The way there is an
// exported method of Fyne's own window. Where that is missing, as in Fyne's test driver, there is no [View].
package outside

import (
	"image"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// View is one window seen from outside. Its methods are called on the UI goroutine, while the window is open.
type View struct {
	within func(func()) // runs something with the window's own drawing context as the current one
}

// Of gives the view of a window that has been shown, and not been closed; nil if there is none.
func Of(window fyne.Window) *View {
	inner, ours := window.(interface{ RunWithContext(func()) })
	if !ours {
		return nil
	}
	return &View{inner.RunWithContext}
}

// do calls f with GLFW's window.
func (v *View) do(f func(*glfw.Window)) {
	v.within(func() {
		if window := glfw.GetCurrentContext(); window != nil {
			f(window)
		}
	})
}

// Place is where a window stands.
type Place struct {
	// Bounds are those of the window with its frame, in the screens' coordinates: pixels, on macOS points. (0, 0) is the
	// upper left corner of the first screen; others may lie at negative coordinates.
	Bounds    image.Rectangle
	Content   image.Point // its upper left corner, as fyne.io/fyne/v2/driver/desktop.Window takes it
	Maximised bool
}

// Place tells where the window stands; false while it is minimised or hidden. Under Wayland no window knows it, and
// Bounds begin at (0, 0).
func (v *View) Place() (place Place, shown bool) {
	v.do(func(w *glfw.Window) {
		if w.GetAttrib(glfw.Iconified) == glfw.True || w.GetAttrib(glfw.Visible) == glfw.False {
			return
		}
		x, y := w.GetPos()
		width, height := w.GetSize()
		left, top, right, bottom := w.GetFrameSize()
		place = Place{
			image.Rect(x-left, y-top, x+width+right, y+height+bottom), image.Pt(x, y), w.GetAttrib(glfw.Maximized) == glfw.True,
		}
		shown = true
	})
	return place, shown
}

// Maximise gives the window all of its screen that the desktop leaves free.
func (v *View) Maximise() { v.do((*glfw.Window).Maximize) }

// Raise brings the window to the front and makes the keyboard its own, also from minimised. A desktop that lets no
// program push itself forward has it blink instead, unless there is a token of the start that wants the window: see
// instance.Request.
func (v *View) Raise(token string) {
	v.do(func(w *glfw.Window) {
		if w.GetAttrib(glfw.Iconified) == glfw.True {
			w.Restore()
		}
		announce(w, token)
		w.Focus()
	})
}

// Screens are the parts of all screens that windows may cover, in their coordinates. A [View] must be there.
func (v *View) Screens() []image.Rectangle {
	var all []image.Rectangle
	for _, monitor := range glfw.GetMonitors() {
		if x, y, width, height := monitor.GetWorkarea(); width > 0 && height > 0 {
			all = append(all, image.Rect(x, y, x+width, y+height))
		}
	}
	return all
}
