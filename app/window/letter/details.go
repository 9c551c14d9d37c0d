package letter

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/firm"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// formWidth is how wide the questions are.
const formWidth = 560

// form is the dialog for what letters say of the firm.
type form struct {
	desk    *Desk
	data    *firm.Data
	problem *widget.RichText
	save    *widgets.Button
	dialog  *widgets.Dialog
	fields  []field
	take    func() error // takes over what is no line of text; nil = there is nothing more
	done    func()
}

// field is one entry and the detail that it is for.
type field struct {
	entry *widgets.Field
	value *string
}

// askDetails asks for what letters say of the firm, stores it, and goes on. Nothing has to be entered: a letter leaves
// out what is not known.
func (d *Desk) askDetails(data *firm.Data, done func()) {
	edited := *data
	f := &form{desk: d, data: &edited, problem: newProblem(formWidth)}
	f.done = func() { *data = *f.data; done() }
	f.show("window.letter.details.title", "window.letter.details.next", formWidth, []fyne.CanvasObject{
		f.lead("window.letter.details.lead", formWidth),
		f.field("to", &edited.SupportAddress),
		inRow(f.field("name", &edited.Name), f.field("customer_number", &edited.CustomerNumber)),
		f.person(),
		widgets.Below(4, inRow(f.reference()...), f.hint("reference_hint")),
	})
}

// inRow puts fields side by side.
func inRow(fields ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewGridWithColumns(len(fields), fields...)
}

func (f *form) lead(key string, width float32) fyne.CanvasObject {
	return wide(f.desk.host.Texts.Text(key), widgets.Plain, width)
}

func (f *form) hint(key string) fyne.CanvasObject {
	return widgets.NewLine(f.desk.host.Texts.Text("window.letter.details."+key), widgets.Caption)
}

func (f *form) person() fyne.CanvasObject {
	return inRow(f.field("contact", &f.data.Contact), f.field("phone", &f.data.Phone), f.field("email", &f.data.Email))
}

func (f *form) reference() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.field("reference_number", &f.data.Reference.Number), f.field("reference_user", &f.data.Reference.User)}
}

// show opens the dialog with its parts, the first empty field ready to be written in.
func (f *form) show(title, save string, width float32, parts []fyne.CanvasObject) {
	texts := f.desk.host.Texts
	f.save = widgets.NewButton(texts.Text(save), widget.HighImportance, f.submit)
	cancel := widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { f.dialog.Hide() })
	f.dialog = widgets.NewDialog(f.desk.host.Window, texts.Text(title), width, widgets.Below(11, append(parts, widgets.Flush(f.problem))...), cancel, f.save)
	f.dialog.Show()
	for _, field := range f.fields {
		if field.entry.Text == "" && !field.entry.Disabled() {
			f.desk.host.Window.Canvas().Focus(field.entry)
			break
		}
	}
}

func (f *form) field(key string, value *string) fyne.CanvasObject {
	texts := f.desk.host.Texts
	entry := widgets.NewField(*value)
	entry.SetPlaceHolder(texts.Text("window.letter.details.example." + key))
	entry.OnEscape = func() { f.dialog.Hide() }
	entry.OnSubmitted = func(string) { f.submit() }
	f.fields = append(f.fields, field{entry, value})
	name := firm.Field(key)
	if key == "to" {
		name = firm.FieldSupportAddress
	}
	if f.desk.services.IsLocked(name) {
		entry.Disable()
		sign := container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(16), widget.NewIcon(theme.Symbol("lock"))))
		return f.labelled(key, entry, container.NewBorder(nil, nil, container.New(widgets.Inset(2, 0), sign), nil,
			widgets.NewLine(texts.Text("window.policy.locked"), widgets.Caption)))
	}
	return f.labelled(key, entry)
}

// labelled puts the name of an entry above it, and what there is to say of it below.
func (f *form) labelled(key string, entry ...fyne.CanvasObject) fyne.CanvasObject {
	name := widgets.NewParagraph(f.desk.host.Texts.Text("window.letter.details."+key), widgets.Caption)
	return widgets.NewColumn(4, slices.Insert(entry, 0, widgets.Flush(name))...)
}

func (f *form) submit() {
	if f.save.Disabled() {
		return
	}
	for _, field := range f.fields {
		*field.value = strings.TrimSpace(field.entry.Text)
	}
	if f.take != nil {
		if err := f.take(); err != nil {
			f.complain(err)
			return
		}
	}
	f.save.Disable()
	data := *f.data
	page.Do(f.desk.host.Worker, func(ctx context.Context) (firm.Data, error) {
		return f.desk.services.Save(ctx, data)
	}, func(saved firm.Data, err error) {
		f.save.Enable()
		if err != nil {
			f.complain(err)
			return
		}
		f.dialog.Hide()
		*f.data = saved
		f.desk.host.Changed()
		f.done()
	})
}

func (f *form) complain(err error) {
	widgets.SetParagraph(f.problem, f.desk.host.Texts.Explain(err))
	f.problem.Show()
	f.dialog.Fit()
}

// newProblem is a place for what is wrong, empty for now.
func newProblem(width float32) *widget.RichText {
	p := widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})
	p.Resize(fyne.NewSize(width, 0))
	p.Hide()
	return p
}

// askAnswer asks what to say to support's question.
func (d *Desk) askAnswer(question string, done func(answer string)) {
	d.askText("answer", d.host.Texts.Text("window.letter.answer.question", "question", question), "", done)
}

// askProblem asks what does not work.
func (d *Desk) askProblem(known string, done func(problem string)) {
	d.askText("help", d.host.Texts.Text("window.letter.help.question"), known, done)
}

// askText asks for a text that then stands in a letter; kind is a part of translation keys.
func (d *Desk) askText(kind, question, known string, done func(text string)) {
	texts := d.host.Texts
	asked := widgets.NewParagraph(question, widgets.Strong)
	asked.Resize(fyne.NewSize(formWidth, 0))
	var dialog *widgets.Dialog
	entry := widgets.NewField(known)
	entry.MultiLine, entry.Wrapping = true, fyne.TextWrapWord
	entry.SetMinRowsVisible(5)
	next := widgets.NewButton(texts.Text("window.letter.details.next"), widget.HighImportance, nil)
	next.OnTapped = func() {
		if text := strings.TrimSpace(entry.Text); text != "" {
			dialog.Hide()
			done(text)
		}
	}
	entry.OnChanged = func(text string) {
		if strings.TrimSpace(text) == "" {
			next.Disable()
		} else {
			next.Enable()
		}
	}
	entry.OnChanged(known)
	entry.OnEscape = func() { dialog.Hide() }
	dialog = widgets.NewDialog(d.host.Window, texts.Text("window.letter.title."+kind), formWidth,
		widgets.Below(12, widgets.Flush(asked), widgets.Below(4, widgets.NewLine(texts.Text("window.letter."+kind+".field"), widgets.Caption), entry)),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { dialog.Hide() }), next)
	dialog.Show()
	d.host.Window.Canvas().Focus(entry)
}
