package safety

import (
	"context"
	"errors"
	"io/fs"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/archive"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/widgets"
)

// plan compares a backup with what is there, and shows what bringing it back would do.
func (p *Page) plan(opened *archive.Opened) {
	page.Do(p.host.Worker, func(ctx context.Context) (*archive.Plan, error) {
		return p.services.Backups.Plan(ctx, opened)
	}, func(plan *archive.Plan, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.showPlan(plan)
	})
}

// planHeight is how high a plan's list is: as high as its items want, and as the window has room for.
func (p *Page) planHeight(items int) float32 {
	const least, item, rest = 150, 64, 440
	return max(least, min(float32(items)*item, p.host.Window.Canvas().Size().Height-rest))
}

// showPlan says in numbers and names what would happen, before anything does.
func (p *Page) showPlan(plan *archive.Plan) {
	texts := p.host.Texts
	body := widgets.Below(10, paragraph(texts.Text("window.safety.restore.taken", "time", p.moment(plan.Taken())), widgets.Strong))
	if plan.Foreign() {
		body.Add(paragraph(texts.Text("window.safety.restore.foreign"), widgets.Style{Colour: base.ColorNameError}))
	}
	body.Add(widgets.Below(3,
		widgets.NewLine(texts.Count("window.safety.restore.missing", len(plan.Missing)), widgets.Plain),
		widgets.NewLine(texts.Count("window.safety.restore.different", len(plan.Different)), widgets.Plain),
		widgets.NewLine(texts.Count("window.safety.restore.equal", plan.Equal), widgets.Plain),
		widgets.NewLine(texts.Count("window.safety.restore.newer", len(plan.Newer)), widgets.Plain)))
	var items []widgets.LineItem
	for _, item := range plan.Missing {
		items = append(items, named("window.safety.restore.item_missing", item.Label, p)...)
	}
	for _, item := range plan.Different {
		items = append(items, named("window.safety.restore.item_different", item.Label, p)...)
	}
	if len(items) > 0 {
		body.Add(atLeast(dialogWidth, p.planHeight(len(items)), widgets.NewLines(items)))
	}
	var d *widgets.Dialog
	if len(plan.Missing)+len(plan.Different) == 0 {
		body.Add(paragraph(texts.Text("window.safety.restore.nothing"), widgets.Plain))
		d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.restore.plan_title"), dialogWidth, body,
			widgets.NewButton(texts.Text("window.close"), widget.HighImportance, func() { d.Hide() }))
		d.Show()
		return
	}
	replace := widgets.NewTextCheck(texts.Text("window.safety.restore.replace"), len(plan.Missing) == 0, nil)
	accept := widgets.NewButton(texts.Text("window.safety.restore.yes"), widget.DangerImportance, func() {
		d.Hide()
		p.restore(plan, replace.Checked)
	})
	if len(plan.Different) > 0 && len(plan.Missing) > 0 {
		body.Add(replace)
	} else if len(plan.Missing) == 0 {
		body.Add(paragraph(texts.Text("window.safety.restore.replaces"), widgets.Style{Colour: base.ColorNameError}))
	}
	body.Add(paragraph(texts.Text("window.safety.restore.safety"), widgets.Muted))
	d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.restore.plan_title"), dialogWidth, body,
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }), accept)
	d.Show()
}

// named is the line of a record; settings have no name and no line.
func named(key, label string, p *Page) []widgets.LineItem {
	if label == "" {
		return nil
	}
	return []widgets.LineItem{{Text: p.host.Texts.Text(key, "name", label)}}
}

func (p *Page) restore(plan *archive.Plan, replace bool) {
	p.host.Good("window.safety.restore.working")
	page.Do(p.host.Worker, func(ctx context.Context) (archive.Restored, error) {
		return p.services.Backups.Restore(ctx, plan, replace)
	}, func(done archive.Restored, err error) {
		if err != nil {
			p.host.Fail(err)
			p.host.Changed()
			return
		}
		p.host.Changed()
		p.restored(done)
	})
}

// restored says what came back, and where the state before lies.
func (p *Page) restored(done archive.Restored) {
	texts := p.host.Texts
	body := widgets.Below(12, paragraph(texts.Count("window.safety.restore.done", done.Records), widgets.Plain))
	if done.Safety != "" {
		path := widget.NewLabel(done.Safety)
		path.Wrapping, path.Selectable = fyne.TextWrapBreak, true
		path.Resize(fyne.NewSize(dialogWidth, 0))
		body.Add(paragraph(texts.Text("window.safety.restore.before"), widgets.Plain))
		body.Add(widgets.Flush(path))
	}
	p.host.Tell(page.Notice{})
	var d *widgets.Dialog
	d = widgets.NewDialog(p.host.Window, texts.Text("window.safety.restore.done_title"), dialogWidth, body,
		widgets.NewButton(texts.Text("window.close"), widget.HighImportance, func() { d.Hide() }))
	d.Show()
}

// fileError gives the words for people to a file that could not be read.
func fileError(path string, err error) error {
	var file *fs.PathError
	if errors.As(err, &file) {
		return &setup.FileError{Name: setup.Name(storage.NewFileURI(path)), Err: err}
	}
	return err
}
