package code

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Display shows the codes with nothing to press: on a screen that everybody sees, while everything else is
// locked.
type Display struct {
	host     *page.Host
	service  Service
	frame    *fyne.Container
	accounts []authenticator.Account
	signs    []*displayed
}

// displayed is one account's code.
type displayed struct {
	digits *widgets.Digits
	ring   *widgets.Ring
	left   *widgets.Line // nil on a wall
}

// NewDisplay makes a display.
func NewDisplay(host *page.Host, service Service) *Display {
	return &Display{host: host, service: service, frame: container.NewStack()}
}

// Content is the display's drawing, the same object every time.
func (d *Display) Content() fyne.CanvasObject { return d.frame }

// Tick shows the codes of now.
func (d *Display) Tick(now time.Time) {
	all := d.service.Codes(now)
	accounts := make([]authenticator.Account, len(all))
	for i, shown := range all {
		accounts[i] = shown.Account
	}
	if !slices.Equal(accounts, d.accounts) {
		d.arrange(accounts)
	}
	for i, shown := range all {
		sign, seconds, late := d.signs[i], shown.Code.SecondsLeft(now), Urgent(shown, now)
		colour, style, key := base.ColorNameForeground, widgets.Title, "window.code.left"
		if late {
			colour, key, style.Colour = theme.ColorUrgent, "window.code.ends", theme.ColorUrgent
		}
		sign.digits.Set(shown.Code.Grouped(), colour)
		sign.ring.Set(seconds, int(shown.Account.Period/time.Second), late)
		if sign.left != nil {
			sign.left.Set(d.host.Texts.Count(key, seconds), style)
		}
	}
}

// Copy copies the code if there is exactly one account.
func (d *Display) Copy() {
	if all := d.service.Codes(d.host.Now()); len(all) == 1 {
		d.host.Copy(all[0].Code.Value)
	}
}

// Clear takes the codes out of the drawing.
func (d *Display) Clear() { d.arrange(nil) }

func (d *Display) arrange(accounts []authenticator.Account) {
	d.accounts, d.signs = accounts, nil
	switch len(accounts) {
	case 0:
		d.frame.Objects = nil
	case 1:
		d.frame.Objects = []fyne.CanvasObject{d.single(accounts[0])}
	default:
		size := sizeFor(len(accounts))
		cells := make([]fyne.CanvasObject, len(accounts))
		for i, account := range accounts {
			cells[i] = d.cell(account, size)
		}
		d.frame.Objects = []fyne.CanvasObject{widgets.NewCells(size.wall, cells).Content()}
	}
	d.frame.Refresh()
}

func (d *Display) single(account authenticator.Account) fyne.CanvasObject {
	sign := &displayed{digits: widgets.NewDigits(48, 420), ring: widgets.NewRing(92), left: widgets.NewLine("", widgets.Title)}
	d.signs = append(d.signs, sign)
	countdown := widgets.Beside(20, sign.ring, container.NewVBox(layout.NewSpacer(),
		container.New(widgets.TextRoom(250), sign.left), layout.NewSpacer()))
	return container.NewBorder(widgets.NewLine(account.Name, widgets.Heading), container.NewCenter(countdown), nil, nil,
		container.New(widgets.Inset(0, 16), container.New(widgets.MaxWidth(1700), sign.digits)))
}

func (d *Display) cell(account authenticator.Account, size cardSize) fyne.CanvasObject {
	sign := &displayed{digits: size.newDigits(), ring: widgets.NewRing(size.ring)}
	d.signs = append(d.signs, sign)
	body := container.NewBorder(nil, nil, nil, container.NewCenter(sign.ring), container.New(layout.NewCustomPaddedLayout(0, 0, 0, 12), sign.digits))
	return widgets.NewPanel(theme.ColorCard, theme.ColorCardBorder, container.New(layout.NewCustomPaddedLayout(14, 10, 16, 16),
		container.NewBorder(widgets.NewLine(account.Name, widgets.Strong), nil, nil, nil, body)))
}
