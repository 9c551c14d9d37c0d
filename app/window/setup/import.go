package setup

import (
	"context"
	"errors"
	"image"
	"io/fs"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp/qr"
)

// Service is what an import needs of the firm's accounts.
type Service interface {
	// Scan finds what sources offer; see [authenticator.Service.Scan].
	Scan(ctx context.Context, sources ...authenticator.Source) ([]authenticator.Candidate, error)
	// Judge says what candidates are to the firm.
	Judge(candidates []authenticator.Candidate) []authenticator.Candidate
	// Add makes a candidate an account.
	Add(ctx context.Context, candidate authenticator.Candidate, name string) (authenticator.Account, error)
	// Renew puts a candidate's secret in the place of an account's.
	Renew(ctx context.Context, id vault.ID, candidate authenticator.Candidate) (authenticator.Account, error)
}

// Copied is what a person copied in another program; any of it may be missing.
type Copied struct {
	Pictures [][]byte // picture files
	Files    []string // paths of copied files
	Text     string
}

// Desktop is what the operating system lets an import reach. A way that is nil is not offered.
type Desktop struct {
	// Clipboard reads what was copied. It may wait for the other program.
	Clipboard func(ctx context.Context) (Copied, error)
	// Screen takes a picture of every monitor. It may wait for the person's permission.
	Screen func(ctx context.Context) ([]image.Image, error)
	// Again: Screen asks nobody, so that a second picture may be tried where the first one showed nothing.
	Again bool
	// Discard takes a file away that is as it was when it was read, into the trash (true) or for good. It may block.
	Discard func(path string, was fs.FileInfo) (trashed bool, err error)
}

// Importer takes whatever may hold accounts and leads through what is in it.
type Importer struct {
	host    *page.Host
	service Service
	desktop Desktop
	done    func() // an account was added or renewed

	// Paste takes what was copied in another program, as Ctrl+V does; nil = that is not offered.
	Paste func()

	series  page.Latest
	reading bool // files or text
}

// origin is where candidates come from, for what is said about them.
type origin struct {
	// kind is the tail of the translation keys of the message after they were stored: what is to be done
	// with the place that the secret came from.
	kind     string
	forget   func()        // takes the secret away from there; may be nil
	monitors []image.Image // what was on the screen, if it came from there
	monitor  int           // which of several monitors a part was chosen on, from 1; 0 = it was not chosen, or is the only one
	sources  []authenticator.Source
	files    []*given // those that the first sources are
}

// The kinds of origins.
const (
	fromFile   = "_picture"
	fromLink   = "_link"
	fromScreen = "_screen"
	fromHand   = "_typed"
)

// NewImporter makes an importer; done is called after accounts were added or renewed.
func NewImporter(host *page.Host, service Service, desktop Desktop, done func()) *Importer {
	return &Importer{host: host, service: service, desktop: desktop, done: done}
}

// Choose asks for a file.
func (i *Importer) Choose() {
	open := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			i.host.Fail(&FileError{Err: err})
		case file != nil:
			_ = file.Close() // opened by the dialog on the UI goroutine; read again off it
			i.Files(file.URI())
		}
	}, i.host.Window)
	open.SetTitleText(i.host.Texts.Text("window.import.open_title"))
	open.SetFilter(storage.NewExtensionFileFilter(Endings))
	open.SetView(dialog.ListView)
	open.Show()
	open.Resize(i.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// Files reads the accounts in files of any kind.
func (i *Importer) Files(uris ...fyne.URI) {
	files, sources := give(uris...)
	i.scan(origin{kind: fromFile, files: files, sources: sources})
}

// Copied takes pictures and files that were copied in another program.
func (i *Importer) Copied(copied Copied) {
	uris := make([]fyne.URI, len(copied.Files))
	for n, path := range copied.Files {
		uris[n] = storage.NewFileURI(path)
	}
	files, sources := give(uris...)
	for _, data := range copied.Pictures {
		sources = append(sources, authenticator.Content("", data))
	}
	i.scan(origin{kind: fromFile, files: files, sources: sources})
}

// Text takes pasted text: links, or a key to type. forget is called once what it held is stored: a secret
// does not belong on the clipboard any longer.
func (i *Importer) Text(text string, forget func()) {
	if LooksLikeKey(text) {
		i.key(text, forget)
		return
	}
	i.scan(origin{kind: fromLink, forget: forget, sources: []authenticator.Source{authenticator.Content("", []byte(text))}})
}

// LooksLikeLink reports whether a pasted text is meant for an import: it holds an otpauth link.
func LooksLikeLink(text string) bool {
	return strings.Contains(strings.ToLower(text), "otpauth")
}

// Offer shows the ways to another account.
func (i *Importer) Offer() {
	texts := i.host.Texts
	var d *widgets.Dialog
	list := widgets.Below(14)
	add := func(way wayIn) {
		button := widgets.NewIconButton(texts.Text(way.text), way.icon, way.importance, func() {
			d.Hide()
			way.take()
		})
		button.Alignment = widget.ButtonAlignLeading
		list.Add(widgets.Below(4, button, widgets.Flush(widgets.NewParagraph(texts.Text(way.about), widgets.Muted))))
	}
	for _, way := range i.ways() {
		add(way)
	}
	d = widgets.NewDialog(i.host.Window, texts.Text("window.code.add"), 460, list,
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }))
	d.Show()
}

