package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// option is a mark that is on or off, with a text beside it. The space bar presses it; Enter is left to
// the dialog that it stands in.
type option struct {
	Pressable
	mark *widget.Icon
}

func newOption(label, text string, tapped func()) *option {
	o := &option{mark: widget.NewIcon(nil)}
	content := fyne.CanvasObject(container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(24), o.mark)))
	if text != "" {
		content = container.NewBorder(nil, nil, content, nil, container.New(Inset(8, 0), NewLine(text, Plain)))
	}
	o.dress(o, label, container.New(Inset(5, 5), content), tapped)
	return o
}

// TypedKey implements fyne.Focusable.
func (o *option) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeySpace {
		o.Tapped(nil)
		return
	}
	passOn(o, key)
}

// Check is a box to check.
type Check struct {
	widget.BaseWidget
	Checked   bool
	onChanged func(checked bool)
	box       *option
}

// NewCheck makes a box without a text; label says for screen readers what it is about; changed may be nil.
func NewCheck(label string, checked bool, changed func(bool)) *Check {
	return newCheck(label, "", checked, changed)
}

// NewTextCheck makes a box with its text beside it, which can be pressed too.
func NewTextCheck(text string, checked bool, changed func(bool)) *Check {
	return newCheck(text, text, checked, changed)
}

func newCheck(label, text string, checked bool, changed func(bool)) *Check {
	c := &Check{Checked: checked, onChanged: changed}
	c.box = newOption(label, text, func() { c.SetChecked(!c.Checked) })
	c.box.mark.SetResource(checkMark(checked))
	c.ExtendBaseWidget(c)
	return c
}

// SetChecked checks the box or takes the check mark off.
func (c *Check) SetChecked(checked bool) {
	if checked == c.Checked {
		return
	}
	c.Checked = checked
	c.box.mark.SetResource(checkMark(checked))
	if c.onChanged != nil {
		c.onChanged(checked)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.box) }

// Choice is a list of which exactly one is chosen.
type Choice struct {
	widget.BaseWidget
	Options  []string
	Selected int // index of Options

	onChanged func(selected int)
	marks     []*option
}

// NewChoice makes a choice with its first option chosen; changed may be nil.
func NewChoice(options []string, changed func(selected int)) *Choice {
	c := &Choice{Options: slices.Clone(options), onChanged: changed}
	for i, text := range options {
		c.marks = append(c.marks, newOption(text, text, func() { c.Select(i) }))
	}
	c.ExtendBaseWidget(c)
	c.paint()
	return c
}

// Select chooses the option with an index.
func (c *Choice) Select(index int) {
	if index == c.Selected {
		return
	}
	c.Selected = index
	c.paint()
	if c.onChanged != nil {
		c.onChanged(index)
	}
}

func (c *Choice) paint() {
	for i, mark := range c.marks {
		if i == c.Selected {
			mark.mark.SetResource(base.NewPrimaryThemedResource(base.RadioButtonCheckedIcon()))
		} else {
			mark.mark.SetResource(base.NewThemedResource(base.RadioButtonIcon()))
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	rows := Below(0)
	for _, mark := range c.marks {
		rows.Add(mark)
	}
	return widget.NewSimpleRenderer(rows)
}
