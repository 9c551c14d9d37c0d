package mandates

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
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Tables are the endings of files that hold tables.
var Tables = []string{".xlsx", ".csv", ".tsv", ".txt"}

// Import asks for a file with a table.
func (p *Page) Import() {
	texts := p.host.Texts
	open := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			p.host.Fail(&setup.FileError{Err: err})
		case file != nil:
			_ = file.Close() // opened by the dialog on the UI goroutine; read again off it
			p.File(file.URI())
		}
	}, p.host.Window)
	open.SetTitleText(texts.Text("window.mandates.open_title"))
	open.SetFilter(storage.NewExtensionFileFilter(Tables))
	open.SetView(dialog.ListView)
	open.Show()
	open.Resize(p.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// File reads a table from a file and shows what an import would do.
func (p *Page) File(uri fyne.URI) {
	name := setup.Name(uri)
	p.plan(name, func() ([]byte, error) { return setup.ReadFile(uri) })
}

// Text reads a pasted table, such as cells copied in Excel.
func (p *Page) Text(text string) {
	p.plan(p.host.Texts.Text("window.mandates.pasted"), func() ([]byte, error) { return []byte(text), nil })
}

func (p *Page) plan(name string, read func() ([]byte, error)) {
	p.host.Good("window.import.reading")
	page.DoLatest(p.host.Worker, &p.read, func(ctx context.Context) (mandate.Plan, error) {
		data, err := read()
		if err != nil {
			return mandate.Plan{}, err
		}
		rows, err := p.sheets.Read(name, data)
		if err != nil {
			return mandate.Plan{}, err
		}
		return p.service.Plan(ctx, rows)
	}, func(plan mandate.Plan, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{})
		p.preview(name, plan)
	})
}

// preview shows what an import would do. Nothing is stored before it is confirmed.
func (p *Page) preview(name string, plan mandate.Plan) {
	texts := p.host.Texts
	fresh, known := plan.Count(mandate.StateNew), plan.Count(mandate.StateKnown)
	changed, faulty := plan.Count(mandate.StateChanged), plan.Count(mandate.StateFaulty)

	counts := widgets.Beside(10)
	for _, c := range []struct {
		key    string
		n      int
		colour fyne.ThemeColorName
	}{
		{"window.mandates.plan.new", fresh, base.ColorNamePrimary},
		{"window.mandates.plan.changed", changed, base.ColorNamePrimary},
		{"window.mandates.plan.known", known, theme.ColorMuted},
		{"window.mandates.plan.faulty", faulty, base.ColorNameError},
	} {
		colour := c.colour
		if c.n == 0 {
			colour = theme.ColorMuted
		}
		counts.Add(widgets.NewPanel(base.ColorNameBackground, theme.ColorCardBorder, container.New(widgets.Inset(16, 10),
			container.New(widgets.AtLeast(fyne.NewSize(104, 0)), widgets.Below(0,
				widgets.NewLine(fmt.Sprint(c.n), widgets.Style{Size: base.SizeNameHeadingText, Bold: true, Colour: colour}),
				widgets.NewLine(texts.Text(c.key), widgets.Muted))))))
	}
	var remarks []remark
	for _, item := range plan.Of(mandate.StateFaulty) {
		remarks = append(remarks, remark{item.Line, texts.Explain(item.Problem), true})
	}
	for _, item := range plan.Warned() {
		for _, warning := range item.Warnings {
			remarks = append(remarks, remark{item.Line, texts.Explain(warning), false})
		}
	}
	body := container.NewBorder(
		widgets.Below(12, widgets.NewLine(name, widgets.Muted), counts, p.planLead(plan)), nil, nil, nil, p.remarks(remarks))
	content := container.New(widgets.AtLeast(fyne.NewSize(660, previewHeight(len(remarks), p.host.Window.Canvas().Size().Height))), body)

	var d *widgets.Dialog
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() })
	buttons := []*widgets.Button{cancel}
	if fresh+changed > 0 {
		label := texts.Text("window.mandates.plan.accept")
		if faulty > 0 {
			label = texts.Text("window.mandates.plan.accept_good")
		}
		accept := widgets.NewButton(label, widget.HighImportance, nil)
		accept.OnTapped = func() {
			accept.Disable()
			d.Hide()
			p.store(name, plan.SkipFaulty())
		}
		buttons = append(buttons, accept)
	} else {
		cancel.Text = texts.Text("window.close")
	}
	d = widgets.NewDialog(p.host.Window, texts.Text("window.mandates.plan.title"), 660, content, buttons...)
	d.Show()
}