// wayIn is one way to an account, with the keys of its texts.
type wayIn struct {
	text, about string
	icon        fyne.Resource
	importance  widget.Importance
	take        func()
}

// ways are those that work on this PC, the best one first.
func (i *Importer) ways() []wayIn {
	ways := []wayIn{
		{"window.setup.choose", "window.import.about_file", base.FolderOpenIcon(), widget.MediumImportance, i.Choose},
		{"window.setup.key", "window.import.about_key", base.DocumentCreateIcon(), widget.MediumImportance, i.Key},
	}
	if i.Paste != nil {
		ways = append([]wayIn{{"window.setup.paste", "window.import.about_paste", base.ContentPasteIcon(), widget.MediumImportance, i.Paste}}, ways...)
	}
	if i.CanSearchScreen() {
		ways = append([]wayIn{{"window.setup.screen", "window.import.about_screen", base.SearchIcon(), widget.MediumImportance, i.SearchScreen}}, ways...)
	}
	ways[0].importance = widget.HighImportance
	return ways
}

// CanSearchScreen reports whether [Importer.SearchScreen] is a way to offer.
func (i *Importer) CanSearchScreen() bool { return i.desktop.Screen != nil }

// hideTime is how long a desktop needs until a hidden window is off the screen, its animation included, and
// slowHideTime how much longer one that is busy with other things.
const (
	hideTime     = 400 * time.Millisecond
	slowHideTime = 1500 * time.Millisecond
)

// SearchScreen looks for QR codes on all monitors, with this window out of the way. The pictures stay in
// memory.
func (i *Importer) SearchScreen() {
	if !i.CanSearchScreen() {
		return
	}
	i.host.Window.Hide()
	page.Do(i.host.Worker, func(ctx context.Context) (glance, error) {
		seen, err := i.look(ctx, hideTime)
		if err == nil && i.desktop.Again && !slices.ContainsFunc(seen.found, hasCode) {
			return i.look(ctx, slowHideTime)
		}
		return seen, err
	}, func(seen glance, err error) {
		i.host.Window.Show()
		if err != nil {
			i.host.Fail(err)
			return
		}
		i.host.Tell(page.Notice{})
		i.unlock(origin{kind: fromScreen, monitors: seen.monitors, sources: seen.sources}, seen.found, 0)
	})
}

// glance is what stood on the monitors at one moment.
type glance struct {
	monitors []image.Image
	sources  []authenticator.Source // the same
	found    []authenticator.Candidate
}

// hasCode reports whether a candidate came of a code, useful or not.
func hasCode(c authenticator.Candidate) bool { return !errors.Is(c.Problem, qr.ErrNone) }

// look takes a picture of every monitor after a while and searches them.
func (i *Importer) look(ctx context.Context, after time.Duration) (seen glance, err error) {
	select {
	case <-time.After(after):
	case <-ctx.Done():
		return seen, ctx.Err()
	}
	if seen.monitors, err = i.desktop.Screen(ctx); err == nil {
		seen.sources = authenticator.Pictures(seen.monitors...)
		seen.found, err = i.service.Scan(ctx, seen.sources...)
	}
	return seen, err
}

// Reading reports whether files or a text are being looked into, whose review comes when that is done.
func (i *Importer) Reading() bool { return i.reading }

// scan looks into the sources and leads on to what is in them.
func (i *Importer) scan(from origin) {
	i.host.Good("window.import.reading")
	i.reading = true
	page.DoLatest(i.host.Worker, &i.series, func(ctx context.Context) ([]authenticator.Candidate, error) {
		return i.service.Scan(ctx, from.sources...)
	}, func(found []authenticator.Candidate, err error) {
		i.reading = false
		if err != nil {
			i.host.Fail(err)
			return
		}
		i.host.Tell(page.Notice{})
		i.unlock(from, found, 0)
	})
}
