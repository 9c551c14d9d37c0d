package code

import (
	"strings"
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

// stage shows the one account of a firm: the digits fill the window.
type stage struct {
	page    *Page
	content fyne.CanvasObject

	digits    *widgets.Digits
	press     *widgets.Pressable
	ring      *widgets.Ring
	left      *widgets.Line
	nextLabel *widgets.Line
	next      *widgets.Digits
	copyNow   *widgets.Button
	copyNext  *widgets.Button
	state     *widgets.Line
	renewed   *renewal // nil unless the secret of before is kept
	wasUrgent bool
}

// scrollRoom is what the scroll leaves beside its content, so that it does not cut the border of the notice.
const scrollRoom = 4

func newStage(p *Page, account authenticator.Account) *stage {
	texts := p.host.Texts
	id := account.ID
	s := &stage{
		page:      p,
		digits:    widgets.NewDigits(48, 420),
		ring:      widgets.NewRing(92),
		left:      widgets.NewLine("", widgets.Title),
		nextLabel: widgets.NewWholeLine(texts.Text("window.code.next"), widgets.Muted),
		next:      widgets.NewDigits(26, 26).LeftAligned(),
		state:     widgets.NewLine("", widgets.Muted.Centred()),
	}
	s.press = widgets.NewPressable(texts.Text("window.code.copy"), container.New(widgets.Inset(16, 0), s.digits), func() { p.copy(id, false) }).
		WithSurface("", "", "") // the mouse's hand says enough; a surface this large would be dear to draw each second
	s.copyNow = widgets.NewIconButton(texts.Text("window.code.copy"), base.ContentCopyIcon(), widget.HighImportance, func() { p.copy(id, false) })
	s.copyNext = widgets.NewButton(texts.Text("window.code.copy_next"), widget.MediumImportance, func() { p.copy(id, true) })

	name := widgets.NewLine(account.Name, widgets.Heading)
	heading := widgets.Below(2, name)
	if origin := origin(account); origin != "" {
		heading.Add(widgets.NewLine(origin, widgets.Muted))
	}
	top := widgets.Below(16, container.NewBorder(nil, nil, nil, widgets.Beside(8, p.addButton(), p.menuButton(account)), heading))
	if account.Unsettled {
		s.renewed = newRenewal(p, account)
		top.Add(s.renewed.content)
	}

	countdown := widgets.Beside(20, s.ring, container.NewVBox(layout.NewSpacer(),
		container.New(widgets.TextRoom(250), s.left),
		container.NewBorder(nil, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 0, 8), container.NewCenter(s.nextLabel)), nil, s.next), layout.NewSpacer()))
	buttons := widgets.Beside(12, s.copyNow, s.copyNext)
	middle := container.New(widgets.Inset(0, 16), container.New(widgets.MaxWidth(1700), s.press))
	words := widgets.Below(6, s.state)
	if p.Below != nil {
		words.Add(container.NewCenter(p.Below))
	}
	bottom := container.New(widgets.Inset(0, 10), widgets.Below(18, container.NewCenter(countdown), container.NewCenter(buttons), words))

	edge := base.Size(theme.SizePage)
	frame := container.New(&widgets.Frame{Above: top, Middle: middle, Below: bottom}, top, middle, bottom)
	s.content = container.New(widgets.Inset(edge-scrollRoom, edge), // with large texts there may be more than a small screen holds
		container.NewVScroll(container.New(widgets.Inset(scrollRoom, 0), frame)))
	return s
}

// object implements face.
func (s *stage) object() fyne.CanvasObject { return s.content }

// compare implements face.
func (s *stage) compare() {
	s.renewed.arrange()
	s.content.Refresh()
}

// show implements face.
func (s *stage) show(shown authenticator.Shown, m mark, now time.Time) {
	if s.renewed != nil {
		s.renewed.tick(now)
	}
	texts := s.page.host.Texts
	seconds := shown.Code.SecondsLeft(now)
	late := Urgent(shown, now)
	colour := base.ColorNameForeground
	if late {
		colour = theme.ColorUrgent
	}
	s.digits.Set(shown.Code.Grouped(), colour)
	s.ring.Set(seconds, int(shown.Account.Period/time.Second), late)
	s.next.Set(shown.Next.Grouped(), theme.ColorMuted)
	if late {
		s.left.Set(texts.Count("window.code.ends", seconds), widgets.Style{Size: base.SizeNameSubHeadingText, Bold: true, Colour: theme.ColorUrgent})
	} else {
		s.left.Set(texts.Count("window.code.left", seconds), widgets.Title)
	}
	state := s.page.state(shown, m, "")
	switch {
	case late && m.validFrom.Equal(shown.Code.ValidFrom):
		s.state.Set(texts.Text("window.code.copied_late", "time", m.time()), widgets.Style{Colour: theme.ColorUrgent, Centre: true, Bold: true})
	case state != "":
		s.state.Set(state, widgets.Style{Colour: base.ColorNameSuccess, Centre: true, Bold: true})
	case late:
		s.state.Set(texts.Text("window.code.take_next"), widgets.Muted.Centred())
	default:
		s.state.Set(texts.Text("window.code.hint"), widgets.Muted.Centred())
	}
	if late != s.wasUrgent { // the two buttons keep their places and their meaning, only the weight moves
		s.wasUrgent = late
		s.copyNow.Importance, s.copyNext.Importance = widget.HighImportance, widget.MediumImportance
		if late {
			s.copyNow.Importance, s.copyNext.Importance = widget.MediumImportance, widget.HighImportance
		}
		s.copyNow.Refresh()
		s.copyNext.Refresh()
	}
}

// origin is where an account comes from: issuer and user as far as they are known, and "" if the account's name says
// the same.
func origin(account authenticator.Account) string {
	switch {
	case strings.Contains(account.Name, account.Issuer) && strings.Contains(account.Name, account.User):
		return ""
	case account.Issuer != "" && account.User != "":
		return account.Issuer + " · " + account.User
	case account.Issuer != "":
		return account.Issuer
	}
	return account.User
}
