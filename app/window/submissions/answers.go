package submissions

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/window/mandates"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Import asks for the list that support sent back.
func (p *Page) Import() {
	open := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			p.host.Fail(&setup.FileError{Err: err})
		case file != nil:
			_ = file.Close() // opened by the dialog on the UI goroutine; read again off it
			p.File(file.URI())
		}
	}, p.host.Window)
	open.SetTitleText(p.host.Texts.Text("window.submissions.answers_title"))
	open.SetFilter(storage.NewExtensionFileFilter(mandates.Tables))
	open.SetView(dialog.ListView)
	open.Show()
	open.Resize(p.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// File reads support's answers from a file and shows what they would do.
func (p *Page) File(uri fyne.URI) {
	name := setup.Name(uri)
	p.plan(name, func() ([]byte, error) { return setup.ReadFile(uri) })
}

// Text reads pasted answers, such as cells copied in Excel.
func (p *Page) Text(text string) {
	p.plan(p.host.Texts.Text("window.mandates.pasted"), func() ([]byte, error) { return []byte(text), nil })
}

// understood is what a list of answers says and would do.
type understood struct {
	plan   []mandate.Answered
	faulty []sheet.Answer // lines that cannot be used
}

func (p *Page) plan(name string, read func() ([]byte, error)) {
	p.host.Good("window.import.reading")
	page.DoLatest(p.host.Worker, &p.read, func(ctx context.Context) (u understood, err error) {
		data, err := read()
		if err != nil {
			return u, err
		}
		lines, err := p.services.Answers(ctx, name, data)
		if err != nil {
			return u, err
		}
		var answers []mandate.Answer
		for _, a := range lines {
			if a.Problem != nil {
				u.faulty = append(u.faulty, a)
				continue
			}
			answers = append(answers, a.Answer)
		}
		list, _, err := p.services.Register.List(ctx)
		u.plan = mandate.PlanAnswers(list, answers)
		return u, err
	}, func(u understood, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{})
		p.preview(name, &u)
	})
}

// preview shows what the answers would do, line by line. Nothing is stored before it is confirmed.
func (p *Page) preview(name string, u *understood) {
	texts, plan := p.host.Texts, u.plan
	by := map[mandate.Outcome][]*mandate.Answered{}
	for i := range plan {
		by[plan[i].Outcome] = append(by[plan[i].Outcome], &plan[i])
	}
	confirm, ask := len(by[mandate.OutcomeConfirm]), len(by[mandate.OutcomeAsk])
	odd := len(u.faulty) + len(by[mandate.OutcomeUnknown]) + len(by[mandate.OutcomeUnsent]) + len(by[mandate.OutcomeAgain])
	tiles := widgets.Beside(10)
	for _, t := range []struct {
		key    string
		n      int
		colour fyne.ThemeColorName
	}{
		{"window.submissions.plan.confirm", confirm, base.ColorNameSuccess}, {"window.submissions.plan.ask", ask, theme.ColorUrgent},
		{"window.submissions.plan.same", len(by[mandate.OutcomeSame]), theme.ColorMuted}, {"window.submissions.plan.odd", odd, base.ColorNameError},
	} {
		if t.n == 0 {
			t.colour = theme.ColorMuted
		}
		tiles.Add(widgets.NewPanel(base.ColorNameBackground, theme.ColorCardBorder, container.New(widgets.Inset(16, 10),
			container.New(widgets.AtLeast(fyne.NewSize(108, 0)), widgets.Below(0,
				widgets.NewLine(fmt.Sprint(t.n), widgets.Style{Size: base.SizeNameHeadingText, Bold: true, Colour: t.colour}),
				widgets.NewWholeLine(texts.Text(t.key), widgets.Muted))))))
	}
	lead := "window.submissions.plan.lead"
	if confirm+ask == 0 {
		lead = "window.submissions.plan.lead_nothing"
	}
	const width = 680
	sentence := widgets.NewParagraph(texts.Text(lead), widgets.Plain)
	sentence.Resize(fyne.NewSize(width, 0))
	height := max(220, min(250+float32(len(plan)+len(u.faulty))*40, p.host.Window.Canvas().Size().Height-200, 540))
	body := container.NewBorder(widgets.Below(10, widgets.NewLine(name, widgets.Muted), tiles, widgets.Flush(sentence), widgets.Space(0, 0)), nil, nil, nil, widgets.NewLines(p.answerLines(u.faulty, by)))
	var d *widgets.Dialog
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() })
	buttons := []*widgets.Button{cancel}
	if confirm+ask > 0 {
		buttons = append(buttons, widgets.NewButton(texts.Text("window.submissions.plan.accept"), widget.HighImportance, func() {
			d.Hide()
			p.act(func(ctx context.Context) ([]mandate.Mandate, error) {
				return p.services.Register.TakeAnswers(ctx, plan, name)
			}, "window.submissions.answered")
		}))
	} else {
		cancel.Text = texts.Text("window.close")
	}
	d = widgets.NewDialog(p.host.Window, texts.Text("window.submissions.plan.title"), width,
		container.New(widgets.AtLeast(fyne.NewSize(width, height)), body), buttons...)
	d.Show()
}

// answerLines are the lines of support's list by what they would do: first what a person should look at.
func (p *Page) answerLines(faulty []sheet.Answer, by map[mandate.Outcome][]*mandate.Answered) []widgets.LineItem {
	texts := p.host.Texts
	var lines []widgets.LineItem
	for _, a := range faulty {
		lines = append(lines, widgets.LineItem{Icon: base.NewErrorThemedResource(base.WarningIcon()),
			Text: texts.Text("window.mandates.plan.line", "line", a.Line, "text", texts.Explain(a.Problem))})
	}
	for _, part := range []struct {
		outcome mandate.Outcome
		icon    fyne.Resource
	}{
		{mandate.OutcomeUnknown, base.NewErrorThemedResource(base.WarningIcon())}, {mandate.OutcomeUnsent, base.NewErrorThemedResource(base.WarningIcon())},
		{mandate.OutcomeAgain, base.NewWarningThemedResource(base.InfoIcon())}, {mandate.OutcomeAsk, base.NewWarningThemedResource(base.QuestionIcon())},
		{mandate.OutcomeConfirm, base.NewSuccessThemedResource(base.ConfirmIcon())}, {mandate.OutcomeSame, nil},
	} {
		for _, a := range by[part.outcome] {
			key := "window.submissions.plan.line"
			if a.Text != "" {
				key = "window.submissions.plan.line_text"
			}
			lines = append(lines, widgets.LineItem{Icon: part.icon, Text: texts.Text(key, "line", a.Line, "number", a.Number, "user", a.User,
				"outcome", texts.Text("mandate.outcome."+string(a.Outcome)), "text", a.Text)})
		}
	}
	return lines
}
