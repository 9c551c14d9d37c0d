package handover

import (
	"slices"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// choices are the forms in their order, the recommended one first, without those in which accounts may not leave.
func (d *Desk) choices() []authenticator.Form {
	may := d.service.Forms()
	return slices.DeleteFunc([]authenticator.Form{authenticator.FormAegis, authenticator.FormQR, authenticator.FormGoogle, authenticator.FormLinks},
		func(form authenticator.Form) bool { return !slices.Contains(may, form) })
}

// form asks which accounts are to go where.
type form struct {
	desk     *Desk
	forms    []authenticator.Form
	accounts []authenticator.Account
	checks   []*widgets.Check // of accounts; none if there is only one
	count    *widgets.Line
	which    *widgets.Choice
	about    *widget.RichText // what the chosen form is good for
	next     *widgets.Button
	dialog   *widgets.Dialog
}

func (d *Desk) ask(accounts []authenticator.Account, chosen []vault.ID) {
	if len(accounts) == 0 {
		d.host.Fail(&authenticator.Error{Reason: authenticator.ReasonNoAccounts})
		return
	}
	if !d.MayOffer() {
		d.host.Fail(&authenticator.Error{Reason: authenticator.ReasonForbidden})
		return
	}
	forms := d.choices()
	texts := d.host.Texts
	f := &form{desk: d, forms: forms, accounts: accounts, about: widgets.NewParagraph("", widgets.Muted), count: widgets.NewLine("", widgets.Caption)}
	names := make([]string, len(forms))
	for i, form := range forms {
		names[i] = texts.Text("window.handover.form." + string(form))
	}
	f.which = widgets.NewChoice(names, func(int) { f.update() })
	f.next = widgets.NewButton(texts.Text("window.handover.next"), widget.HighImportance, f.submit)
	body := widgets.Below(16)
	if len(accounts) > 1 {
		body.Add(f.list(chosen))
	} else {
		body.Add(widgets.NewLine(accounts[0].Name, widgets.Strong))
	}
	// The texts about the forms are of different length: the dialog keeps the size of the longest.
	height := float32(0)
	for _, form := range forms {
		about := paragraph(texts.Text("window.handover.about." + string(form)))
		height = max(height, about.MinSize().Height)
	}
	which := widgets.Below(0, f.which)
	if len(forms) == 1 { // there is nothing to choose
		which.Add(container.New(layout.NewCustomPaddedLayout(0, 6, 42, 0), widgets.NewLine(texts.Text("window.policy.locked"), widgets.Caption)))
	}
	body.Add(widgets.Below(4, widgets.NewLine(texts.Text("window.handover.how"), widgets.Strong), which,
		atLeast(dialogWidth, height, container.NewVBox(widgets.Flush(f.about)))))
	f.about.Resize(fyne.NewSize(dialogWidth, 0))
	f.dialog = widgets.NewDialog(d.host.Window, texts.Text("window.handover.title"), dialogWidth, body,
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { f.dialog.Hide() }), f.next)
	f.update()
	f.dialog.Show()
}

// rowHeight is how high an account's row is.
const rowHeight = 34

// list is the accounts with a check mark each.
func (f *form) list(chosen []vault.ID) fyne.CanvasObject {
	texts := f.desk.host.Texts
	rows := widgets.Below(0)
	for _, account := range f.accounts {
		check := widgets.NewTextCheck(account.Name, slices.Contains(chosen, account.ID), func(bool) { f.update() })
		f.checks = append(f.checks, check)
		rows.Add(check)
	}
	all := widgets.NewButton(texts.Text("window.handover.all"), widget.LowImportance, func() {
		every := !slices.ContainsFunc(f.checks, func(c *widgets.Check) bool { return !c.Checked })
		for _, check := range f.checks {
			check.SetChecked(!every)
		}
	})
	head := container.NewBorder(nil, nil, widgets.NewWholeLine(texts.Text("window.handover.which"), widgets.Strong), all,
		container.New(layout.NewCustomPaddedLayout(0, 0, 10, 0), f.count))
	// What the rest of the dialog needs is left to it, also in a small window.
	height := min(float32(len(f.accounts))*rowHeight+14, max(2*rowHeight, f.desk.host.Window.Canvas().Size().Height-480), 6*rowHeight)
	return widgets.Below(4, head, widgets.NewPanel(base.ColorNameBackground, theme.ColorCardBorder,
		container.New(widgets.Inset(6, 6), atLeast(dialogWidth-12, height, container.NewVScroll(rows)))))
}

// chosen are the accounts with a check mark.
func (f *form) chosen() []vault.ID {
	var ids []vault.ID
	for i, account := range f.accounts {
		if f.checks == nil || f.checks[i].Checked {
			ids = append(ids, account.ID)
		}
	}
	return ids
}

// update says what the choice means and allows to go on when there is something to go on with.
func (f *form) update() {
	texts := f.desk.host.Texts
	n := len(f.chosen())
	f.count.SetText(texts.Text("window.handover.count", "n", n, "of", len(f.accounts)))
	widgets.SetParagraph(f.about, texts.Text("window.handover.about."+string(f.forms[f.which.Selected])))
	if n > 0 {
		f.next.Enable()
	} else {
		f.next.Disable()
	}
}

func (f *form) submit() {
	f.dialog.Hide()
	f.desk.ordered(f.forms[f.which.Selected], f.chosen())
}

// askPassphrase asks for the passphrase of an encrypted file, twice.
func (d *Desk) askPassphrase(order authenticator.Order) {
	texts := d.host.Texts
	canvas := d.host.Window.Canvas()
	first, again := widgets.NewSecretField(texts.Text("window.passphrase.placeholder")), widgets.NewSecretField(texts.Text("window.new_passphrase.again"))
	problem := widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})
	problem.Resize(fyne.NewSize(dialogWidth, 0))
	problem.Hide()
	var dialog *widgets.Dialog
	fail := func(text string, field *widgets.Field) {
		widgets.SetParagraph(problem, text)
		problem.Show()
		dialog.Fit()
		canvas.Focus(field)
	}
	gone := func() {
		dialog.Hide()
		first.SetText("")
		again.SetText("")
	}
	submit := func() {
		switch {
		case utf8.RuneCountInString(first.Text) < vault.MinPassphrase:
			fail(texts.Text("window.new_passphrase.too_short", "n", vault.MinPassphrase), first)
		case again.Text != first.Text:
			again.SetText("")
			fail(texts.Text("window.new_passphrase.differ"), again)
		default:
			order.Passphrase = []byte(first.Text)
			gone()
			d.pack(order)
		}
	}
	first.OnSubmitted = func(string) { canvas.Focus(again) }
	again.OnSubmitted = func(string) { submit() }
	first.OnEscape, again.OnEscape = gone, gone
	dialog = widgets.NewDialog(d.host.Window, texts.Text("window.handover.passphrase_title"), dialogWidth,
		widgets.Below(12, paragraph(texts.Text("window.handover.passphrase_text")), first, again, widgets.Flush(problem)),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, gone),
		widgets.NewButton(texts.Text("window.handover.choose"), widget.HighImportance, submit))
	dialog.Show()
	canvas.Focus(first)
}

// paragraph is a text as wide as the questions; a text that wraps finds its height by its width.
func paragraph(text string) fyne.CanvasObject {
	p := widgets.NewParagraph(text, widgets.Plain)
	p.Resize(fyne.NewSize(dialogWidth, 0))
	return widgets.Flush(p)
}

func atLeast(width, height float32, content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(widgets.AtLeast(fyne.NewSize(width, height)), content)
}
