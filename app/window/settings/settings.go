// Package settings is the page of everything that can be set: each setting with one sentence that says what it does,
// and in effect at once. What has a page or a dialog of its own is reached from here.
package settings

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/firm"
	"kanzleicode/app/preferences"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Services are what the page works with.
type Services struct {
	Preferences *preferences.Store
	About       About
	Autostart   Autostart
	// Tray tells whether this desktop shows icons beside the clock, and whether ours is there; nil = it never does.
	Tray  func() (there, shown bool)
	Clock interface{ Content() fyne.CanvasObject } // the card of this PC's clock
	// Firm reads what is known of the firm. It may block.
	Firm      func(ctx context.Context) (firm.Data, error)
	EditFirm  func() // opens the form for that
	EditTexts func() // opens the dialog for the firm's own letter texts
	EditLine  func() // opens the question for the line of text on the Anzeige
	// ShowDisplay and ShowSmall open the Anzeige and the small window.
	ShowDisplay, ShowSmall func()
	Lock                   func() // opens the dialog of the lock
	Safety                 func() // shows the page of sheet, backups and passphrase
}

// Page is the page. See page.Page for when its methods are called.
type Page struct {
	host     *page.Host
	services Services

	language, appearance, textSize, clipboard, autostart, tray *widgets.Chips

	hint    *widget.RichText // what is to be known of the autostart
	corner  *widget.RichText // and of the icon beside the clock
	reading page.Latest      // of the autostart
	known   *widget.RichText // of the firm
	line    *widget.RichText // on the Anzeige
	load    page.Latest
	content fyne.CanvasObject
}

