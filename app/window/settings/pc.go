package settings

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"kanzleicode/app/preferences"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// Start is what becomes of Kanzleicode when its person logs in on this PC.
type Start string

// The ways to start.
const (
	NoStart      Start = "off"
	StartWindow  Start = "window"
	StartDisplay Start = "display" // with the Anzeige
)

// Starts lists every way, in the order in which they are offered.
func Starts() []Start { return []Start{NoStart, StartWindow, StartDisplay} }

// Autostart is how the program starts with this PC, as the operating system has it. Its functions may block.
type Autostart struct {
	// State reads it; "" = it is none of the three. hint names a sentence of what is to be known besides: "outdated",
	// "foreign", "blocked", "unavailable", or "".
	State func(ctx context.Context) (start Start, hint string)
	Set   func(ctx context.Context, start Start) error
	// Locked: the firm's IT has laid it down.
	Locked bool
}

func (p *Page) autostartCard() fyne.CanvasObject {
	words := make([]string, len(Starts()))
	for i, start := range Starts() {
		words[i] = p.host.Texts.Text("window.settings.autostart." + string(start))
	}
	p.autostart = widgets.NewChips(words, func(selected int) {
		page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.services.Autostart.Set(ctx, Starts()[selected])
		}, func(_ struct{}, err error) {
			if err != nil {
				p.host.Fail(err)
			}
			p.loadAutostart() // what the system has now is what is shown
		})
	}).Wrapping()
	p.hint = widgets.NewParagraph(" ", widgets.Strong)
	p.hint.Hide()
	return p.card("autostart", p.lockable(p.autostart, p.services.Autostart.Locked, widgets.Flush(p.hint))...)
}

// loadAutostart shows what the system says.
func (p *Page) loadAutostart() {
	type state struct {
		start Start
		hint  string
	}
	page.DoLatest(p.host.Worker, &p.reading, func(ctx context.Context) (state, error) {
		start, hint := p.services.Autostart.State(ctx)
		return state{start, hint}, nil
	}, func(s state, _ error) {
		p.autostart.Select(slices.Index(Starts(), s.start))
		p.hint.Hide()
		if s.hint != "" {
			widgets.SetParagraph(p.hint, p.host.Texts.Text("window.settings.autostart.hint_"+s.hint))
			p.hint.Show()
		}
		p.content.Refresh()
	})
}

func (p *Page) trayCard() fyne.CanvasObject {
	p.tray = choice(p, preferences.Trays(), func(tray preferences.Tray) string {
		return p.host.Texts.Text("window.settings.tray." + string(tray))
	}, func(wishes *preferences.Preferences, tray preferences.Tray) { wishes.Tray = tray }, "")
	p.corner = widgets.NewParagraph(" ", widgets.Strong)
	return p.card("tray", p.lockable(p.tray, p.services.Preferences.Given().TrayLocked, widgets.Flush(p.corner))...)
}

// showTray shows what is chosen, and what of that is not so now.
func (p *Page) showTray(chosen preferences.Tray) {
	p.tray.Select(slices.Index(preferences.Trays(), chosen))
	there, shown := false, false
	if p.services.Tray != nil {
		there, shown = p.services.Tray()
	}
	hint := ""
	switch {
	case chosen != preferences.NoTray && !there:
		hint = "window.settings.tray.nowhere"
	case chosen == preferences.NoTray && shown:
		hint = "window.settings.tray.next"
	}
	p.corner.Hide()
	if hint != "" {
		widgets.SetParagraph(p.corner, p.host.Texts.Text(hint))
		p.corner.Show()
	}
}

// Autostart is the way that is shown as chosen; "" = none of them.
func (p *Page) Autostart() Start {
	if p.autostart.Selected < 0 {
		return ""
	}
	return Starts()[p.autostart.Selected]
}
