package safety

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/access"
	"kanzleicode/app/archive"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// sign says at a glance how something stands.
type sign int

const (
	signGood    sign = iota
	signMissing      // a step is missing
	signBad          // something went wrong
	signNone         // one may do it or leave it
)

// step is a button of a card.
type step struct {
	key  string
	take func()
	next bool // the one clear next step
	off  bool // not now
}

// card is one subject.
type card struct {
	page  *Page
	sign  sign
	title string
	state string   // in one sentence
	about string   // what that means
	lines []string // what is there
	steps []step
}

func (c *card) draw() fyne.CanvasObject {
	icon := map[sign]fyne.Resource{
		signGood:    base.NewSuccessThemedResource(base.ConfirmIcon()),
		signMissing: base.NewWarningThemedResource(base.WarningIcon()),
		signBad:     base.NewErrorThemedResource(base.ErrorIcon()),
		signNone:    base.NewColoredResource(base.InfoIcon(), theme.ColorMuted),
	}[c.sign]
	words := widgets.NewColumn(4, widgets.NewLine(c.title, widgets.Title), widgets.Flush(widgets.NewParagraph(c.state, widgets.Strong)))
	if c.about != "" {
		words.Add(widgets.Flush(widgets.NewParagraph(c.about, widgets.Muted)))
	}
	if len(c.lines) > 0 {
		list := widgets.Below(2)
		for _, line := range c.lines {
			list.Add(widgets.NewLine(line, widgets.Caption))
		}
		words.Add(container.New(layout.NewCustomPaddedLayout(4, 0, 0, 0), list))
	}
	buttons := widgets.NewFlow(10)
	for _, s := range c.steps {
		importance := widget.MediumImportance
		if s.next {
			importance = widget.HighImportance
		}
		button := widgets.NewButton(c.page.host.Texts.Text(s.key), importance, s.take)
		if s.off {
			button.Disable()
		}
		buttons.Add(button)
	}
	words.Add(container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), buttons))
	mark := container.NewVBox(container.New(layout.NewCustomPaddedLayout(1, 0, 0, 14), container.NewGridWrap(fyne.NewSquareSize(26), widget.NewIcon(icon))))
	return widgets.NewCard(container.NewBorder(nil, nil, mark, nil, words))
}

func (p *Page) sheetCard() card {
	texts, sheet := p.host.Texts, p.state.sheet
	c := card{page: p, title: texts.Text("window.safety.sheet.title")}
	switch {
	case sheet.Created.IsZero():
		c.sign, c.state, c.about = signMissing, texts.Text("window.safety.sheet.none"), texts.Text("window.safety.sheet.about")
		c.steps = []step{{key: "window.safety.sheet.make", take: p.AskMake, next: true}}
	case sheet.Proven.IsZero():
		c.sign, c.state, c.about = signMissing, texts.Text("window.safety.sheet.unproven", "day", p.day(sheet.Created)), texts.Text("window.safety.sheet.unproven_about")
		c.steps = []step{{key: "window.safety.sheet.prove", take: p.AskProof, next: true}, {key: "window.safety.sheet.renew", take: p.AskMake}}
	default:
		c.state, c.about = texts.Text("window.safety.sheet.proven", "day", p.day(sheet.Proven), "made", p.day(sheet.Created)), texts.Text("window.safety.sheet.proven_about")
		c.steps = []step{{key: "window.safety.sheet.prove_again", take: p.AskProof}, {key: "window.safety.sheet.renew", take: p.AskMake}}
	}
	return c
}

// listed is how many backups the card names.
const listed = 3

func (p *Page) backupCard() card {
	texts, backups := p.host.Texts, p.state.backups
	c := card{page: p, title: texts.Text("window.safety.backup.title")}
	choose := step{key: "window.safety.backup.choose", take: p.ChooseFolder}
	save := step{key: "window.safety.backup.save", take: p.SaveNow, off: p.busy}
	if p.busy {
		save.key = "window.safety.backup.saving"
	}
	noSheet := p.state.sheet.Created.IsZero()
	switch {
	case backups.Folder == "":
		c.sign, c.state, c.about = signMissing, texts.Text("window.safety.backup.none"), texts.Text("window.safety.backup.about")
		if noSheet {
			c.about = texts.Text("window.safety.backup.sheet_first")
		}
		choose.next = !noSheet
		c.steps = []step{choose, {key: "window.safety.backup.restore", take: p.AskRestore}}
		return c
	case backups.Problem != nil:
		c.sign, c.about = signBad, texts.Explain(backups.Problem)
		save.next = true
	case backups.Last.IsZero():
		c.sign, save.next = signMissing, true
	case backups.Late:
		c.sign, c.about, save.next = signBad, texts.Text("window.safety.backup.late"), true
	}
	choose.key = "window.safety.backup.other_folder"
	c.state = texts.Text("window.safety.backup.never")
	if !backups.Last.IsZero() {
		c.state = texts.Text("window.safety.backup.last", "time", p.moment(backups.Last))
	}
	if c.about == "" {
		c.about = texts.Text("window.safety.backup.daily")
	}
	c.lines = append(c.lines, texts.Text("window.safety.backup.folder", "name", backups.Folder))
	for _, stored := range p.state.list[:min(listed, len(p.state.list))] {
		c.lines = append(c.lines, p.entry(stored))
	}
	c.steps = []step{save, choose, {key: "window.safety.backup.check", take: p.AskCheck}, {key: "window.safety.backup.restore", take: p.AskRestore}}
	return c
}

func (p *Page) accessCard() card {
	texts := p.host.Texts
	mode := p.state.mode
	c := card{
		page: p, title: texts.Text("window.safety.access.title"),
		state: texts.Text("window.safety.access.state." + string(mode)), about: texts.Text("window.safety.access.about." + string(mode)),
	}
	emergency, start := step{key: "window.safety.access.set_emergency", take: p.AskEmergency}, step{key: "window.safety.access.set_start", take: p.AskStart}
	remove := step{key: "window.safety.access.remove", take: p.AskRemove}
	switch mode {
	case access.ModeKeyring:
		c.steps = []step{emergency, start}
	case access.ModeEmergency:
		emergency.key = "window.safety.access.change_emergency"
		c.steps = []step{emergency, start, remove}
	case access.ModeStart:
		start.key = "window.safety.access.change_start"
		c.steps = []step{start, emergency, remove}
	case access.ModePassphrase:
		emergency.key, remove.key = "window.safety.access.change", "window.safety.access.use_keyring"
		c.steps = []step{emergency, remove}
	default:
		c.sign = signMissing
		c.steps = []step{{key: "window.safety.access.adopt", take: p.AskAdopt, next: true}}
	}
	return c
}

// lockCard says whether a PIN locks the window. The firm's data are as safe with it as without.
func (p *Page) lockCard() card {
	texts := p.host.Texts
	c := card{
		page: p, sign: signNone, title: texts.Text("window.safety.lock.title"),
		state: texts.Text("window.safety.lock.off"), about: texts.Text("window.safety.lock.about"),
		steps: []step{{key: "window.safety.lock.set_up", take: p.Lock.OpenSettings}},
	}
	if p.Lock.Active() {
		c.sign, c.state = signGood, texts.Text("window.safety.lock.on")
		c.steps[0].key = "window.safety.lock.change"
	}
	return c
}

// entry is a backup in one line.
func (p *Page) entry(stored archive.Stored) string {
	return p.host.Texts.Text("window.safety.backup.entry", "time", p.moment(stored.Taken), "size", (stored.Size+1023)>>10)
}
