package letter

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/firm"
	"kanzleicode/app/mandate"
	"kanzleicode/app/support"
	"kanzleicode/app/window/widgets"
)

// preview shows a letter before it leaves.
type preview struct {
	desk    *Desk
	request *request
	material
	letter *support.Letter
	mark   string // the line of the text that the list stands for

	to, subject, text *widgets.Field
	problem           *widget.RichText
	ways              []*widgets.Button
	dialog            *widgets.Dialog
}

// The dialog is as large as the window allows, and no larger than one can look over.
const (
	mostWidth, mostHeight = 980, 640
	aroundIt, aboveIt     = 48 + 24, 190 // what the dialog's margins, title and buttons need
)

func newPreview(d *Desk, r *request, m *material, l *support.Letter) *preview {
	texts := d.host.Texts
	p := &preview{desk: d, request: r, material: *m, letter: l}
	if len(m.rows) > 0 {
		p.mark = texts.Count("window.letter.mark", len(m.rows))
	}
	words := l.Words(p.mark)
	p.to, p.subject, p.text = p.field(words.To), p.field(words.Subject), p.field(strings.TrimRight(words.Text, "\n"))
	if p.desk.services.IsLocked(firm.FieldSupportAddress) {
		p.to.Disable()
	}
	p.to.SetPlaceHolder(texts.Text("window.letter.to_missing"))
	p.text.MultiLine, p.text.Wrapping = true, fyne.TextWrapWord
	p.text.SetMinRowsVisible(3)

	window := d.host.Window.Canvas().Size()
	width, height := min(mostWidth, window.Width-aroundIt), min(mostHeight, window.Height-aboveIt)
	p.problem = newProblem(width)
	captioned := func(key string, o fyne.CanvasObject) fyne.CanvasObject {
		return container.NewBorder(gapBelow(3, widgets.NewLine(texts.Text(key), widgets.Caption)), nil, nil, nil, o)
	}
	// The order of the objects is that in which the keyboard visits them.
	head := gapBelow(8, widgets.Below(8, captioned("window.letter.to", p.to), captioned("window.letter.subject", p.subject)))
	entries := container.New(layout.NewBorderLayout(head, nil, nil, nil), head, captioned("window.letter.text", p.text))
	content := fyne.CanvasObject(entries)
	if len(l.Table.Rows) > 0 {
		beside := sideBySide{gap: 16, share: 0.6}
		content = container.New(beside, entries, p.list((width-beside.gap)*(1-beside.share)))
	}
	body := container.NewBorder(p.lead(width), widgets.Below(8, widgets.Space(0, 2), widgets.Flush(p.problem), p.wayButtons()), nil, nil, content)

	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, p.hide)
	change := widgets.NewButton(texts.Text("window.letter.details.change"), widget.LowImportance, func() {
		d.askDetails(&p.standing.Data, func() { p.hide(); d.show(r, &p.material) })
	})
	draft := p.way("window.letter.way.open", p.openDraft)
	draft.Importance = widget.HighImportance
	p.dialog = widgets.NewDialog(d.host.Window, texts.Text("window.letter.title."+string(r.kind)), width,
		container.New(widgets.AtLeast(fyne.NewSize(width, height)), body), cancel, change, draft)
	return p
}

func (p *preview) hide() { p.dialog.Hide() }

// field is an entry for something that may be changed.
func (p *preview) field(text string) *widgets.Field {
	f := widgets.NewField(text)
	f.OnEscape = p.hide
	return f
}

// lead says what happens, and what was left out.
func (p *preview) lead(width float32) fyne.CanvasObject {
	texts := p.desk.host.Texts
	lines := widgets.Below(2, wide(texts.Count("window.letter.lead."+string(p.request.kind), len(p.rows)), widgets.Plain, width))
	if p.left > 0 {
		lines.Add(wide(texts.Count("window.letter.left."+string(p.request.kind), p.left), widgets.Strong, width))
	}
	return gapBelow(10, lines)
}

// gapBelow keeps a distance to what comes next.
func gapBelow(gap float32, content fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(0, gap, 0, 0), content)
}

// wide is a text that wraps and knows its width.
func wide(text string, style widgets.Style, width float32) fyne.CanvasObject {
	paragraph := widgets.NewParagraph(text, style)
	paragraph.Resize(fyne.NewSize(width, 0))
	return widgets.Flush(paragraph)
}

