package letter

import (
	"context"
	"maps"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/firm"
	"kanzleicode/app/support"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// own is the dialog for the firm's own letter texts.
type own struct {
	desk          *Desk
	data          firm.Data
	written       map[support.Kind]support.Template // as they were typed
	kind          support.Kind                      // the one in sight
	subject, text *widgets.Field
	explained     *fyne.Container // what may stand in braces
	problem       *widget.RichText
	save          *widgets.Button
	dialog        *widgets.Dialog
}

// EditTexts opens the dialog for the firm's own letter texts.
func (d *Desk) EditTexts() {
	page.DoLatest(d.host.Worker, &d.opening, d.services.Standing, func(s Standing, err error) {
		if err != nil {
			d.host.Fail(err)
			return
		}
		d.showTexts(s.Data)
	})
}

func (d *Desk) showTexts(data firm.Data) {
	texts, kinds := d.host.Texts, support.Kinds()
	o := &own{desk: d, data: data, written: map[support.Kind]support.Template{}, kind: kinds[0], problem: newProblem(wholeWidth)}
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = texts.Text("letter.kind." + string(kind))
		o.written[kind] = o.whole(kind, data.Templates[kind])
	}
	o.subject, o.text = widgets.NewField(""), widgets.NewField("")
	o.text.MultiLine, o.text.Wrapping = true, fyne.TextWrapWord
	o.text.SetMinRowsVisible(o.rows())
	o.subject.OnEscape, o.text.OnEscape = func() { o.dialog.Hide() }, func() { o.dialog.Hide() }
	o.explained = container.NewStack()
	o.put()
	kind := widgets.NewChips(words, func(selected int) {
		o.keep()
		o.kind = kinds[selected]
		o.put()
	}).Wrapping()
	kind.Resize(fyne.NewSize(wholeWidth, 0))
	labelled := func(key string, content fyne.CanvasObject) fyne.CanvasObject {
		return container.NewBorder(gapBelow(4, widgets.NewLine(texts.Text(key), widgets.Caption)), nil, nil, nil, content)
	}
	body := widgets.Below(10, wide(texts.Text("window.letter.own.lead"), widgets.Plain, wholeWidth), kind,
		labelled("setting.field.subject", o.subject),
		container.New(sideBySide{gap: 14, share: 0.6}, labelled("setting.field.text", o.text), labelled("window.letter.own.names", o.explained)),
		widgets.Flush(o.problem))
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { o.dialog.Hide() })
	restore := widgets.NewButton(texts.Text("window.letter.own.restore"), widget.MediumImportance, func() {
		o.written[o.kind] = o.whole(o.kind, support.Template{})
		o.put()
	})
	o.save = widgets.NewButton(texts.Text("window.save"), widget.HighImportance, o.submit)
	o.dialog = widgets.NewDialog(d.host.Window, texts.Text("window.letter.own.title"), wholeWidth, body, cancel, restore, o.save)
	o.dialog.Show()
}

// rows is how many lines of the text are in sight: what the window has room for beside the rest of the dialog.
func (o *own) rows() int {
	const least, most, rest = 8, 20, 470
	line := fyne.MeasureText("M", base.Size(base.SizeNameText), fyne.TextStyle{}).Height
	return max(least, min(most, int((o.desk.host.Window.Canvas().Size().Height-theme.Grown(rest))/line)))
}

// names explains what may stand in braces in letters of the kind in sight.
func (o *own) names() fyne.CanvasObject {
	names := support.PlaceholdersFor(o.kind)
	items := make([]widgets.LineItem, len(names))
	for i, name := range names {
		items[i].Text = "{" + name + "}: " + o.desk.host.Texts.Text("window.letter.own.name."+name)
	}
	return widgets.NewLines(items)
}

// whole is a text with the built-in one where the firm has none of its own.
func (o *own) whole(kind support.Kind, t support.Template) support.Template {
	built := o.builtIn(kind)
	if t.Subject == "" {
		t.Subject = built.Subject
	}
	if t.Text == "" {
		t.Text = built.Text
	}
	return t
}

func (o *own) builtIn(kind support.Kind) support.Template {
	texts := o.desk.host.Texts
	return support.Template{Subject: texts.Text("letter." + string(kind) + ".subject"), Text: texts.Text("letter." + string(kind) + ".text")}
}

// put shows the text of the kind in sight, keep takes over what was typed of it.
func (o *own) put() {
	o.subject.SetText(o.written[o.kind].Subject)
	o.text.SetText(o.written[o.kind].Text)
	o.explained.Objects = []fyne.CanvasObject{o.names()}
	o.explained.Refresh()
}

func (o *own) keep() {
	o.written[o.kind] = support.Template{Subject: o.subject.Text, Text: o.text.Text}
}

// submit stores those texts that are not the built-in ones.
func (o *own) submit() {
	o.keep()
	data := o.data
	data.Templates = maps.Clone(data.Templates)
	for kind, t := range o.written {
		built := o.builtIn(kind)
		if strings.TrimSpace(t.Subject) == strings.TrimSpace(built.Subject) {
			t.Subject = ""
		}
		if strings.TrimSpace(t.Text) == strings.TrimSpace(built.Text) {
			t.Text = ""
		}
		data = data.WithTemplate(kind, t)
	}
	o.save.Disable()
	page.Do(o.desk.host.Worker, func(ctx context.Context) (firm.Data, error) { return o.desk.services.Save(ctx, data) }, func(_ firm.Data, err error) {
		o.save.Enable()
		if err != nil {
			widgets.SetParagraph(o.problem, o.desk.host.Texts.Explain(err))
			o.problem.Show()
			o.dialog.Fit()
			return
		}
		o.dialog.Hide()
		o.desk.host.Changed()
		o.desk.host.Good("window.letter.own.saved")
	})
}
