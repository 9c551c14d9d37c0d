package clockwork

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/clock"
	"kanzleicode/app/window/widgets"
)

// Card is what can be set of the clock, and how it stands in words.
type Card struct {
	desk    *Desk
	content fyne.CanvasObject

	state   *widget.RichText
	check   *widgets.Button
	whom    *widgets.Chips
	servers *widgets.Field
	own     *fyne.Container // the field for the firm's own servers
	put     *widgets.Button // corrects codes, or ends that
	doing   *widget.RichText

	settings clock.Settings // as they were shown last
	begun    bool
}

// Who is asked, in the order of the chips.
const (
	askPTB = iota
	askOwn
	askNobody
)

func newCard(d *Desk) *Card {
	texts := d.host.Texts
	c := &Card{desk: d, state: widgets.NewParagraph(" ", widgets.Strong), doing: widgets.NewParagraph(" ", widgets.Muted)}
	c.check = widgets.NewButton(texts.Text("window.clock.check"), widget.MediumImportance, d.check)
	how := widgets.NewButton(texts.Text("window.clock.how_button"), widget.MediumImportance, d.how)
	c.whom = widgets.NewChips([]string{texts.Text("window.clock.servers.ptb"), texts.Text("window.clock.servers.own"), texts.Text("window.clock.servers.nobody")}, c.choose).Wrapping()
	c.servers = widgets.NewField("")
	c.servers.SetPlaceHolder(texts.Text("window.clock.servers.example"))
	c.servers.OnSubmitted = func(string) { c.take() }
	take := widgets.NewButton(texts.Text("window.clock.servers.take"), widget.MediumImportance, c.take)
	c.own = below(container.NewBorder(nil, nil, nil, take, c.servers))
	laid := widgets.NewLine(texts.Text("window.policy.locked"), widgets.Strong)
	if d.service.Locked() {
		c.whom.Lock()
		c.servers.Disable()
		take.Disable()
	} else {
		laid.Hide()
	}
	c.put = widgets.NewButton("", widget.MediumImportance, func() {
		if state := d.service.State(); state.Correction != nil {
			d.clear()
		} else {
			d.correct()
		}
	})
	c.content = widgets.NewCard(widgets.NewColumn(4,
		widgets.NewLine(texts.Text("window.clock.title"), widgets.Title), sentence(texts.Text("window.clock.about")),
		below(widgets.Flush(c.state)), below(widgets.NewFlow(10, c.check, how)),
		below(widgets.NewLine(texts.Text("window.clock.servers"), widgets.Strong)), sentence(texts.Text("window.clock.servers.about")), below(c.whom), laid, c.own,
		below(widgets.NewLine(texts.Text("window.clock.correction"), widgets.Strong)), widgets.Flush(c.doing), below(widgets.NewFlow(10, c.put))))
	return c
}

func sentence(text string) fyne.CanvasObject {
	return widgets.Flush(widgets.NewParagraph(text, widgets.Muted))
}

// below keeps something away from what stands above it.
func below(object fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), object)
}

// Content is the card's drawing.
func (c *Card) Content() fyne.CanvasObject { return c.content }

// choose is a person's choice of whom to ask.
func (c *Card) choose(whom int) {
	switch whom {
	case askOwn: // takes effect once servers are named
		c.own.Show()
		c.content.Refresh()
		c.desk.host.Window.Canvas().Focus(c.servers)
		return
	case askNobody:
		c.configure(clock.Settings{Off: true, Servers: c.settings.Servers})
	default:
		c.configure(clock.Settings{})
	}
}

// take takes the servers that were typed.
func (c *Card) take() {
	servers, err := clock.ParseServers(c.servers.Text)
	if err != nil {
		c.desk.host.Fail(err)
		return
	}
	c.configure(clock.Settings{Servers: servers})
}

// configure changes whom to ask, and shows it also if that did not work out.
func (c *Card) configure(settings clock.Settings) {
	c.begun = false
	c.desk.do(func(context.Context) error { return c.desk.service.Configure(settings) }, "window.clock.servers.done")
}

// show draws what is new of a state. What a person has begun to type stays.
func (c *Card) show(state *clock.State) {
	texts := c.desk.host.Texts
	widgets.SetParagraph(c.state, told(texts, state))
	if !c.begun || !sameSettings(state.Settings, c.settings) {
		c.begun, c.settings = true, state.Settings
		c.showServers(state.Settings)
	}
	c.check.SetText(c.desk.checkText())
	enable(c.check, !c.desk.asking && !state.Settings.Off)
	key, doing := "window.clock.correct", "window.clock.correction.about"
	switch {
	case state.Level == clock.Corrected:
		key, doing = "window.clock.clear", "window.clock.correction.on"
	case state.Correction != nil:
		key, doing = "window.clock.clear", "window.clock.correction.waits"
	}
	widgets.SetParagraph(c.doing, texts.Text(doing))
	if text := texts.Text(key); c.put.Text != text {
		c.put.SetText(text)
	}
	enable(c.put, state.Correction != nil || state.CanCorrect())
}

func (c *Card) showServers(settings clock.Settings) {
	whom := askPTB
	switch {
	case settings.Off:
		whom = askNobody
	case len(settings.Servers) > 0:
		whom = askOwn
	}
	c.whom.Select(whom)
	c.servers.SetText(strings.Join(settings.Servers, ", "))
	if whom == askOwn {
		c.own.Show()
	} else {
		c.own.Hide()
	}
	c.content.Refresh()
}

func sameSettings(a, b clock.Settings) bool {
	return a.Off == b.Off && strings.Join(a.Servers, ",") == strings.Join(b.Servers, ",")
}

// enable lets a button be pressed, or not; it redraws only if that is new.
func enable(b *widgets.Button, on bool) {
	switch {
	case on && b.Disabled():
		b.Enable()
	case !on && !b.Disabled():
		b.Disable()
	}
}
