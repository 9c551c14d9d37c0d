// Package clockwork is what the window shows of this PC's clock: a bar above the code where something is to be said,
// the card of the settings, the way to set the clock, and the question whether codes are to be put right meanwhile. Of
// a clock that is right, or of which nothing is known, it says nothing unasked.
package clockwork

import (
	"context"
	"runtime"
	"strings"
	"time"

	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/clock"
	"kanzleicode/app/language"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// Service knows how this PC's clock stands. State answers at once, all others may block.
type Service interface {
	State() clock.State
	Check(ctx context.Context) clock.Result
	Configure(settings clock.Settings) error
	Locked() bool                      // the firm's IT has laid down whom to ask, and Configure is refused; answers at once
	Correct(ctx context.Context) error // a person has consented
	Clear(ctx context.Context) error   // and takes that back
	Seen() error                       // a person has read what happened
}

// Desk is where the bar, the card and the Anzeige come from. Its methods are called on the UI goroutine.
type Desk struct {
	host    *page.Host
	service Service
	asking  bool // servers are being asked because a person wants it
	strip   *Strip
	card    *Card
}

// New makes the desk of a window; fit is called when its bar comes, goes or changes its height.
func New(host *page.Host, service Service, fit func()) *Desk {
	d := &Desk{host: host, service: service}
	d.strip, d.card = newStrip(d, fit), newCard(d)
	d.Tick(host.Now())
	return d
}

// Strip is the bar above the code.
func (d *Desk) Strip() *Strip { return d.strip }

// Card is the settings' card.
func (d *Desk) Card() *Card { return d.card }

// Tick shows how the clock stands now.
func (d *Desk) Tick(time.Time) {
	state := d.service.State()
	d.strip.show(&state)
	d.card.show(&state)
}

// Sign is what the Anzeige says of the clock, "" nothing; wrong: codes may be refused.
func (d *Desk) Sign() (text string, wrong bool) {
	state, texts := d.service.State(), d.host.Texts
	switch {
	case state.Level == clock.Corrected:
		return texts.Text("window.clock.sign_corrected"), false
	case state.CanCorrect():
		return texts.Text(direction("window.clock.sign", state.Measured.Offset), "span", clock.Span(texts, state.Measured.Offset)), true
	case state.Level == clock.Doubtful, state.Correction != nil:
		return texts.Text("window.clock.sign_doubtful"), true
	}
	return "", false
}

// Standing says how the clock stands, in whole sentences.
func (d *Desk) Standing() string {
	state := d.service.State()
	return told(d.host.Texts, &state)
}

// CanCheck reports whether servers may be asked, and are not being asked already.
func (d *Desk) CanCheck() bool { return !d.asking && !d.service.State().Settings.Off }

// Check asks the servers now; [page.Host].Changed is called when they have answered.
func (d *Desk) Check() { d.check() }

// ShowHow says how this PC's clock is set.
func (d *Desk) ShowHow() { d.how() }

// direction is the key of the sentence for a clock that is slow, or fast.
func direction(key string, offset time.Duration) string {
	if offset < 0 {
		return key + "_fast"
	}
	return key + "_slow"
}

// do runs what may block, shows what came of it, and says done if it went well; "" = what is seen is enough.
func (d *Desk) do(work func(context.Context) error, done string) {
	page.Do(d.host.Worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) {
		switch {
		case err != nil:
			d.host.Fail(err)
		case done != "":
			d.host.Good(done)
		}
		d.Tick(d.host.Now())
		d.host.Changed()
	})
}

// check asks the servers now. What comes of it is shown, and is no message: see [clock.State].
func (d *Desk) check() {
	if d.asking {
		return
	}
	d.asking = true
	d.Tick(d.host.Now())
	page.Do(d.host.Worker, func(ctx context.Context) (clock.Result, error) { return d.service.Check(ctx), nil },
		func(clock.Result, error) {
			d.asking = false
			d.Tick(d.host.Now())
			d.host.Changed()
		})
}

// seen takes the message away that a person has read.
func (d *Desk) seen() { d.do(func(context.Context) error { return d.service.Seen() }, "") }

// correct asks whether codes are to be computed with the measured time.
func (d *Desk) correct() {
	state, texts := d.service.State(), d.host.Texts
	if !state.CanCorrect() {
		return
	}
	lead := texts.Text(direction("window.clock.correct_lead", state.Measured.Offset), "span", clock.Span(texts, state.Measured.Offset))
	widgets.Ask(d.host.Window, texts.Text("window.clock.correct_title"), lead+"\n\n"+texts.Text("window.clock.correct_about"),
		texts.Text("window.clock.correct_yes"), texts.Text("window.cancel"), widget.HighImportance, func() {
			d.do(d.service.Correct, "window.clock.correct_done")
		})
}

// clear takes the consent back.
func (d *Desk) clear() { d.do(d.service.Clear, "window.clock.clear_done") }

// how says how this PC's clock is set.
func (d *Desk) how() {
	texts := d.host.Texts
	system := "window.clock.how.linux"
	if runtime.GOOS == "windows" {
		system = "window.clock.how.windows"
	}
	steps := widgets.NewParagraph(texts.Text(system)+"\n\n"+texts.Text("window.clock.how.it"), widgets.Plain)
	var dialog *widgets.Dialog
	buttons := []*widgets.Button{widgets.NewButton(texts.Text("window.close"), widget.MediumImportance, func() { dialog.Hide() })}
	if state := d.service.State(); !state.Settings.Off {
		buttons = append(buttons, widgets.NewButton(texts.Text("window.clock.check"), widget.HighImportance, func() { dialog.Hide(); d.check() }))
	}
	dialog = widgets.NewDialog(d.host.Window, texts.Text("window.clock.how"), 560, widgets.Flush(steps), buttons...)
	dialog.Show()
}

// told are whole sentences, one after the other.
func told(texts *language.Catalog, state *clock.State) string {
	return strings.Join(state.Sentences(texts), " ")
}
