package submissions

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/letter"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// banner is the one thing above the page that most wants to be done.
type banner struct {
	icon    *widget.Icon
	text    *widget.RichText
	first   *widgets.Button
	second  *widgets.Button
	content *fyne.Container
}

func newBanner() *banner {
	b := &banner{icon: widget.NewIcon(base.NewPrimaryThemedResource(base.InfoIcon())), text: widgets.NewParagraph("", widgets.Plain)}
	b.first, b.second = widgets.NewButton("", widget.MediumImportance, nil), widgets.NewButton("", widget.HighImportance, nil)
	panel := widgets.NewPanel(theme.ColorTint, "", container.New(widgets.Inset(14, 6), container.NewBorder(nil, nil,
		container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(24), b.icon)),
		container.NewCenter(widgets.Beside(8, b.first, b.second)), container.NewVBox(layout.NewSpacer(), b.text, layout.NewSpacer()))))
	b.content = container.New(layout.NewCustomPaddedLayout(0, 12, 0, 0), panel)
	b.content.Hide()
	return b
}

// set shows a text and two things to do about it.
func (b *banner) set(text, first string, doFirst func(), second string, doSecond func()) {
	widgets.SetParagraph(b.text, text)
	b.first.OnTapped, b.second.OnTapped = doFirst, doSecond
	b.first.SetText(first)
	b.second.SetText(second)
	b.content.Show()
}

// showBanner says what most wants to be done: what a renewed code means, or else to remind support.
func (p *Page) showBanner() {
	texts := p.host.Texts
	late := p.late()
	switch {
	case p.outdated > 0:
		p.banner.set(texts.Count("window.submissions.renewed.text", p.outdated, "day", p.date(p.standing.Since)),
			texts.Text("window.submissions.renewed.keep"), p.Relink,
			texts.Count("window.submissions.renewed.send", p.outdated), p.services.Desk.Outdated)
	case len(late) > 0:
		oldest := late[len(late)-1]
		p.banner.set(texts.Count("window.submissions.due.text", len(late), "day", p.date(oldest.Time), "days", oldest.days,
			"open", len(oldest.Open), "all", oldest.count()),
			texts.Text("window.submissions.due.look"), func() { p.Choose(oldest.ID) },
			texts.Text("window.submissions.remind"), func() { p.services.Desk.Remind(oldest.Progress) })
	default:
		p.banner.content.Hide()
	}
}

// late are the submissions that support should be reminded of, the newest first.
func (p *Page) late() []*entry {
	var late []*entry
	for _, e := range p.entries {
		if e.due {
			late = append(late, e)
		}
	}
	return late
}

// Relink notes that support's links have moved along to the renewed central code, after a question: whoever says so
// without asking support finds out when nobody can log in.
func (p *Page) Relink() {
	texts, since := p.host.Texts, p.standing.Since
	widgets.Ask(p.host.Window, texts.Text("window.submissions.relink.title"), texts.Count("window.submissions.relink.question", p.outdated),
		texts.Text("window.submissions.relink.yes"), texts.Text("window.cancel"), widget.HighImportance, func() {
			p.act(func(ctx context.Context) ([]mandate.Mandate, error) { return p.services.Register.Relink(ctx, since) }, "window.submissions.relinked")
		})
}

// AskRenewal asks what the renewed central code means for what was linked to the one before. Other pages lead here.
func (p *Page) AskRenewal() {
	page.Do(p.host.Worker, p.look, func(l loaded, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.take(&l)
		if p.outdated == 0 {
			return
		}
		texts := p.host.Texts
		question := widgets.NewParagraph(texts.Count("window.submissions.renewed.text", p.outdated, "day", p.date(p.standing.Since)), widgets.Plain)
		question.Resize(fyne.NewSize(dialogWidth, 0))
		var d *widgets.Dialog
		d = widgets.NewDialog(p.host.Window, texts.Text("window.submissions.renewed.title"), dialogWidth, widgets.Flush(question),
			widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }),
			widgets.NewButton(texts.Text("window.submissions.renewed.keep"), widget.MediumImportance, func() { d.Hide(); p.Relink() }),
			widgets.NewButton(texts.Count("window.submissions.renewed.send", p.outdated), widget.HighImportance, func() { d.Hide(); p.services.Desk.Outdated() }))
		d.Show()
	})
}

// act changes rows, tells how many with a button that takes it back, and has everything read again.
func (p *Page) act(work func(context.Context) ([]mandate.Mandate, error), key string) {
	page.Do(p.host.Worker, work, func(rows []mandate.Mandate, err error) {
		if err != nil {
			p.host.Fail(err)
		} else {
			clear(p.checked)
			letter.TellUndoable(p.host, p.services.Register, p.host.Texts.Count(key, len(rows)), rows[0].Rev)
		}
		p.host.Changed()
	})
}

// dialogWidth is how wide the questions are.
const dialogWidth = 560
