package setup

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// given is a file that a person chose, dropped or copied, and how it was when it was read.
type given struct {
	uri  fyne.URI
	path string // "" = it lies nowhere on this PC

	mu   sync.Mutex
	info fs.FileInfo // nil = it was not read, or changed meanwhile, or is no regular file
}

// give makes files sources, in their order.
func give(uris ...fyne.URI) ([]*given, []authenticator.Source) {
	files, sources := make([]*given, len(uris)), make([]authenticator.Source, len(uris))
	for n, uri := range uris {
		g := &given{uri: uri}
		if uri.Scheme() == storage.NewFileURI("/").Scheme() {
			g.path = filepath.FromSlash(uri.Path())
		}
		files[n], sources[n] = g, authenticator.Source{Name: Name(uri), Read: g.read}
	}
	return files, sources
}

// read reads the file, and remembers how it was.
func (g *given) read(context.Context) ([]byte, error) {
	before, errBefore := os.Lstat(g.path)
	data, err := ReadFile(g.uri)
	after, errAfter := os.Lstat(g.path)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.info = nil
	if err == nil && errBefore == nil && errAfter == nil && unchanged(before, after) {
		g.info = after
	}
	return data, err
}

// unchanged reports whether two looks at a path saw the same regular file, as far as size and time tell.
func unchanged(a, b fs.FileInfo) bool {
	return a.Mode().IsRegular() && os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

func (g *given) known() fs.FileInfo {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.info
}

// spent are the given files that are not needed any more: all that they hold stands in the vault now.
func (r *review) spent() []*given {
	var spent []*given
	for n, g := range r.from.files {
		needed := g.path == "" || g.known() == nil
		for _, o := range r.offers {
			c := &o.candidate
			if c.Source == nil || c.Source == &r.from.sources[n] { // nil: put together from several
				needed = needed || !o.done && c.State != authenticator.StateKnown
			}
		}
		if !needed {
			spent = append(spent, g)
		}
	}
	return spent
}

// success tells that all went well, and offers to delete the files that hold what is in the vault now.
func (r *review) success(text string) {
	i := r.importer
	notice := page.Notice{Text: text}
	if spent := r.spent(); len(spent) > 0 && i.desktop.Discard != nil {
		notice.Action = i.host.Texts.Count("window.import.delete", len(spent))
		notice.Do = func() { i.askDelete(spent) }
	}
	i.host.Tell(notice)
}

// mostNames is how many files are named in one question.
const mostNames = 6

// askDelete asks whether files are to go.
func (i *Importer) askDelete(files []*given) {
	texts := i.host.Texts
	var names []string
	for _, g := range files[:min(len(files), mostNames)] {
		names = append(names, texts.Text("window.import.delete_name", "name", Name(g.uri)))
	}
	list := strings.Join(names, ", ")
	if len(files) > mostNames {
		list += " …"
	}
	widgets.Ask(i.host.Window, texts.Count("window.import.delete_title", len(files)), texts.Count("window.import.delete_about", len(files), "names", list),
		texts.Count("window.import.delete_yes", len(files)), texts.Text("window.cancel"), widget.DangerImportance, func() { i.delete(files) })
}

// delete takes files away, one after the other, and says where they are now.
func (i *Importer) delete(files []*given) {
	page.Do(i.host.Worker, func(context.Context) (trashed int, err error) {
		for _, g := range files {
			inTrash, problem := i.desktop.Discard(g.path, g.known())
			if problem != nil && err == nil {
				err = problem // the others go all the same
			}
			if inTrash {
				trashed++
			}
		}
		return trashed, err
	}, func(trashed int, err error) {
		switch {
		case err != nil:
			i.host.Fail(err)
		case trashed > 0:
			i.host.Tell(page.Notice{Text: i.host.Texts.Count("window.import.trashed", len(files), "name", Name(files[0].uri))})
		default:
			i.host.Tell(page.Notice{Text: i.host.Texts.Count("window.import.deleted", len(files), "name", Name(files[0].uri))})
		}
	})
}
