package setup

import (
	"context"
	"image"
	"io"
	"net/url"
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
)

// Service is what an import needs of the firm's accounts.
type Service interface {
	// ScanPicture finds what the QR codes of a picture file offer; data is the file's content.
	ScanPicture(ctx context.Context, data []byte) ([]authenticator.Candidate, error)
	// ScanScreens finds what the QR codes on the monitors offer.
	ScanScreens(ctx context.Context, monitors ...image.Image) ([]authenticator.Candidate, error)
	// ScanText finds what otpauth links in a text offer.
	ScanText(ctx context.Context, text string) ([]authenticator.Candidate, error)
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
}

// MaxFile is how many bytes of a file are read at most.
const MaxFile = 64 << 20

// Pictures are the endings of picture files that the dialog offers.
var Pictures = []string{".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"}

// Importer takes pictures and links and leads through what they hold.
type Importer struct {
	host    *page.Host
	service Service
	desktop Desktop
	done    func() // an account was added or renewed
	series  page.Latest
}

// NewImporter makes an importer; done is called after accounts were added or renewed.
func NewImporter(host *page.Host, service Service, desktop Desktop, done func()) *Importer {
	return &Importer{host: host, service: service, desktop: desktop, done: done}
}

// Choose asks for a picture file.
func (i *Importer) Choose() {
	open := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			i.host.Fail(&FileError{Err: err})
		case file != nil:
			_ = file.Close() // opened by the dialog on the UI goroutine; read again off it
			i.File(file.URI())
		}
	}, i.host.Window)
	open.SetTitleText(i.host.Texts.Text("window.import.open_title"))
	open.SetFilter(storage.NewExtensionFileFilter(Pictures))
	open.SetView(dialog.ListView)
	open.Show()
	open.Resize(i.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// File reads the picture, or the text with otpauth links, that stands in a file.
func (i *Importer) File(uri fyne.URI) {
	i.scan(nil, func(ctx context.Context) ([]authenticator.Candidate, error) {
		data, err := ReadFile(uri)
		if err != nil {
			return nil, err
		}
		return i.service.ScanPicture(ctx, data)
	})
}

// Copied takes pictures and files that were copied in another program.
func (i *Importer) Copied(copied Copied) {
	i.scan(nil, func(ctx context.Context) ([]authenticator.Candidate, error) {
		var found []authenticator.Candidate
		for _, path := range copied.Files {
			data, err := ReadFile(storage.NewFileURI(path))
			if err != nil {
				return nil, err
			}
			copied.Pictures = append(copied.Pictures, data)
		}
		for _, data := range copied.Pictures {
			more, err := i.service.ScanPicture(ctx, data)
			if err != nil {
				return nil, err
			}
			found = append(found, more...)
		}
		return found, nil
	})
}

// Offer shows the ways to another account.
func (i *Importer) Offer() {
	if !i.CanSearchScreen() {
		i.Choose()
		return
	}
	texts := i.host.Texts
	var d *widgets.Dialog
	pick := func(way func()) func() {
		return func() {
			d.Hide()
			way()
		}
	}
	d = widgets.NewDialog(i.host.Window, texts.Text("window.code.add"), 460,
		widgets.Flush(widgets.NewParagraph(texts.Text("window.import.ways"), widgets.Plain)),
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, func() { d.Hide() }),
		widgets.NewIconButton(texts.Text("window.setup.choose"), base.FolderOpenIcon(), widget.MediumImportance, pick(i.Choose)),
		widgets.NewIconButton(texts.Text("window.setup.screen"), base.SearchIcon(), widget.HighImportance, pick(i.SearchScreen)))
	d.Show()
}

// CanSearchScreen reports whether [Importer.SearchScreen] is a way to offer.
func (i *Importer) CanSearchScreen() bool { return i.desktop.Screen != nil }

// hideTime is how long a desktop needs until a hidden window is off the screen, its animation included.
const hideTime = 400 * time.Millisecond

// SearchScreen looks for QR codes on all monitors, with this window out of the way. The pictures stay in
// memory.
func (i *Importer) SearchScreen() {
	if !i.CanSearchScreen() {
		return
	}
	i.host.Window.Hide()
	page.Do(i.host.Worker, func(ctx context.Context) ([]image.Image, error) {
		select {
		case <-time.After(hideTime):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		return i.desktop.Screen(ctx)
	}, func(monitors []image.Image, err error) {
		i.host.Window.Show()
		if err != nil {
			i.host.Fail(err)
			return
		}
		i.scan(nil, func(ctx context.Context) ([]authenticator.Candidate, error) {
			return i.service.ScanScreens(ctx, monitors...)
		})
	})
}

// Text takes pasted text. forget is called once what it held is stored: a link with a secret does not
// belong on the clipboard any longer.
func (i *Importer) Text(text string, forget func()) {
	i.scan(forget, func(ctx context.Context) ([]authenticator.Candidate, error) { return i.service.ScanText(ctx, text) })
}

func (i *Importer) scan(forget func(), work func(context.Context) ([]authenticator.Candidate, error)) {
	i.host.Good("window.import.reading")
	page.DoLatest(i.host.Worker, &i.series, work, func(found []authenticator.Candidate, err error) {
		if err != nil {
			i.host.Fail(err)
			return
		}
		i.host.Tell(page.Notice{})
		i.review(found, forget)
	})
}

// LooksLikeLink reports whether a pasted text is meant for an import: it holds an otpauth link.
func LooksLikeLink(text string) bool {
	return strings.Contains(strings.ToLower(text), "otpauth")
}

// FileError: a file could not be read.
type FileError struct {
	Name   string // name without its folder; may be empty
	TooBig bool
	Err    error
}

// Error is the English text for logs.
func (e *FileError) Error() string {
	if e.TooBig {
		return "window: file too big"
	}
	return "window: read file: " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *FileError) TextKey() string {
	if e.TooBig {
		return "problem.window.file_too_big"
	}
	return "problem.window.file"
}

// TextArgs are the named values of that sentence.
func (e *FileError) TextArgs() map[string]any {
	return map[string]any{"name": e.Name, "limit": MaxFile >> 20}
}

// ReadFile reads a file that was chosen or dropped, up to MaxFile bytes. It blocks. Errors are
// *FileError.
func ReadFile(uri fyne.URI) ([]byte, error) {
	name := Name(uri)
	file, err := storage.Reader(uri)
	if err != nil {
		return nil, &FileError{Name: name, Err: err}
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	switch {
	case err != nil:
		return nil, &FileError{Name: name, Err: err}
	case len(data) > MaxFile:
		return nil, &FileError{Name: name, TooBig: true}
	}
	return data, nil
}

// Name is the file's name as people know it.
func Name(uri fyne.URI) string {
	if name, err := url.PathUnescape(uri.Name()); err == nil {
		return name
	}
	return uri.Name()
}
