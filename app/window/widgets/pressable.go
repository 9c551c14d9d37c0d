package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Pressable makes any drawing into something to press: with the mouse, or with Enter and the space bar
// when it has the focus, which is seen as a line around it.
type Pressable struct {
	widget.BaseWidget

	// OnTapped is called for a click, Enter or space.
	OnTapped func()
	// OnSecondaryTapped is called for a click with the right button, at a place on the canvas; may be nil.
	OnSecondaryTapped func(at fyne.Position)

	label            string
	surface, hover   fyne.ThemeColorName // "" = see-through
	border           fyne.ThemeColorName
	radius           fyne.ThemeSizeName
	hovered, focused bool

	background *canvas.Rectangle
	content    fyne.CanvasObject
	self       fyne.Widget // what embeds it
}

// Declare conformity with the interfaces.
var (
	_ fyne.Tappable          = (*Pressable)(nil)
	_ fyne.SecondaryTappable = (*Pressable)(nil)
	_ fyne.Focusable         = (*Pressable)(nil)
	_ fyne.Accessible        = (*Pressable)(nil)
	_ desktop.Hoverable      = (*Pressable)(nil)
	_ desktop.Cursorable     = (*Pressable)(nil)
)

// NewPressable makes content pressable; label says for screen readers what pressing does.
func NewPressable(label string, content fyne.CanvasObject, tapped func()) *Pressable {
	p := &Pressable{}
	p.dress(p, label, content, tapped)
	return p
}

// dress makes what self embeds pressable.
func (p *Pressable) dress(self fyne.Widget, label string, content fyne.CanvasObject, tapped func()) {
	p.OnTapped, p.label, p.content, p.self = tapped, label, content, self
	p.hover, p.radius = base.ColorNameHover, base.SizeNameButtonRadius
	p.background = &canvas.Rectangle{}
	p.ExtendBaseWidget(self)
	p.paint()
}

// WithSurface gives it a surface of its own, another under the mouse, and a border; "" leaves one away.
func (p *Pressable) WithSurface(surface, hover, border fyne.ThemeColorName) *Pressable {
	p.surface, p.hover, p.border = surface, hover, border
	p.paint()
	return p
}

// SetSurface changes the surface; it redraws only if it is another one.
func (p *Pressable) SetSurface(surface fyne.ThemeColorName) {
	if surface != p.surface {
		p.surface = surface
		p.Refresh()
	}
}

// SetLabel changes what screen readers say.
func (p *Pressable) SetLabel(label string) { p.label = label }

// Tapped implements fyne.Tappable.
func (p *Pressable) Tapped(*fyne.PointEvent) {
	if p.OnTapped != nil {
		p.OnTapped()
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (p *Pressable) TappedSecondary(event *fyne.PointEvent) {
	if p.OnSecondaryTapped != nil {
		p.OnSecondaryTapped(event.AbsolutePosition)
	}
}

// TypedKey implements fyne.Focusable.
func (p *Pressable) TypedKey(key *fyne.KeyEvent) {
	if isEnter(key) || key.Name == fyne.KeySpace {
		p.Tapped(nil)
		return
	}
	passOn(p.self, key)
}

// TypedRune implements fyne.Focusable.
func (p *Pressable) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (p *Pressable) FocusGained() { p.focused = true; p.Refresh(); reveal(p.self) }

// FocusLost implements fyne.Focusable.
func (p *Pressable) FocusLost() { p.focused = false; p.Refresh() }

// MouseIn implements desktop.Hoverable.
func (p *Pressable) MouseIn(*desktop.MouseEvent) { p.hovered = true; p.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (p *Pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *Pressable) MouseOut() { p.hovered = false; p.Refresh() }

// Cursor implements desktop.Cursorable.
func (p *Pressable) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel implements fyne.Accessible.
func (p *Pressable) AccessibilityLabel() string { return p.label }

// AccessibilityRole implements fyne.Accessible.
func (p *Pressable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Refresh implements fyne.CanvasObject.
func (p *Pressable) Refresh() {
	p.paint()
	p.BaseWidget.Refresh()
}

func (p *Pressable) paint() {
	surface := p.surface
	if p.hovered && p.hover != "" {
		surface = p.hover
	}
	p.background.FillColor = color.Transparent
	if surface != "" {
		p.background.FillColor = base.Color(surface)
	}
	p.background.CornerRadius = base.Size(p.radius)
	p.background.StrokeColor, p.background.StrokeWidth = color.Transparent, 0
	if p.border != "" {
		p.background.StrokeColor, p.background.StrokeWidth = base.Color(p.border), 1
	}
	if p.focused {
		p.background.StrokeColor, p.background.StrokeWidth = base.Color(base.ColorNamePrimary), 2
	}
}

// CreateRenderer implements fyne.Widget.
func (p *Pressable) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(p.background, p.content))
}

// NewCard is a calm surface around content.
func NewCard(content fyne.CanvasObject) fyne.CanvasObject {
	return NewPanel(theme.ColorCard, theme.ColorCardBorder, container.New(Inset(18, 16), content))
}

// NewPanel is a surface with rounded corners behind content; it follows the theme. "" leaves surface or
// border away.
func NewPanel(surface, border fyne.ThemeColorName, content fyne.CanvasObject) *Panel {
	p := &Panel{surface: surface, border: border, background: &canvas.Rectangle{}, content: content}
	p.ExtendBaseWidget(p)
	p.paint()
	return p
}

// Panel is what [NewPanel] makes.
type Panel struct {
	widget.BaseWidget
	surface, border fyne.ThemeColorName
	background      *canvas.Rectangle
	content         fyne.CanvasObject
	square, focused bool
}

// SetFocused draws the line around what has the focus, or takes it off.
func (p *Panel) SetFocused(focused bool) { p.focused = focused; p.Refresh() }

// Square takes the rounded corners off.
func (p *Panel) Square() *Panel { p.square = true; p.paint(); return p }

// SetSurface changes the surface; it redraws only if it is another one.
func (p *Panel) SetSurface(surface fyne.ThemeColorName) {
	if surface != p.surface {
		p.surface = surface
		p.Refresh()
	}
}

// Refresh implements fyne.CanvasObject.
func (p *Panel) Refresh() { p.paint(); p.BaseWidget.Refresh() }

func (p *Panel) paint() {
	p.background.FillColor = color.Transparent
	if p.surface != "" {
		p.background.FillColor = base.Color(p.surface)
	}
	if p.border != "" {
		p.background.StrokeColor, p.background.StrokeWidth = base.Color(p.border), 1
	}
	if p.focused {
		p.background.StrokeColor, p.background.StrokeWidth = base.Color(base.ColorNamePrimary), ringWidth
	}
	p.background.CornerRadius = base.Size(base.SizeNamePopupRadius)
	if p.square {
		p.background.CornerRadius = 0
	}
}

// CreateRenderer implements fyne.Widget.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(p.background, p.content))
}
