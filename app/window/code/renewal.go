package code

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// renewal says of an account that was renewed that its secret of before is still kept, and what can be done with
// it: show its codes beside the new ones, destroy it, or go back to it.
type renewal struct {
	page    *Page
	id      vault.ID
	content fyne.CanvasObject

	old    fyne.CanvasObject // the code of before, hidden until it is asked for
	digits *widgets.Digits
	left   *widgets.Line
	toggle *widgets.Button
}

// previousDigits is the text size of the code of before: readable, and never taken for the code.
const previousDigits = 30

func newRenewal(p *Page, account authenticator.Account) *renewal {
	texts := p.host.Texts
	r := &renewal{
		page: p, id: account.ID,
		digits: widgets.NewDigits(previousDigits, previousDigits).LeftAligned(),
		left:   widgets.NewLine("", widgets.Caption),
	}
	label := widgets.Below(0, widgets.NewLine(texts.Text("window.code.previous"), widgets.Strong), container.New(widgets.TextRoom(200), r.left))
	code := widgets.NewPressable(texts.Text("window.code.previous_copy", "name", account.Name),
		container.New(widgets.Inset(12, 4), widgets.Beside(18, label, r.digits)), func() { p.copyPrevious(account) }).
		WithSurface(base.ColorNameBackground, theme.ColorCardHover, theme.ColorCardBorder)
	r.old = container.NewHBox(code)
	r.toggle = widgets.NewButton("", widget.MediumImportance, func() { p.togglePrevious(r.id) })
	buttons := widgets.NewFlow(10, r.toggle,
		widgets.NewButton(texts.Text("window.code.settle"), widget.MediumImportance, func() { p.settle(account) }),
		widgets.NewButton(texts.Text("window.code.revert"), widget.MediumImportance, func() { p.revert(account) }))
	icon := container.NewVBox(container.New(layout.NewCustomPaddedLayout(1, 0, 0, 12),
		container.NewGridWrap(fyne.NewSquareSize(24), widget.NewIcon(base.NewPrimaryThemedResource(base.InfoIcon())))))
	words := widgets.NewColumn(8, widgets.Flush(widgets.NewParagraph(p.renewed(account), widgets.Plain)), r.old, buttons)
	r.content = widgets.NewPanel(theme.ColorCard, theme.ColorCardBorder, container.New(widgets.Inset(16, 12), container.NewBorder(nil, nil, icon, nil, words)))
	r.arrange()
	return r
}

// arrange shows the code of before, or hides it.
func (r *renewal) arrange() {
	texts := r.page.host.Texts
	if r.page.compared[r.id] {
		r.tick(r.page.host.Now()) // how wide it is depends on how many digits there are
		r.old.Show()
		r.toggle.SetText(texts.Text("window.code.previous_hide"))
		return
	}
	r.old.Hide()
	r.toggle.SetText(texts.Text("window.code.previous_show"))
}

// tick shows the code of now.
func (r *renewal) tick(now time.Time) {
	shown, ok := r.page.previousCode(r.id, now)
	if !ok {
		return
	}
	seconds := shown.Code.SecondsLeft(now)
	r.digits.Set(shown.Code.Grouped(), base.ColorNameForeground)
	r.left.SetText(r.page.host.Texts.Count("window.code.left", seconds))
}

// renewed says since when the code is another one, and what becomes of the one before.
func (p *Page) renewed(account authenticator.Account) string {
	return p.host.Texts.Text("window.code.renewed", "day", p.day(account.Renewed))
}

func (p *Page) day(t time.Time) string { return t.Local().Format(p.host.Texts.Text("date.day")) }

// previousCode is the code of the secret before an account's renewal; false if it is not asked for, or gone
// this moment.
func (p *Page) previousCode(id vault.ID, now time.Time) (authenticator.Shown, bool) {
	if !p.compared[id] {
		return authenticator.Shown{}, false
	}
	shown, err := p.service.Previous(id, now)
	return shown, err == nil
}

// togglePrevious shows the code of before beside the new one, or hides it.
func (p *Page) togglePrevious(id vault.ID) {
	p.compared[id] = !p.compared[id]
	p.faces[id].compare()
	p.Tick(p.host.Now())
}

// forgetCompared forgets which codes of before were asked for, of accounts that have none any more.
func (p *Page) forgetCompared() {
	unsettled := make(map[vault.ID]bool, len(p.compared))
	for _, account := range p.accounts {
		if account.Unsettled {
			unsettled[account.ID] = true
		}
	}
	for id := range p.compared {
		if !unsettled[id] {
			delete(p.compared, id)
		}
	}
}

// copyPrevious puts the code of before onto the clipboard.
func (p *Page) copyPrevious(account authenticator.Account) {
	if shown, ok := p.previousCode(account.ID, p.host.Now()); ok {
		p.host.Copy(shown.Code.Value)
		p.host.Good("window.code.previous_copied", "name", account.Name)
	}
}

// settle asks whether support has confirmed, and then destroys the secret of before.
func (p *Page) settle(account authenticator.Account) {
	p.end(account, "window.code.settle", p.service.Settle)
}

// revert asks whether the renewal was a mistake, and then destroys the new secret.
func (p *Page) revert(account authenticator.Account) {
	p.end(account, "window.code.revert", p.service.Revert)
}

// end asks, ends a renewal one way or the other, and says so; the texts stand under key.
func (p *Page) end(account authenticator.Account, key string, do func(context.Context, vault.ID) (authenticator.Account, error)) {
	texts := p.host.Texts
	widgets.Ask(p.host.Window, texts.Text(key+"_title"), texts.Text(key+"_warning", "name", account.Name),
		texts.Text(key+"_confirm"), texts.Text("window.cancel"), widget.DangerImportance, func() {
			page.Do(p.host.Worker, func(ctx context.Context) (authenticator.Account, error) { return do(ctx, account.ID) },
				func(_ authenticator.Account, err error) {
					if err != nil {
						p.host.Fail(err)
					} else {
						p.host.Good(key+"_done", "name", account.Name)
					}
					p.host.Changed()
				})
		})
}

// renewalMenu is what the menu of an account says in addition while its secret of before is kept.
func (p *Page) renewalMenu(account authenticator.Account) []*fyne.MenuItem {
	texts := p.host.Texts
	show := "window.code.previous_show"
	if p.compared[account.ID] {
		show = "window.code.previous_hide"
	}
	return []*fyne.MenuItem{
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(texts.Text(show), func() { p.togglePrevious(account.ID) }),
		fyne.NewMenuItem(texts.Text("window.code.settle_menu"), func() { p.settle(account) }),
		fyne.NewMenuItem(texts.Text("window.code.revert_menu"), func() { p.revert(account) }),
	}
}
