package code

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// card shows one of several accounts. Pressing it copies the code.
type card struct {
	page   *Page
	press  *widgets.Pressable
	digits *widgets.Digits
	ring   *widgets.Ring
	state  *widgets.Line
	before *widgets.Line // since when the code is another one, or the code of before; nil unless that is kept
}

// cardSize is how large cards are: the fewer there are, the further off they can be read. Few share all the room that
// the window has.
type cardSize struct {
	wall         widgets.Wall
	digits, ring float32 // digits: their size where room is scarce
}

func sizeFor(accounts int) cardSize {
	switch {
	case accounts <= 2:
		return cardSize{widgets.Wall{Width: 480, Height: 212, Gap: 18, Filled: accounts}, 104, 80}
	case accounts <= 4:
		return cardSize{widgets.Wall{Width: 350, Height: 190, Gap: 18, Filled: accounts}, 68, 68}
	case accounts <= 9:
		return cardSize{widgets.Wall{Width: 330, Height: 160, Gap: 16, Filled: accounts}, 52, 56}
	}
	return cardSize{widgets.Wall{Width: 300, Height: 140, Gap: 14}, 40, 46}
}

// newDigits makes the digits of a card.
func (s cardSize) newDigits() *widgets.Digits {
	most := s.digits
	if s.wall.Filled > 0 {
		most *= 3
	}
	return widgets.NewDigits(s.digits*0.6, most).LeftAligned()
}

func newCard(p *Page, account authenticator.Account, size cardSize) *card {
	id := account.ID
	c := &card{
		page:   p,
		digits: size.newDigits(),
		ring:   widgets.NewRing(size.ring),
		state:  widgets.NewLine("", widgets.Caption),
	}
	name := widgets.NewLine(account.Name, widgets.Strong)
	title := fyne.CanvasObject(name)
	if account.Pinned {
		pin := container.NewGridWrap(fyne.NewSquareSize(16), widget.NewIcon(theme.Symbol("pin")))
		title = container.NewBorder(nil, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 0, 6), container.NewCenter(pin)), nil, name)
	}
	words := widgets.Below(1, title)
	if account.Unsettled {
		c.before = widgets.NewLine("", widgets.Caption)
		icon := container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(14), widget.NewIcon(base.NewPrimaryThemedResource(base.InfoIcon()))))
		words.Add(container.NewBorder(nil, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 0, 6), icon), nil, c.before))
	}
	head := container.NewBorder(nil, nil, nil, container.NewVBox(p.menuButton(account)), container.NewVBox(layout.NewSpacer(), words, layout.NewSpacer()))
	body := container.NewBorder(nil, nil, nil, container.NewCenter(c.ring), container.New(layout.NewCustomPaddedLayout(0, 0, 0, 12), c.digits))
	label := "window.code.copy_of"
	if account.Pinned {
		label = "window.code.copy_of_pinned"
	}
	c.press = widgets.NewPressable(p.host.Texts.Text(label, "name", account.Name),
		container.New(layout.NewCustomPaddedLayout(6, 10, 16, 10), container.NewBorder(head, c.state, nil, nil,
			container.New(layout.NewCustomPaddedLayout(0, 0, 0, 8), body))),
		func() { p.copy(id, false) }).
		WithSurface(theme.ColorCard, theme.ColorCardHover, theme.ColorCardBorder)
	c.press.OnSecondaryTapped = func(at fyne.Position) { p.showMenu(account, at) }
	return c
}

// object implements face.
func (c *card) object() fyne.CanvasObject { return c.press }

// compare implements face: the next tick draws it.
func (c *card) compare() {}

// showBefore says that the code of before is kept, or which one it is.
func (c *card) showBefore(account authenticator.Account, now time.Time) {
	texts := c.page.host.Texts
	if shown, ok := c.page.previousCode(account.ID, now); ok {
		c.before.Set(texts.Text("window.code.previous_short", "code", shown.Code.Grouped()), widgets.Style{Size: base.SizeNameCaptionText, Bold: true})
		return
	}
	c.before.Set(texts.Text("window.code.renewed_short"), widgets.Caption)
}

// show implements face.
func (c *card) show(shown authenticator.Shown, m mark, now time.Time) {
	texts := c.page.host.Texts
	seconds := shown.Code.SecondsLeft(now)
	late := Urgent(shown, now)
	colour := base.ColorNameForeground
	if late {
		colour = theme.ColorUrgent
	}
	c.digits.Set(shown.Code.Grouped(), colour)
	c.ring.Set(seconds, int(shown.Account.Period/time.Second), late)
	if c.before != nil {
		c.showBefore(shown.Account, now)
	}
	state := c.page.state(shown, m, "_short")
	switch {
	case late && m.validFrom.Equal(shown.Code.ValidFrom):
		c.state.Set(texts.Text("window.code.copied_late_short", "time", m.time(), "code", shown.Next.Grouped()),
			widgets.Style{Size: base.SizeNameCaptionText, Colour: theme.ColorUrgent, Bold: true})
	case state != "":
		c.state.Set(state, widgets.Style{Size: base.SizeNameCaptionText, Colour: base.ColorNameSuccess, Bold: true})
	case late:
		c.state.Set(texts.Text("window.code.then_soon", "code", shown.Next.Grouped()), widgets.Style{Size: base.SizeNameCaptionText, Colour: theme.ColorUrgent})
	default:
		c.state.Set(texts.Text("window.code.then", "code", shown.Next.Grouped()), widgets.Caption)
	}
}