// list are the rows as they leave, and the attachment that holds them, in a column of a width.
func (p *preview) list(width float32) fyne.CanvasObject {
	texts := p.desk.host.Texts
	items := make([]widgets.LineItem, len(p.letter.Table.Rows))
	for i, row := range p.letter.Table.Rows {
		items[i].Text = strings.Join(row, " · ")
	}
	caption := gapBelow(3, widgets.NewLine(texts.Count("window.letter.list", len(items)), widgets.Caption))
	holds := "window.letter.holds"
	if p.request.clients {
		holds = "window.letter.holds_clients"
	}
	foot := widgets.Below(2, widgets.Space(0, 4), wide(texts.Text("window.letter.attachment", "name", p.letter.FileName+support.FormatXLSX.Ending()), widgets.Strong, width),
		widgets.NewLine(texts.Text(holds), widgets.Caption))
	if p.hasClients() {
		foot.Add(widgets.NewTextCheck(texts.Text("window.letter.clients"), p.request.clients, p.withClients))
	}
	return container.NewBorder(caption, foot, nil, nil, widgets.NewLines(items))
}

// hasClients reports whether there are clients' names that could leave the house.
func (p *preview) hasClients() bool {
	return slices.ContainsFunc(p.rows, func(m mandate.Mandate) bool { return m.Client != "" })
}

// withClients puts the clients' names into the letter, or takes them out; what was changed in it stays.
func (p *preview) withClients(on bool) {
	to, subject, text := p.to.Text, p.subject.Text, p.text.Text
	p.request.clients = on
	p.hide()
	if next := p.desk.show(p.request, &p.material); next != nil {
		next.to.SetText(to)
		next.subject.SetText(subject)
		next.text.SetText(text)
	}
}

// wayButtons are the ways out beside the main one.
func (p *preview) wayButtons() fyne.CanvasObject {
	texts := p.desk.host.Texts
	group := func(key string, buttons ...fyne.CanvasObject) fyne.CanvasObject {
		return widgets.Beside(8, append([]fyne.CanvasObject{container.New(widgets.AtLeast(fyne.NewSize(104, 0)), widgets.NewWholeLine(texts.Text(key), widgets.Muted))}, buttons...)...)
	}
	if len(p.letter.Table.Rows) == 0 {
		return widgets.Below(6,
			group("window.letter.way.mail", p.way("window.letter.way.mailto", p.openMail), p.save(support.FormatMail)),
			group("window.letter.way.file", p.save(support.FormatPDF)))
	}
	return widgets.Below(6,
		group("window.letter.way.mail", p.way("window.letter.way.mailto", p.openMail), p.save(support.FormatMail), p.way("window.letter.way.copy", p.copyList)),
		group("window.letter.way.file", p.save(support.FormatXLSX), p.save(support.FormatCSV), p.save(support.FormatCSV1252), p.save(support.FormatPDF)))
}

func (p *preview) save(format support.Format) *widgets.Button {
	return p.way("window.letter.save."+string(format), func(l *support.Letter) { p.saveAs(l, format) })
}

// way is a button that sends the letter, as it was changed, on a way out.
func (p *preview) way(key string, out func(*support.Letter)) *widgets.Button {
	b := widgets.NewButton(p.desk.host.Texts.Text(key), widget.MediumImportance, func() {
		l, err := p.letter.With(support.Words{To: p.to.Text, Subject: p.subject.Text, Text: p.text.Text}, p.mark)
		if err != nil {
			p.complain(err)
			p.desk.host.Window.Canvas().Focus(p.to)
			return
		}
		p.complain(nil)
		out(l)
	})
	p.ways = append(p.ways, b)
	return b
}

// complain says in the dialog what went wrong; nil takes it away.
func (p *preview) complain(err error) {
	if err == nil {
		p.problem.Hide()
	} else {
		widgets.SetParagraph(p.problem, p.desk.host.Texts.Explain(err))
		p.problem.Show()
	}
	p.dialog.Fit()
}

// sideBySide is a layout of two objects, the first of which has a share of the width.
type sideBySide struct{ gap, share float32 }

// MinSize implements fyne.Layout.
func (s sideBySide) MinSize(objects []fyne.CanvasObject) fyne.Size {
	first, second := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(first.Width+s.gap+second.Width, max(first.Height, second.Height))
}

// Layout implements fyne.Layout.
func (s sideBySide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := (size.Width - s.gap) * s.share
	objects[0].Resize(fyne.NewSize(width, size.Height))
	objects[0].Move(fyne.Position{})
	objects[1].Resize(fyne.NewSize(size.Width-s.gap-width, size.Height))
	objects[1].Move(fyne.NewPos(width+s.gap, 0))
}
