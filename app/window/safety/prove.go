package safety

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/storage"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/recovery"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// proof is the dialog that asks for what stands on the sheet.
type proof struct {
	page    *Page
	fields  []*widgets.Field // the groups, or one for the whole key
	whole   bool             // the whole key is asked for
	problem *widget.RichText
	accept  *widgets.Button
	dialog  *widgets.Dialog
	over    bool // closed: what comes later is dropped
}

// AskProof asks a person to show that the sheet is there, by two of its groups. It reads first which those
// are: the sheet may be a minute old, or another PC's.
func (p *Page) AskProof() {
	page.Do(p.host.Worker, p.services.Sheets.State, func(sheet recovery.State, err error) {
		switch {
		case err != nil:
			p.host.Fail(err)
		case sheet.Created.IsZero():
			p.host.Fail(&recovery.Error{Reason: recovery.ReasonNone})
		default:
			p.state.sheet = sheet
			(&proof{page: p, whole: len(sheet.Groups) == 0}).ask()
		}
	})
}

func (f *proof) ask() {
	texts := f.page.host.Texts
	text, rows := "window.safety.prove.groups", widgets.Below(8)
	if f.whole {
		text = "window.safety.prove.whole"
		field := f.field(texts.Text("window.safety.prove.key"))
		field.MultiLine, field.Wrapping = true, fyne.TextWrapBreak
		field.SetMinRowsVisible(3)
		rows.Add(field)
	} else {
		for _, number := range f.page.state.sheet.Groups {
			label := widgets.NewWholeLine(texts.Text("window.safety.prove.group", "n", number), widgets.Strong)
			field := f.field("")
			rows.Add(container.NewBorder(nil, nil, atLeast(100, 0, label), nil, field))
		}
	}
	f.problem = widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})
	f.problem.Resize(fyne.NewSize(dialogWidth, 0))
	f.problem.Hide()
	f.accept = widgets.NewButton(texts.Text("window.safety.prove.yes"), widget.HighImportance, f.submit)
	other := widgets.NewButton(texts.Text("window.safety.prove.scan"), widget.MediumImportance, f.chooseScan)
	ways := widgets.Beside(10)
	if !f.whole {
		ways.Add(widgets.NewButton(texts.Text("window.safety.prove.type"), widget.MediumImportance, func() {
			f.close()
			(&proof{page: f.page, whole: true}).ask()
		}))
	}
	ways.Add(other)
	body := widgets.Below(12, paragraph(texts.Text(text, "day", f.page.day(f.page.state.sheet.Created)), widgets.Plain), rows, widgets.Flush(f.problem),
		container.New(layout.NewCustomPaddedLayout(4, 0, 0, 0), ways))
	f.dialog = widgets.NewDialog(f.page.host.Window, texts.Text("window.safety.prove.title"), dialogWidth, body,
		widgets.NewButton(texts.Text("window.safety.later"), widget.MediumImportance, f.close), f.accept)
	f.update()
	f.dialog.Show()
	f.page.focus(f.fields[0])
}

// field is one of the fields; Enter goes on to the next one.
func (f *proof) field(placeholder string) *widgets.Field {
	field := widgets.NewField("")
	field.SetPlaceHolder(placeholder)
	field.OnEscape = f.close
	field.OnChanged = func(string) { f.update() }
	index := len(f.fields)
	field.OnSubmitted = func(string) {
		if index+1 < len(f.fields) {
			f.page.host.Window.Canvas().Focus(f.fields[index+1])
			return
		}
		f.submit()
	}
	f.fields = append(f.fields, field)
	return field
}

// update allows to go on when everything is filled in.
func (f *proof) update() {
	if f.accept == nil {
		return
	}
	f.accept.Enable()
	for _, field := range f.fields {
		if strings.TrimSpace(field.Text) == "" {
			f.accept.Disable()
		}
	}
}

func (f *proof) submit() {
	if f.accept.Disabled() {
		return
	}
	sheets := f.page.services.Sheets
	typed := make([]string, len(f.fields))
	for i, field := range f.fields {
		typed[i] = field.Text
	}
	f.try(func(ctx context.Context) error {
		if f.whole {
			return sheets.ProveKey(ctx, typed[0])
		}
		return sheets.ProveGroups(ctx, typed)
	})
}

// try runs a proof off the UI goroutine and says how it went.
func (f *proof) try(work func(context.Context) error) {
	f.accept.Disable()
	p := f.page
	page.Do(p.host.Worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		switch {
		case f.over:
		case err != nil:
			f.fail(err)
		default:
			f.close()
			p.host.Good("window.safety.prove.done")
			p.host.Changed()
		}
	})
}

func (f *proof) fail(err error) {
	f.update()
	widgets.SetParagraph(f.problem, f.page.host.Texts.Explain(err))
	f.problem.Show()
	f.dialog.Fit()
	f.page.host.Window.Canvas().Focus(f.fields[0])
}

// chooseScan asks for a picture or a scan of the sheet.
func (f *proof) chooseScan() {
	open := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			f.fail(&setup.FileError{Err: err})
		case file != nil:
			_ = file.Close() // opened by the dialog on the UI goroutine; read again off it
			f.scan(file.URI())
		}
	}, f.page.host.Window)
	texts := f.page.host.Texts
	open.SetTitleText(texts.Text("window.safety.prove.scan_title"))
	open.SetFilter(storage.NewExtensionFileFilter(Scans))
	open.SetView(dialog.ListView)
	open.Show()
	open.Resize(f.page.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// Scans are the endings of files that may show a sheet.
var Scans = []string{".pdf", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".txt"}

// scan proves the sheet by a picture of it.
func (f *proof) scan(uri fyne.URI) {
	f.try(func(ctx context.Context) error {
		identity, err := ReadSheet(ctx, uri)
		if err != nil {
			return err
		}
		return f.page.services.Sheets.ProveKey(ctx, identity.Reveal())
	})
}

// ReadSheet reads the key from a picture or a scan of a sheet; it blocks.
func ReadSheet(ctx context.Context, uri fyne.URI) (recovery.Identity, error) {
	data, err := setup.ReadFile(uri)
	if err != nil {
		return recovery.Identity{}, err
	}
	defer clear(data)
	return recovery.Find(ctx, data)
}

func (f *proof) close() {
	f.over = true
	for _, field := range f.fields {
		field.OnChanged = nil
		field.SetText("")
	}
	f.dialog.Hide()
}
