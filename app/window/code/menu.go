package code

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// menuButton opens what can be done with an account besides copying.
func (p *Page) menuButton(account authenticator.Account) *widgets.Button {
	button := widgets.NewIconButton("", base.MoreHorizontalIcon(), widget.LowImportance, nil)
	button.OnTapped = func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(button)
		p.showMenu(account, at.AddXY(0, button.Size().Height))
	}
	return button
}

func (p *Page) showMenu(account authenticator.Account, at fyne.Position) {
	menu := widget.NewPopUpMenu(p.menu(account), p.host.Window.Canvas())
	// A menu at the right edge opens to the left.
	if room := p.host.Window.Canvas().Size().Width - menu.MinSize().Width; at.X > room {
		at.X = max(0, room)
	}
	menu.ShowAtPosition(at)
}

func (p *Page) menu(account authenticator.Account) *fyne.Menu {
	texts := p.host.Texts
	id := account.ID
	menu := fyne.NewMenu("",
		fyne.NewMenuItem(texts.Text("window.code.copy"), func() { p.copy(id, false) }),
		fyne.NewMenuItem(texts.Text("window.code.copy_next"), func() { p.copy(id, true) }),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(texts.Text("window.code.rename"), func() { p.rename(account) }),
		fyne.NewMenuItem(texts.Text("window.code.remove"), func() { p.remove(account) }),
	)
	if at := len(menu.Items) - 2; p.wall != nil {
		menu.Items = slices.Insert(menu.Items, at, p.orderMenu(account)...)
	}
	menu.Items = slices.Insert(menu.Items, 3, p.outMenu(account)...)
	if account.Unsettled {
		menu.Items = slices.Insert(menu.Items, 2, p.renewalMenu(account)...)
	}
	if p.OnSmall != nil {
		menu.Items = slices.Insert(menu.Items, 2, fyne.NewMenuItem(texts.Text("window.small.open"), func() { p.OnSmall(id) }))
	}
	if p.OnDisplay != nil {
		menu.Items = slices.Insert(menu.Items, 2, fyne.NewMenuItem(texts.Text("window.display.account_here"), func() { p.OnDisplay(id) }))
	}
	if p.OnLock != nil {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(texts.Text("window.lock.menu"), p.OnLock))
	}
	return menu
}

// outMenu is how the account may leave.
func (p *Page) outMenu(account authenticator.Account) []*fyne.MenuItem {
	var items []*fyne.MenuItem
	if p.out.MayShow() {
		items = append(items, fyne.NewMenuItem(p.host.Texts.Text("window.code.to_phone"), func() { p.out.ToPhone(account) }))
	}
	if p.out.MayOffer() {
		items = append(items, fyne.NewMenuItem(p.host.Texts.Text("window.code.hand_over"), func() { p.out.Offer(account) }))
	}
	if items == nil {
		return nil
	}
	return append(items, fyne.NewMenuItemSeparator())
}

// orderMenu is what the menu of one of several accounts says of its place. While a search hides some of them, it is
// not said where an account goes.
func (p *Page) orderMenu(account authenticator.Account) []*fyne.MenuItem {
	texts, id := p.host.Texts, account.ID
	pin := fyne.NewMenuItem(texts.Text("window.code.pin"), func() { p.pin(id, true) })
	if account.Pinned {
		pin = fyne.NewMenuItem(texts.Text("window.code.unpin"), func() { p.pin(id, false) })
	}
	items := []*fyne.MenuItem{pin}
	group := slices.DeleteFunc(slices.Clone(p.accounts), func(a authenticator.Account) bool { return a.Pinned != account.Pinned })
	for _, way := range []struct {
		key    string
		places int
		end    authenticator.Account // whoever stands here goes no further
	}{
		{"window.code.to_front", authenticator.ToFront, group[0]},
		{"window.code.forward", -1, group[0]},
		{"window.code.backward", 1, group[len(group)-1]},
		{"window.code.to_back", authenticator.ToBack, group[len(group)-1]},
	} {
		if way.end.ID != id && len(p.wall.shown) == len(p.accounts) {
			items = append(items, fyne.NewMenuItem(texts.Text(way.key), func() { p.move(id, way.places) }))
		}
	}
	return append(items, fyne.NewMenuItemSeparator())
}

func (p *Page) rename(account authenticator.Account) {
	texts := p.host.Texts
	entry := widgets.NewField(account.Name)
	var d *widgets.Dialog
	save := widgets.NewButton(texts.Text("window.save"), widget.HighImportance, nil)
	save.OnTapped = func() {
		name := strings.TrimSpace(entry.Text)
		if name == "" {
			return
		}
		d.Hide()
		p.change(func(ctx context.Context) error {
			_, err := p.service.Rename(ctx, account.ID, name)
			return err
		}, nil)
	}
	entry.OnSubmitted = func(string) { save.OnTapped() }
	entry.OnChanged = func(name string) {
		if strings.TrimSpace(name) == "" {
			save.Disable()
		} else {
			save.Enable()
		}
	}
	d = widgets.NewDialog(p.host.Window, texts.Text("window.code.rename_title"), 440,
		widgets.Below(4, widgets.NewLine(texts.Text("window.code.name"), widgets.Caption), entry),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }), save)
	entry.OnEscape = d.Hide
	d.Show()
	p.host.Window.Canvas().Focus(entry)
}

func (p *Page) remove(account authenticator.Account) {
	texts := p.host.Texts
	widgets.Ask(p.host.Window, texts.Text("window.code.remove_title"), texts.Text("window.code.remove_warning", "name", account.Name),
		texts.Text("window.code.remove_confirm"), texts.Text("window.cancel"), widget.DangerImportance, func() {
			p.change(func(ctx context.Context) error { return p.service.Remove(ctx, account.ID) },
				func() { p.host.Good("window.code.removed", "name", account.Name) })
		})
}

// change does something to an account and shows the accounts anew; told says that it went well and may
// be nil.
func (p *Page) change(work func(context.Context) error, told func()) {
	page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		switch {
		case err != nil:
			p.host.Fail(err)
		case told != nil:
			told()
		}
		p.host.Changed()
	})
}

// OpenMenu opens the menu of the account at a place in the page's order, as a press on its button does.
func (p *Page) OpenMenu(index int) {
	p.at(index, func(a authenticator.Account) { p.showMenu(a, fyne.NewPos(0, 0)) })
}

// AskRename asks for a new name of the account at a place in the page's order.
func (p *Page) AskRename(index int) { p.at(index, p.rename) }

// AskRemove asks whether the account at a place in the page's order is to go.
func (p *Page) AskRemove(index int) { p.at(index, p.remove) }

func (p *Page) at(index int, do func(authenticator.Account)) {
	if index >= 0 && index < len(p.accounts) {
		do(p.accounts[index])
	}
}