// previewHeight leaves room for a few remarks, within the window.
func previewHeight(remarks int, window float32) float32 {
	if remarks == 0 {
		return 190
	}
	return max(200, min(190+float32(remarks)*56, window-220))
}

// planLead is the sentence that says what confirming does.
func (p *Page) planLead(plan mandate.Plan) fyne.CanvasObject {
	texts := p.host.Texts
	key := "window.mandates.plan.lead"
	switch {
	case plan.Count(mandate.StateNew)+plan.Count(mandate.StateChanged) == 0 && plan.Count(mandate.StateFaulty) > 0:
		key = "window.mandates.plan.lead_faulty"
	case plan.Count(mandate.StateNew)+plan.Count(mandate.StateChanged) == 0:
		key = "window.mandates.plan.lead_nothing"
	case plan.Count(mandate.StateFaulty) > 0:
		key = "window.mandates.plan.lead_some"
	}
	return container.New(widgets.Inset(-base.InnerPadding(), 0), widgets.NewParagraph(texts.Text(key), widgets.Plain))
}

// remark is what a person should know about one line of a file.
type remark struct {
	line   int
	text   string
	faulty bool
}

// remarks lists what is wrong or odd, line by line. It draws only what is in sight.
func (p *Page) remarks(list []remark) fyne.CanvasObject {
	if len(list) == 0 {
		return widgets.Space(0, 0)
	}
	texts := p.host.Texts
	rows := widget.NewList(func() int { return len(list) }, func() fyne.CanvasObject { return newRemarkRow() }, nil)
	rows.UpdateItem = func(index widget.ListItemID, object fyne.CanvasObject) {
		if row, ok := object.(*remarkRow); ok {
			r := list[index]
			row.show(texts.Text("window.mandates.plan.line", "line", r.line, "text", r.text), r.faulty)
			rows.SetItemHeight(index, row.MinSize().Height)
		}
	}
	rows.HideSeparators = true
	return rows
}

// remarkRow draws one remark.
type remarkRow struct {
	widget.BaseWidget
	icon    *widget.Icon
	text    *widget.RichText
	content fyne.CanvasObject
}

func newRemarkRow() *remarkRow {
	r := &remarkRow{icon: widget.NewIcon(nil), text: widgets.NewParagraph("", widgets.Plain)}
	icon := container.NewVBox(container.New(widgets.Inset(4, 9), container.NewGridWrap(fyne.NewSquareSize(20), r.icon)))
	r.content = container.NewBorder(nil, nil, icon, nil, r.text)
	r.ExtendBaseWidget(r)
	return r
}

func (r *remarkRow) show(text string, faulty bool) {
	widgets.SetParagraph(r.text, text)
	icon := fyne.Resource(base.NewWarningThemedResource(base.InfoIcon()))
	if faulty {
		icon = base.NewErrorThemedResource(base.WarningIcon())
	}
	r.icon.SetResource(icon)
}

// CreateRenderer implements fyne.Widget.
func (r *remarkRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.content) }

func (p *Page) store(name string, plan mandate.Plan) {
	page.Do(p.host.Worker, func(ctx context.Context) ([]mandate.Mandate, error) {
		return p.service.Import(ctx, plan, name)
	}, func(stored []mandate.Mandate, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{Text: p.host.Texts.Count("window.mandates.imported", len(stored))})
		p.host.Changed()
	})
}
