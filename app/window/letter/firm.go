package letter

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/firm"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// wholeWidth is how wide the form with everything is.
const wholeWidth = 820

// EditFirm opens the form with all that is known of the firm: what letters say, which account is the central one, when
// to remind and when to delete.
func (d *Desk) EditFirm() {
	type known struct {
		data     firm.Data
		accounts []authenticator.Account
	}
	page.DoLatest(d.host.Worker, &d.opening, func(ctx context.Context) (k known, err error) {
		standing, err := d.services.Standing(ctx)
		if err == nil {
			k.data = standing.Data
			k.accounts, err = d.services.Accounts(ctx)
		}
		return k, err
	}, func(k known, err error) {
		if err != nil {
			d.host.Fail(err)
			return
		}
		d.showFirm(k.data, k.accounts)
	})
}

func (d *Desk) showFirm(data firm.Data, accounts []authenticator.Account) {
	f := &form{desk: d, data: &data, problem: newProblem(wholeWidth), done: func() { d.host.Good("window.letter.firm.saved") }}
	days, months := strconv.Itoa(data.ReminderDays), strconv.Itoa(data.DeleteMonths)
	central := widget.NewSelect(d.accountNames(accounts), nil)
	central.SetSelectedIndex(1 + indexOf(accounts, data.Reference.Account))
	before := central.SelectedIndex()
	f.take = func() (err error) {
		if chosen := central.SelectedIndex(); chosen != before { // one that is gone stays named until another is chosen
			data.Reference.Account = vault.ID{}
			if chosen > 0 {
				data.Reference.Account = accounts[chosen-1].ID
			}
		}
		if data.ReminderDays, err = number(days, firm.FieldReminderDays, firm.MaxReminderDays); err == nil {
			data.DeleteMonths, err = number(months, firm.FieldDeleteMonths, firm.MaxDeleteMonths)
		}
		return err
	}
	f.show("window.letter.firm.title", "window.save", wholeWidth, []fyne.CanvasObject{
		f.lead("window.letter.firm.lead", wholeWidth),
		inRow(f.field("name", &data.Name), f.field("customer_number", &data.CustomerNumber), f.field("to", &data.SupportAddress)),
		f.person(),
		widgets.Below(4, inRow(append(f.reference(), f.labelled("reference_account", widgets.Bordered(central)))...), f.hint("reference_hint")),
		widgets.Below(4, inRow(f.field("reminder_days", &days), f.field("delete_months", &months)), f.hint("days_hint")),
	})
}

// accountNames are the names of the accounts to choose from, each once, behind the choice of none.
func (d *Desk) accountNames(accounts []authenticator.Account) []string {
	names, seen := []string{d.host.Texts.Text("window.letter.details.no_account")}, map[string]int{}
	for _, a := range accounts {
		name := a.Name
		if seen[a.Name]++; seen[a.Name] > 1 {
			name += " (" + strconv.Itoa(seen[a.Name]) + ")"
		}
		names = append(names, name)
	}
	return names
}

// indexOf finds an account; -1 if it is not there.
func indexOf(accounts []authenticator.Account, id vault.ID) int {
	for i, a := range accounts {
		if a.ID == id {
			return i
		}
	}
	return -1
}

// number reads a number that may be left out, which means never.
func number(text string, field firm.Field, limit int) (int, error) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, &firm.Error{Field: field, Reason: firm.ReasonRange, Limit: limit}
	}
	return n, nil
}
