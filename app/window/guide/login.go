package guide

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/onboarding"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/widgets"
)

// userView asks for the user name at the service whose second factor is set up. It is the reference account of letters:
// what the firm's data say of it.
func (p *Page) userView(state onboarding.State) view {
	texts, reference := p.host.Texts, p.state.firm.Reference
	v := view{body: func() body {
		save := p.next("window.guide.user.save", p.saveUser)
		enable := func(string) { enabled(save, strings.TrimSpace(p.user.Text) != "") }
		p.user.OnChanged = enable
		enable("")
		return body{[]fyne.CanvasObject{
			p.text("window.guide.user.about"),
			p.entries(p.labelled("window.guide.user.number", p.number), p.labelled("window.guide.user.user", p.user)),
			p.hint(p.userHint()), row(save),
		}, p.number.Field}
	}}
	switch {
	case reference.User != "" && reference.Number != "":
		v.summary = texts.Text("window.guide.user.noted", "number", reference.Number, "user", reference.User)
	case reference.User != "":
		v.summary = texts.Text("window.guide.user.noted_user", "user", reference.User)
	case state == onboarding.Done:
		v.summary = texts.Text("window.guide.user.unknown")
	}
	return v
}

// userHint is the sentence below the fields.
func (p *Page) userHint() string {
	if p.number.Disabled() || p.user.Disabled() {
		return "window.policy.locked_fields"
	}
	return "window.guide.user.hint"
}

// labelled is a field with its name above it.
func (p *Page) labelled(key string, field *stored) fyne.CanvasObject {
	return widgets.Below(4, widgets.NewLine(p.host.Texts.Text(key), widgets.Caption), field.Field)
}

// entries puts fields side by side, not wider than one wants to write in.
func (p *Page) entries(fields ...fyne.CanvasObject) fyne.CanvasObject {
	return container.New(atMost(280*float32(len(fields))), container.NewGridWithColumns(len(fields), fields...))
}

// saveUser stores the reference account with what is known of the firm, and nowhere else.
func (p *Page) saveUser() {
	number, user := strings.TrimSpace(p.number.Text), strings.TrimSpace(p.user.Text)
	if user == "" {
		p.host.Window.Canvas().Focus(p.user.Field)
		return
	}
	p.number.before, p.user.before = p.number.Text, p.user.Text // what stands there once it is stored
	delete(p.opened, onboarding.TaskUser)
	p.do(func(ctx context.Context) error {
		data, err := p.services.Firm.Load(ctx)
		if err == nil {
			data.Reference.Number, data.Reference.User = number, user
			_, err = p.services.Firm.Save(ctx, data)
		}
		return err
	})
}

// importView leads to the key, whatever the service shows.
func (p *Page) importView(state onboarding.State) view {
	texts, facts := p.host.Texts, &p.state.facts
	v := view{body: func() body { return p.importBody() }}
	switch {
	case p.state.progress.Renewing:
		v.summary = texts.Text("window.guide.again.under_way")
	case facts.Central != nil:
		v.summary = texts.Text("window.guide.import.noted", "name", facts.Central.Name)
	case len(facts.Accounts) > 1 && state == onboarding.Done:
		v.summary = texts.Count("window.guide.import.several", len(facts.Accounts))
	}
	return v
}

func (p *Page) importBody() body {
	texts, facts := p.host.Texts, &p.state.facts
	if len(facts.Accounts) > 1 && facts.Central == nil {
		return p.centralBody()
	}
	all := onboarding.AllFound()
	words := make([]string, len(all))
	for i, found := range all {
		words[i] = texts.Text("window.guide.found." + string(found))
	}
	found := p.state.notes.Found
	switch {
	case found != "":
	case p.state.progress.Renewing: // it has to be renewed there before there is a new QR code
		found = onboarding.FoundExisting
	default:
		found = onboarding.FoundQR
	}
	chips := widgets.NewChips(words, func(selected int) {
		p.do(func(ctx context.Context) error { return p.services.Notes.Find(ctx, all[selected]) })
	}).Wrapping()
	chips.Select(slices.Index(all, found))
	objects := []fyne.CanvasObject{p.text("window.guide.import.about"), p.text("window.guide.import.question"), chips, p.text("window.guide.found." + string(found) + "_about")}
	screen := p.press("window.setup.screen", p.services.Importer.SearchScreen)
	file, key := p.press("window.setup.choose", p.services.Importer.Choose), p.press("window.setup.key", p.services.Importer.Key)
	ways := []*widgets.Button{file, key}
	if p.services.Importer.CanSearchScreen() {
		ways = []*widgets.Button{screen, file, key}
	}
	if found == onboarding.FoundUnreadable {
		ways = append(ways[len(ways)-1:], ways[:len(ways)-1]...)
	}
	ways[0].Importance = widget.HighImportance
	objects = append(objects, row(ways...), p.hint("window.import.paste"))
	help := p.press("window.guide.help", func() { p.services.Ways.Help(texts.Text("window.guide.found." + string(found) + "_help")) })
	help.Importance = widget.LowImportance
	last := row(help)
	if p.state.progress.Renewing {
		last = row(p.press("window.guide.again.cancel", func() { p.do(p.services.Notes.Cancel) }), help)
	}
	return body{append(objects, last), ways[0]}
}

// centralBody asks which of several accounts is the one that all Mandate share.
func (p *Page) centralBody() body {
	accounts := p.state.facts.Accounts
	words := make([]string, len(accounts))
	for i, a := range accounts {
		words[i] = a.Name
	}
	choice := widgets.NewChips(words, nil).Wrapping()
	return body{[]fyne.CanvasObject{p.text("window.guide.central.question"), choice, row(p.next("window.guide.central.save", func() {
		p.saveCentral(accounts[choice.Selected].ID)
	}))}, nil}
}

func (p *Page) saveCentral(id vault.ID) {
	p.do(func(ctx context.Context) error {
		data, err := p.services.Firm.Load(ctx)
		if err == nil {
			data.Reference.Account = id
			_, err = p.services.Firm.Save(ctx, data)
		}
		return err
	})
}

// enabled lets a button be pressed, or not.
func enabled(b *widgets.Button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}
