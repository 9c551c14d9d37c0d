// Package handover leads accounts out of Kanzleicode, with their secrets: as an encrypted file, as QR codes
// for a phone, or as links in clear text. It asks before a secret can be seen, names what a form cannot
// hold, and takes pictures off the screen by itself. That accounts were handed over is written into the
// history before anything leaves; the service sees to that.
package handover

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// Service is what a handover needs of the firm's accounts.
type Service interface {
	// Accounts reads the accounts; it may block.
	Accounts(ctx context.Context) ([]authenticator.Account, error)
	// Forms lists the forms in which accounts may leave; it answers at once.
	Forms() []authenticator.Form
	// Pack makes a parcel of accounts. Nothing leaves before it is opened.
	Pack(ctx context.Context, order authenticator.Order) (*authenticator.Parcel, error)
}

// Desk is where accounts are handed over. It belongs to the UI goroutine.
type Desk struct {
	host    *page.Host
	service Service
	shown   *show // the pictures on the screen; nil if there are none
}

// New makes a desk.
func New(host *page.Host, service Service) *Desk { return &Desk{host: host, service: service} }

// MayShow reports whether an account may go onto a phone by its QR code.
func (d *Desk) MayShow() bool { return slices.Contains(d.service.Forms(), authenticator.FormQR) }

// MayOffer reports whether accounts may leave at all.
func (d *Desk) MayOffer() bool { return len(d.service.Forms()) > 0 }

// Tick is called once a second, also while the window is hidden: pictures go when their time is over.
func (d *Desk) Tick(now time.Time) {
	if d.shown != nil {
		d.shown.tick(now)
	}
}

// ToPhone shows an account's QR code, after a question, for a phone to scan.
func (d *Desk) ToPhone(account authenticator.Account) {
	d.pack(authenticator.Order{Form: authenticator.FormQR, Accounts: []vault.ID{account.ID}})
}

// Offer asks which accounts are to go where; the given one is chosen already.
func (d *Desk) Offer(account authenticator.Account) { d.offer([]vault.ID{account.ID}) }

func (d *Desk) offer(chosen []vault.ID) {
	page.Do(d.host.Worker, d.service.Accounts, func(accounts []authenticator.Account, err error) {
		if err != nil {
			d.host.Fail(err)
			return
		}
		d.ask(accounts, chosen)
	})
}

// ordered goes on with what was chosen.
func (d *Desk) ordered(form authenticator.Form, accounts []vault.ID) {
	order := authenticator.Order{Form: form, Accounts: accounts}
	if form.Encrypted() {
		d.askPassphrase(order)
		return
	}
	d.pack(order)
}

// packed is a parcel, which with an error may still say what did not fit.
type packed struct {
	parcel *authenticator.Parcel
	err    error
}

// pack makes the parcel off the UI goroutine, and asks about it.
func (d *Desk) pack(order authenticator.Order) {
	page.Do(d.host.Worker, func(ctx context.Context) (packed, error) {
		parcel, err := d.service.Pack(ctx, order)
		clear(order.Passphrase)
		return packed{parcel, err}, nil
	}, func(p packed, _ error) {
		switch {
		case errors.Is(p.err, &authenticator.Error{Reason: authenticator.ReasonNothingFits}) && p.parcel != nil:
			d.refuse(p.parcel, p.err, order.Accounts)
		case p.err != nil:
			d.host.Fail(p.err)
		case order.Form.Encrypted() && len(p.parcel.Refused) == 0:
			d.save(p.parcel)
		default:
			d.confirm(p.parcel)
		}
	})
}

// dialogWidth is how wide the questions are.
const dialogWidth = 540

// confirm asks before a secret can be seen, and names who is left out. Enter alone is not enough.
func (d *Desk) confirm(parcel *authenticator.Parcel) {
	texts := d.host.Texts
	form := string(parcel.Form)
	body := widgets.Below(14, paragraph(texts.Text("window.handover.confirm_text."+form)))
	if len(parcel.Refused) > 0 {
		body.Add(d.leftOut(parcel.Refused))
	}
	var dialog *widgets.Dialog
	dialog = widgets.NewDialog(d.host.Window, texts.Text("window.handover.confirm_title."+form), dialogWidth, body,
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { dialog.Hide() }),
		widgets.NewButton(texts.Text("window.handover.confirm_yes."+form), widget.DangerImportance, func() {
			dialog.Hide()
			if parcel.Form.Pictures() {
				d.open(parcel)
				return
			}
			d.save(parcel)
		}))
	dialog.Show()
}

// refuse says why nothing can be handed over in this form, and leads back to the choice of another one.
func (d *Desk) refuse(parcel *authenticator.Parcel, problem error, accounts []vault.ID) {
	texts := d.host.Texts
	var dialog *widgets.Dialog
	dialog = widgets.NewDialog(d.host.Window, texts.Text("window.handover.nothing_title"), dialogWidth,
		widgets.Below(14, paragraph(texts.Explain(problem)), d.leftOut(parcel.Refused)),
		widgets.NewButton(texts.Text("window.close"), widget.MediumImportance, func() { dialog.Hide() }),
		widgets.NewButton(texts.Text("window.handover.back"), widget.HighImportance, func() { dialog.Hide(); d.offer(accounts) }))
	dialog.Show()
}

// leftOut names the accounts that a form cannot hold.
func (d *Desk) leftOut(refused []authenticator.Refused) fyne.CanvasObject {
	items := make([]widgets.LineItem, len(refused))
	for i, r := range refused {
		items[i] = widgets.LineItem{
			Icon: base.NewErrorThemedResource(base.WarningIcon()),
			Text: d.host.Texts.Text("window.handover.left_out", "name", r.Account.Name, "text", d.host.Texts.Explain(r.Problem)),
		}
	}
	return atLeast(dialogWidth, 150, widgets.NewLines(items))
}

// open notes the handover and shows the pictures.
func (d *Desk) open(parcel *authenticator.Parcel) {
	page.Do(d.host.Worker, parcel.Open, func(contents authenticator.Contents, err error) {
		if err != nil {
			d.host.Fail(err)
			return
		}
		d.show(parcel.Form, contents.Pictures)
	})
}
