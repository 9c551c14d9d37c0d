package letter

import (
	"context"
	"errors"

	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/support"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// ask asks whether the letter was sent. Enter alone does not say so: the dialog comes up while a person may be
// typing in the mail program. Nothing is noted of a letter about no Mandat.
func (p *preview) ask(way taken) {
	texts := p.desk.host.Texts
	if p.request.kind == support.KindHelp {
		p.hide()
		p.desk.host.Good("window.letter.sent."+way.key, "name", way.name)
		return
	}
	var d *widgets.Dialog
	later := widgets.NewButton(texts.Text("window.letter.sent.no"), widget.MediumImportance, func() { d.Hide() })
	yes := widgets.NewButton(texts.Text("window.letter.sent.yes"), widget.HighImportance, func() { d.Hide(); p.hide(); p.note(way) })
	d = widgets.NewDialog(p.desk.host.Window, texts.Text("window.letter.sent.title"), formWidth, widgets.Below(10,
		wide(texts.Text("window.letter.sent."+way.key, "name", way.name), widgets.Plain, formWidth),
		wide(texts.Text("window.letter.sent.then."+string(p.request.kind)), widgets.Plain, formWidth)), later, yes)
	d.Show()
	p.desk.host.Window.Canvas().Focus(later)
}

// note notes that the letter was sent.
func (p *preview) note(way taken) {
	page.Do(p.desk.host.Worker, func(ctx context.Context) (uint64, error) { return p.store(ctx, way) }, func(rev uint64, err error) {
		var stale *mandate.Error
		switch {
		case err == nil:
			p.desk.tell(p.desk.host.Texts.Count("window.letter.done."+string(p.request.kind), len(p.rows)), rev)
		case errors.As(err, &stale) && p.request.kind != support.KindReminder:
			p.askAgain(err)
		default:
			p.desk.host.Fail(err)
		}
		p.desk.host.Changed()
	})
}

// store gives the revision that can be taken back, 0 if that is not possible.
func (p *preview) store(ctx context.Context, way taken) (uint64, error) {
	register := p.desk.services.Register
	switch p.request.kind {
	case support.KindReminder:
		_, err := register.Remind(ctx, p.request.about.ID)
		return 0, err
	case support.KindAnswer: // support is to answer again
		ids := make([]vault.ID, len(p.rows))
		for i := range p.rows {
			ids[i] = p.rows[i].ID
		}
		rows, err := register.Reopen(ctx, ids...)
		if err != nil {
			return 0, err
		}
		return rows[0].Rev, nil
	}
	sending := mandate.Sending{Rows: p.rows, Code: p.standing.Since, Way: way.way, Recipient: way.to, Clients: p.request.clients}
	if p.request.kind == support.KindWithdraw {
		sending.Kind = mandate.KindWithdraw
	}
	s, err := register.Submit(ctx, sending)
	return s.Rev, err
}

// askAgain says that the list is no longer what was sent, and offers to look at it again.
func (p *preview) askAgain(err error) {
	texts := p.desk.host.Texts
	var d *widgets.Dialog
	d = widgets.NewDialog(p.desk.host.Window, texts.Text("window.letter.changed.title"), formWidth, widgets.Below(10,
		wide(texts.Explain(err), widgets.Plain, formWidth), wide(texts.Text("window.letter.changed.text"), widgets.Plain, formWidth)),
		widgets.NewButton(texts.Text("window.close"), widget.MediumImportance, func() { d.Hide() }),
		widgets.NewButton(texts.Text("window.letter.changed.again"), widget.HighImportance, func() { d.Hide(); p.desk.open(p.request) }))
	d.Show()
}

// tell tells what was done, with a button that takes it back.
func (d *Desk) tell(text string, rev uint64) { TellUndoable(d.host, d.services.Register, text, rev) }

// Undoer takes changes of the list back; *mandate.Register is one.
type Undoer interface {
	Undo(ctx context.Context, rev uint64) (vault.Entry, error)
}

// TellUndoable tells what was done, with a button that takes back the change that made a revision; 0 = it cannot be.
func TellUndoable(host *page.Host, register Undoer, text string, rev uint64) {
	notice := page.Notice{Text: text}
	if rev > 0 {
		notice.Action = host.Texts.Text("window.undo")
		notice.Do = func() {
			page.Do(host.Worker, func(ctx context.Context) (vault.Entry, error) { return register.Undo(ctx, rev) }, func(_ vault.Entry, err error) {
				if err != nil {
					host.Fail(err)
				} else {
					host.Good("window.undone")
				}
				host.Changed()
			})
		}
	}
	host.Tell(notice)
}
