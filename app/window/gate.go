package window

import (
	"context"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/language"
	"kanzleicode/app/recovery"
	"kanzleicode/app/window/outside"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Start is how the windows before the main one open the vault. Its functions but Done are called off the UI
// goroutine and may take their second; a passphrase is cleared by who gets it.
type Start struct {
	// Unlock opens the vault with a passphrase, or makes a new one.
	Unlock func(ctx context.Context, passphrase []byte) error
	// Recover opens the vault with the key of its recovery sheet; nil = there is nothing to recover.
	Recover func(ctx context.Context, key recovery.Identity) error
	// Adopt sets this PC up after Recover: with a passphrase, or with its keyring (nil).
	Adopt func(ctx context.Context, passphrase []byte) error
	// Done is called once, on the UI goroutine: with true when the vault is open, with false when the person
	// gave up. It may open the main window: [Window.Start] then shows it in the loop that runs already.
	Done func(opened bool)
	// Starts are further starts of the program: they bring this window to the front, and what else they want waits for
	// the main one. nil = there are none.
	Starts Starts
}

// gate is a window before the main one.
type gate struct {
	window fyne.Window
	texts  *language.Catalog
	worker *page.Worker
	start  Start
	opened bool
}

func newGate(a fyne.App, texts *language.Catalog, start Start, newWorker func(context.Context) *page.Worker) *gate {
	dress(a, texts)
	ctx, stop := context.WithCancel(context.Background())
	g := &gate{window: a.NewWindow(texts.Text("app.name")), texts: texts, worker: newWorker(ctx), start: start}
	g.window.SetPadded(false)
	g.window.SetOnClosed(func() {
		stop()
		g.worker.Settle()
		if !g.opened && start.Done != nil {
			start.Done(false)
		}
	})
	endsWith(a, g.window)
	serve(g.worker, start.Starts, func(e Errand) bool {
		if e.Quit {
			a.Quit()
			return true
		}
		raise(g.window, outside.Of(g.window), e.Token)
		return !e.Display && len(e.Offered) == 0
	})
	return g
}

// mostRoom is what a small screen has for a start window.
var mostRoom = fyne.NewSize(1320, 660)

// room makes the window at least so large, with texts of the usual size, and never too small for what stands in it.
func (g *gate) room(usual fyne.Size) {
	grown := fyne.NewSize(theme.Grown(usual.Width), theme.Grown(usual.Height)).Min(mostRoom)
	g.window.Resize(g.window.Canvas().Size().Max(grown).Max(g.window.Content().MinSize()))
}

// finish goes on to the main window.
func (g *gate) finish() {
	g.opened = true
	g.window.SetCloseIntercept(nil) // the program goes on in another window
	g.start.Done(true)
	g.window.Close()
}

// work runs something off the UI goroutine.
func (g *gate) work(work func(context.Context) error, done func(error)) {
	page.Do(g.worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) }, func(_ struct{}, err error) { done(err) })
}

// enable makes fields and buttons work, or not.
func enable(on bool, parts ...fyne.Disableable) {
	for _, part := range parts {
		if on {
			part.Enable()
		} else {
			part.Disable()
		}
	}
}

// complaint is a place for what is wrong, empty for now.
func complaint() *widget.RichText {
	p := widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})
	p.Resize(fyne.NewSize(wideText, 0))
	p.Hide()
	return p
}

// say tells what is wrong.
func (g *gate) say(place *widget.RichText, text string) {
	widgets.SetParagraph(place, text)
	place.Show()
	g.arrange()
}

// arrange gives what came or went its place.
func (g *gate) arrange() { g.window.Content().Refresh() }

// wideText is how wide a text is at least in a start window.
const wideText = 500

// wide is a text that wraps, as wide as a start window has room; it finds its height by that.
func wide(text string) fyne.CanvasObject {
	p := widgets.NewParagraph(text, widgets.Plain)
	p.Resize(fyne.NewSize(wideText, 0))
	return p
}
