package mandates

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// Tables are the endings of files that hold tables.
var Tables = []string{".xlsx", ".ods", ".csv", ".tsv", ".txt"}

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
	p.bring(setup.Name(uri), func() ([]byte, error) { return setup.ReadFile(uri) })
}

// Text reads a pasted table, such as cells copied in Excel.
func (p *Page) Text(text string) {
	p.bring(p.host.Texts.Text("window.mandates.pasted"), func() ([]byte, error) { return []byte(text), nil })
}

// intake is a table on its way into the list. Nothing of it is stored before a person has seen what it would do.
type intake struct {
	name    string
	data    []byte
	options sheet.Options
	table   sheet.Table
	plan    mandate.Plan
	problem error // why there is no plan: a person has to settle something
}

// bring reads a table and shows it.
func (p *Page) bring(name string, read func() ([]byte, error)) {
	p.host.Good("window.import.reading")
	p.gather(func(ctx context.Context, progress func(float64)) (*intake, error) {
		data, err := read()
		if err != nil {
			return nil, err
		}
		in := &intake{name: name, data: data}
		return in, p.understand(ctx, in, progress)
	}, func(in *intake, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.host.Tell(page.Notice{})
		p.preview(in)
	})
}

// understand reads the table as the options say, and plans. What a person has to settle is no error.
func (p *Page) understand(ctx context.Context, in *intake, progress func(float64)) error {
	options := in.options
	options.Progress = progress
	table, err := sheet.Read(ctx, in.name, in.data, options)
	if err != nil {
		return err
	}
	in.table = table
	return p.replan(ctx, in)
}

// replan says what importing the table would do, as its columns are now.
func (p *Page) replan(ctx context.Context, in *intake) (err error) {
	var rows []mandate.Row
	in.plan = mandate.Plan{}
	if rows, in.problem = in.table.Rows(); in.problem != nil {
		return nil
	}
	in.plan, err = p.service.Plan(ctx, rows)
	return err
}

// reading is a long work: from some seconds on, a bar shows how far it is, and it can be cancelled.
type reading struct {
	began  time.Time
	done   atomic.Uint64 // parts of a thousand
	cancel context.CancelFunc
	dialog *widgets.Dialog // nil while it is not shown
	bar    *widget.ProgressBar
}

// patience is how long a work may take before it is spoken of.
const patience = 2 * time.Second

// gather does the work of an intake, of which only the newest counts.
func (p *Page) gather(work func(context.Context, func(float64)) (*intake, error), done func(*intake, error)) {
	r := &reading{began: p.host.Now()}
	p.endReading()
	p.reading = r
	ctx, cancel := context.WithCancel(p.host.Worker.Context())
	r.cancel = cancel
	page.DoLatest(p.host.Worker, &p.intakes, func(latest context.Context) (*intake, error) {
		defer cancel()
		defer context.AfterFunc(latest, cancel)()
		return work(ctx, func(fraction float64) { r.done.Store(uint64(fraction * 1000)) })
	}, func(in *intake, err error) {
		cancelled := ctx.Err() != nil && err != nil
		p.endReading()
		if !cancelled {
			done(in, err)
		}
	})
}

// showReading shows how far a long work is.
func (p *Page) showReading(now time.Time) {
	r := p.reading
	if r == nil || now.Sub(r.began) < patience {
		return
	}
	if r.dialog == nil {
		texts := p.host.Texts
		r.bar = widget.NewProgressBar()
		r.dialog = widgets.NewDialog(p.host.Window, texts.Text("window.mandates.reading_title"), 440, r.bar,
			widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() {
				r.cancel()
				p.endReading()
				p.host.Good("window.mandates.reading_cancelled")
			}))
		r.dialog.Show()
	}
	r.bar.SetValue(float64(r.done.Load()) / 1000)
}

func (p *Page) endReading() {
	if p.reading != nil && p.reading.dialog != nil {
		p.reading.dialog.Hide()
	}
	p.reading = nil
}

func (p *Page) store(name string, plan mandate.Plan) {
	page.Do(p.host.Worker, func(ctx context.Context) ([]mandate.Mandate, error) {
		return p.service.Import(ctx, plan, name)
	}, func(stored []mandate.Mandate, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		rev, _ := revision(stored, nil)
		p.offerUndo(rev, p.host.Texts.Count("window.mandates.imported", len(stored)))
		p.host.Changed()
	})
}
