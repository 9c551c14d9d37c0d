// Package help is the manual in the window: its chapters at the left, with a search over them, and the one in sight at
// the right, to read and to scroll by keyboard too. Links within the manual go there; any other opens in the browser,
// and only when it is pressed.
package help

import (
	"context"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/manual"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Page is the page. See page.Page for when its methods are called.
type Page struct {
	host      *page.Host
	documents fs.FS
	document  manual.Document
	browse    func(*url.URL) error

	manual   *manual.Manual // nil until it was read
	sections []manual.Section
	chapter  int    // in sight
	wanted   string // ID to go to once the manual was read

	search  *widgets.Field
	list    *fyne.Container
	nothing fyne.CanvasObject
	reader  *widgets.Reader
	places  map[string]fyne.CanvasObject // headings of the chapter in sight, by their ID
	content fyne.CanvasObject
}

// New makes the page over the files of the manual. showKeys lists the window's keys; browse opens a page of the internet.
func New(host *page.Host, documents fs.FS, showKeys func(), browse func(*url.URL) error) *Page {
	texts := host.Texts
	p := &Page{host: host, documents: documents, document: manual.In(texts.Tag()), browse: browse, chapter: -1}
	p.search = widgets.NewField("")
	p.search.SetPlaceHolder(texts.Text("window.help.search"))
	p.search.SetIcon(base.SearchIcon())
	p.search.OnChanged = func(string) { p.arrange() }
	p.search.OnSubmitted = func(string) { p.openFirst() }
	p.nothing = widgets.Flush(widgets.NewParagraph(texts.Text("window.help.nothing"), widgets.Muted))
	p.list = widgets.NewColumn(2)
	p.reader = widgets.NewReader(widgets.NewColumn(12))
	title := widgets.NewFlow(12, widgets.NewWholeLine(texts.Text("window.help.title"), widgets.Heading))
	buttons := widgets.NewFlow(10, widgets.NewButton(texts.Text("window.help.keys"), widget.MediumImportance, showKeys))
	side := container.NewBorder(widgets.NewColumn(12, title, buttons, p.search, widgets.Space(0, 0)), nil, nil, nil, widgets.NewScrolled(p.list))
	margin := base.Size(theme.SizePage)
	p.content = container.New(widgets.Inset(margin, margin), container.New(halves{}, side, container.New(widgets.MaxWidth(textWidth), p.reader)))
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Load implements page.Page: the manual is read once.
func (p *Page) Load() {
	if p.manual != nil {
		return
	}
	page.Do(p.host.Worker, func(context.Context) (*manual.Manual, error) { return manual.Read(p.documents, p.document.Name) },
		func(m *manual.Manual, err error) {
			if err != nil {
				p.host.Fail(err)
				return
			}
			p.manual, p.sections = m, m.Sections()
			p.arrange()
			wanted := p.wanted
			if wanted == "" {
				wanted = m.Chapters[0].ID
			}
			p.Go(wanted)
		})
}

// Tick implements page.Page.
func (p *Page) Tick(time.Time) {}

// FocusSearch puts the cursor into the search.
func (p *Page) FocusSearch() { p.host.Window.Canvas().Focus(p.search) }

// Open shows what the manual says of a topic; "" is where it was read last.
func (p *Page) Open(topic manual.Topic) {
	if topic != "" {
		p.Go(p.document.Places[topic])
	}
}

// Go shows the part of the manual with an ID.
func (p *Page) Go(id string) {
	p.wanted = id
	if p.manual == nil {
		return
	}
	at := p.manual.Find(id)
	if at < 0 {
		return
	}
	if at != p.chapter {
		p.chapter = at
		p.open(&p.manual.Chapters[at])
		p.arrange()
	}
	if place := p.places[id]; id != p.manual.Chapters[at].ID && place != nil {
		p.reader.To(place)
	} else {
		p.reader.ToTop()
	}
}

// Chapter is the title of the chapter in sight.
func (p *Page) Chapter() string {
	if p.chapter < 0 {
		return ""
	}
	return p.manual.Chapters[p.chapter].Title
}

// arrange lists the chapters, or what the search has found.
func (p *Page) arrange() {
	if p.manual == nil {
		return
	}
	p.list.RemoveAll()
	if search := strings.TrimSpace(p.search.Text); search != "" {
		for _, section := range manual.Search(p.sections, search) {
			p.list.Add(p.entry(section))
		}
	} else {
		for _, section := range p.sections {
			if p.isChapter(section) {
				p.list.Add(p.entry(section))
			}
		}
	}
	if len(p.list.Objects) == 0 {
		p.list.Add(p.nothing)
	}
	p.list.Refresh()
	p.content.Refresh()
}

// isChapter reports whether a section is the beginning of a chapter.
func (p *Page) isChapter(section manual.Section) bool {
	return section.ID == p.manual.Chapters[section.Chapter].ID
}

// entry is a line of the list.
func (p *Page) entry(section manual.Section) fyne.CanvasObject {
	style, surface := widgets.Plain, fyne.ThemeColorName("")
	if section.Chapter == p.chapter && p.isChapter(section) {
		style, surface = widgets.Strong, theme.ColorTint
	}
	words := container.New(layout.NewCustomPaddedLayout(7, 7, 10, 10), widgets.NewColumn(0, widgets.Flush(widgets.NewParagraph(section.Title, style))))
	press := widgets.NewPressable(section.Title, words, func() { p.Go(section.ID) })
	press.SetSurface(surface)
	return press
}

// openFirst shows the first part that the search has found.
func (p *Page) openFirst() {
	if search := strings.TrimSpace(p.search.Text); search != "" {
		if found := manual.Search(p.sections, search); len(found) > 0 {
			p.Go(found[0].ID)
		}
	}
}

// follow goes where a link leads.
func (p *Page) follow(link string) {
	if id, inside := strings.CutPrefix(link, "#"); inside {
		p.Go(id)
		return
	}
	address, err := url.Parse(link)
	if err == nil && (address.Scheme == "https" || address.Scheme == "mailto") {
		err = p.browse(address)
	}
	if err != nil {
		p.host.Tell(page.Notice{Text: p.host.Texts.Text("window.help.no_browser", "address", link), Failed: true})
	}
}

// textWidth is how wide a text may be to be read well; it grows with the texts.
const textWidth = 800

// halves puts the list at the left and the text at the right.
type halves struct{}

// The list's width, which grows with the texts, but never beyond a share of the page.
const listWidth, listShare = 250, 0.32

// MinSize implements fyne.Layout.
func (halves) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 240) }

// Layout implements fyne.Layout.
func (halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, gap := min(theme.Grown(listWidth), size.Width*listShare), base.Size(theme.SizePage)
	objects[0].Resize(fyne.NewSize(left, size.Height))
	objects[0].Move(fyne.Position{})
	objects[1].Resize(fyne.NewSize(size.Width-left-gap, size.Height))
	objects[1].Move(fyne.NewPos(left+gap, 0))
}