// New makes the page.
func New(host *page.Host, services Services) *Page {
	p := &Page{host: host, services: services}
	inner := widgets.NewColumn(14, widgets.NewWholeLine(host.Texts.Text("window.settings.title"), widgets.Heading),
		p.firmCard(), p.languageCard(), p.looksCard(), p.displayCard(), p.clipboardCard(), services.Clock.Content(), p.lockCard(), p.autostartCard(), p.trayCard(), p.safetyCard(), p.vaultCard(), p.aboutCard())
	p.content = container.New(widgets.Inset(base.Size(theme.SizePage), base.Size(theme.SizePage)),
		container.New(widgets.MaxWidth(980), widgets.NewScrolled(inner)))
	p.Changed()
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Load implements page.Page.
func (p *Page) Load() {
	p.Changed()
	p.loadAutostart()
	page.DoLatest(p.host.Worker, &p.load, p.services.Firm, func(known firm.Data, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		widgets.SetParagraph(p.known, p.summary(&known))
		widgets.SetParagraph(p.line, p.displayed(&known))
		p.content.Refresh()
	})
}

// Changed shows the settings as they are now.
func (p *Page) Changed() {
	now := p.services.Preferences.Now()
	p.language.Select(slices.Index(preferences.Languages(), now.Language))
	p.appearance.Select(slices.Index(preferences.Appearances(), now.Appearance))
	p.textSize.Select(slices.Index(preferences.TextSizes(), now.TextSize))
	p.clipboard.Select(slices.Index(preferences.ClipboardTimes(), now.Clipboard))
	p.showTray(now.Tray)
	p.content.Refresh()
}

// Tick implements page.Page.
func (p *Page) Tick(time.Time) {}

func (p *Page) firmCard() fyne.CanvasObject {
	p.known = widgets.NewParagraph(" ", widgets.Strong)
	texts := p.host.Texts
	return p.card("firm", widgets.Flush(p.known), widgets.NewFlow(10,
		widgets.NewButton(texts.Text("window.settings.firm.edit"), widget.MediumImportance, func() { p.services.EditFirm() }),
		widgets.NewButton(texts.Text("window.settings.firm.texts"), widget.MediumImportance, func() { p.services.EditTexts() })))
}

// summary says how the firm's data stand.
func (p *Page) summary(known *firm.Data) string {
	texts, missing := p.host.Texts, known.Missing()
	if len(missing) == 0 {
		return texts.Text("window.settings.firm.complete", "name", known.Name)
	}
	names := make([]string, len(missing))
	for i, field := range missing {
		names[i] = texts.Text("setting.field." + string(field))
	}
	return texts.Text("window.settings.firm.missing", "fields", strings.Join(names, ", "))
}

func (p *Page) languageCard() fyne.CanvasObject {
	p.language = choice(p, preferences.Languages(), func(tag string) string {
		return p.host.Texts.Text("window.settings.language." + tag)
	}, func(wishes *preferences.Preferences, tag string) { wishes.Language = tag }, "window.settings.language.next")
	return p.card("language", p.lockable(p.language, p.services.Preferences.Given().LanguageLocked)...)
}

func (p *Page) looksCard() fyne.CanvasObject {
	p.appearance = choice(p, preferences.Appearances(), func(look preferences.Appearance) string {
		return p.host.Texts.Text("window.settings.looks." + string(look))
	}, func(wishes *preferences.Preferences, look preferences.Appearance) { wishes.Appearance = look }, "")
	p.textSize = choice(p, preferences.TextSizes(), func(percent int) string { return strconv.Itoa(percent) + " %" },
		func(wishes *preferences.Preferences, percent int) { wishes.TextSize = percent }, "")
	return p.card("looks", p.appearance, p.part("text_size", p.textSize))
}

func (p *Page) clipboardCard() fyne.CanvasObject {
	p.clipboard = choice(p, preferences.ClipboardTimes(), func(after time.Duration) string {
		if after == 0 {
			return p.host.Texts.Text("window.settings.clipboard.never")
		}
		return p.host.Texts.Text("window.settings.clipboard.seconds", "n", int(after/time.Second))
	}, func(wishes *preferences.Preferences, after time.Duration) { wishes.Clipboard = after }, "")
	return p.card("clipboard", p.clipboard)
}

func (p *Page) lockCard() fyne.CanvasObject {
	return p.card("lock", p.button("window.settings.lock.open", func() { p.services.Lock() }))
}

func (p *Page) safetyCard() fyne.CanvasObject {
	return p.card("safety", p.button("window.settings.safety.open", func() { p.services.Safety() }))
}

// choice is a setting of which one value holds; told is what is said after a change, "" = what is seen is enough.
func choice[T comparable](p *Page, values []T, word func(T) string, set func(*preferences.Preferences, T), told string) *widgets.Chips {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = word(value)
	}
	return widgets.NewChips(words, func(selected int) {
		page.Do(p.host.Worker, func(context.Context) (struct{}, error) {
			return struct{}{}, p.services.Preferences.Change(func(wishes *preferences.Preferences) { set(wishes, values[selected]) })
		}, func(_ struct{}, err error) {
			switch {
			case err != nil:
				p.host.Fail(err)
			case told != "":
				p.host.Good(told)
			}
		})
	}).Wrapping()
}

// lockable is a choice with what stands below it. What the firm's IT has laid down cannot be chosen, and it is said so.
func (p *Page) lockable(choice *widgets.Chips, locked bool, below ...fyne.CanvasObject) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{choice}
	if locked {
		choice.Lock()
		parts = append(parts, widgets.NewLine(p.host.Texts.Text("window.policy.locked"), widgets.Strong))
	}
	return append(parts, below...)
}

// card is one subject: its name, the sentence that says what it does, and what can be done.
func (p *Page) card(name string, content ...fyne.CanvasObject) fyne.CanvasObject {
	words := widgets.NewColumn(4, widgets.NewLine(p.host.Texts.Text("window.settings."+name), widgets.Title), p.sentence(name))
	for _, object := range content {
		words.Add(container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), object))
	}
	return widgets.NewCard(words)
}

// part is a second setting of a card.
func (p *Page) part(name string, content fyne.CanvasObject) fyne.CanvasObject {
	return widgets.NewColumn(4, widgets.NewLine(p.host.Texts.Text("window.settings."+name), widgets.Strong), p.sentence(name), content)
}

func (p *Page) sentence(name string) fyne.CanvasObject {
	return widgets.Flush(widgets.NewParagraph(p.host.Texts.Text("window.settings."+name+".about"), widgets.Muted))
}

func (p *Page) button(key string, tapped func()) fyne.CanvasObject {
	return widgets.NewFlow(10, widgets.NewButton(p.host.Texts.Text(key), widget.MediumImportance, tapped))
}
