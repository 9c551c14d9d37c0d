package lock

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// activity is everything that the window shows, and sees the mouse move over it. Over what reacts to the
// mouse itself it sees it come and go only, which is enough to tell a person from nobody.
type activity struct {
	widget.BaseWidget
	content fyne.CanvasObject
	touch   func()
}

var _ desktop.Hoverable = (*activity)(nil)

// Watch puts content under the lock's eyes: a mouse that moves over it is somebody who uses the window.
func (l *Lock) Watch(content fyne.CanvasObject) fyne.CanvasObject {
	a := &activity{content: content, touch: l.Touch}
	a.ExtendBaseWidget(a)
	return a
}

// Inside implements widgets.Wrapper.
func (a *activity) Inside() fyne.CanvasObject { return a.content }

// MouseIn implements desktop.Hoverable.
func (a *activity) MouseIn(*desktop.MouseEvent) { a.touch() }

// MouseMoved implements desktop.Hoverable.
func (a *activity) MouseMoved(*desktop.MouseEvent) { a.touch() }

// MouseOut implements desktop.Hoverable.
func (a *activity) MouseOut() { a.touch() }

// CreateRenderer implements fyne.Widget.
func (a *activity) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(a.content) }
