package window

import (
	"context"

	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// onward is the button below a firm's only code that leads on to the set-up, until the Mandate list has its first
// entry: whoever has brought the QR code in without the set-up would not look for it.
type onward struct {
	window *Window
	button *widgets.Button
	looked bool
	over   bool // the list had an entry: there is nothing to lead on to any more
	series page.Latest
}

func newOnward(w *Window) *onward {
	o := &onward{window: w}
	o.button = widgets.NewIconButton(w.host.Texts.Text("window.code.onward"), base.NavigateNextIcon(), widget.LowImportance, func() { w.Show(guidePage) })
	o.button.Hide()
	return o
}

// tick looks for the first time, once the window is there: its first picture is not to wait for the list.
func (o *onward) tick() {
	if !o.looked {
		o.load()
	}
}

// load looks how things stand. What cannot be read is told by the pages.
func (o *onward) load() {
	if o.looked = true; o.over {
		return
	}
	s := o.window.services
	page.DoLatest(o.window.host.Worker, &o.series, func(ctx context.Context) (has struct{ accounts, clients int }, err error) {
		accounts, err := s.Accounts.Accounts(ctx)
		if has.accounts = len(accounts); err != nil || has.accounts != 1 {
			return has, err // with another number of accounts there is no such button
		}
		list, _, err := s.Mandates.List(ctx)
		has.clients = len(list)
		return has, err
	}, func(has struct{ accounts, clients int }, err error) {
		o.over = has.clients > 0
		show := err == nil && has.accounts == 1 && !o.over
		if show == o.button.Visible() {
			return
		}
		if show {
			o.button.Show()
		} else {
			o.button.Hide()
		}
		o.window.code.Rearrange()
	})
}
