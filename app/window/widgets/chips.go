package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Chips are a few short words side by side of which exactly one is chosen, as a filter.
type Chips struct {
	widget.BaseWidget
	Selected int  // index of the chosen one
	Locked   bool // a person cannot choose; see Lock

	onChanged func(selected int)
	lines     []*Line
	presses   []*Pressable
	row       *fyne.Container
}

// NewChips makes chips with the first one chosen; changed is called when a person chooses
// another, and may be nil.
func NewChips(words []string, changed func(selected int)) *Chips {
	c := &Chips{onChanged: changed, row: Beside(8)}
	for i, word := range words {
		line := NewWholeLine(word, Plain)
		press := NewPressable(word, container.New(Inset(14, 8), line), func() { c.choose(i) }).
			WithSurface(base.ColorNameButton, theme.ColorCardHover, "")
		c.lines, c.presses = append(c.lines, line), append(c.presses, press)
		c.row.Add(press)
	}
	c.ExtendBaseWidget(c)
	c.paint()
	return c
}

// Wrapping lets the chips go on in further rows where there is no room beside one another.
func (c *Chips) Wrapping() *Chips {
	c.row.Layout = &flow{gap: 8}
	return c
}

// Lock leaves what is chosen and takes the choice away: the others are grey.
func (c *Chips) Lock() {
	c.Locked = true
	for _, press := range c.presses {
		press.hover = ""
	}
	c.paint()
}

// Select chooses one. It does not call back.
func (c *Chips) Select(index int) {
	c.Selected = index
	c.paint()
	c.row.Refresh() // the chosen word is bold, and so a little wider
}

func (c *Chips) choose(index int) {
	if index == c.Selected || c.Locked {
		return
	}
	c.Select(index)
	if c.onChanged != nil {
		c.onChanged(index)
	}
}

func (c *Chips) paint() {
	for i, line := range c.lines {
		style, surface := Plain, base.ColorNameButton
		if i == c.Selected {
			style, surface = Strong, theme.ColorTint
		}
		if c.Locked && i != c.Selected {
			style = Style{Colour: base.ColorNameDisabled}
		}
		line.Set(line.Text(), style)
		c.presses[i].SetSurface(surface)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Chips) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.row) }
