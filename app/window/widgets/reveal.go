package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Wrapper is a widget of another package around everything that a page shows.
type Wrapper interface {
	Inside() fyne.CanvasObject
}

// revealRoom is how much of what lies around it is shown with an object that is scrolled to.
const revealRoom = 16

// reveal scrolls the page, or the dialog over it, so far that an object in it can be seen, which the keyboard has reached. Fyne does not.
func reveal(object fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	canvas := driver.CanvasForObject(object)
	if canvas == nil {
		return
	}
	var scroll *container.Scroll
	if dialog := Topmost(canvas); dialog != nil {
		scroll = dialog.scrollTo(object)
	} else if canvas.Overlays().Top() == nil {
		scroll = scrollAround(canvas.Content(), object)
	}
	if scroll == nil {
		return
	}
	top := driver.AbsolutePositionForObject(object).Y - driver.AbsolutePositionForObject(scroll).Y
	below := top + object.Size().Height - scroll.Size().Height
	switch {
	case top < 0:
		scroll.ScrollToOffset(scroll.Offset.AddXY(0, top-revealRoom))
	case below > 0:
		scroll.ScrollToOffset(scroll.Offset.AddXY(0, below+revealRoom))
	}
}

// scrollAround finds the scroll below an object that holds another one; nil if there is none.
func scrollAround(below, object fyne.CanvasObject) *container.Scroll {
	if below == nil || !below.Visible() {
		return nil
	}
	if scroll, ok := below.(*container.Scroll); ok {
		if holds(scroll.Content, object) {
			return scroll
		}
		return nil
	}
	for _, child := range inside(below) {
		if scroll := scrollAround(child, object); scroll != nil {
			return scroll
		}
	}
	return nil
}

// holds reports whether an object is another one or has it inside.
func holds(outer, object fyne.CanvasObject) bool {
	return outer == object || slices.ContainsFunc(inside(outer), func(child fyne.CanvasObject) bool { return holds(child, object) })
}

// inside is what an object is made of, as far as something that takes keys can be in it.
func inside(object fyne.CanvasObject) []fyne.CanvasObject {
	switch o := object.(type) {
	case *fyne.Container:
		return o.Objects
	case *Panel:
		return []fyne.CanvasObject{o.content}
	case Wrapper:
		return []fyne.CanvasObject{o.Inside()}
	case *Chips:
		return o.row.Objects
	case *Check:
		return []fyne.CanvasObject{o.box}
	case *Choice:
		marks := make([]fyne.CanvasObject, len(o.marks))
		for i, mark := range o.marks {
			marks[i] = mark
		}
		return marks
	}
	return nil
}
