package guide

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/onboarding"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// arrange draws the page for what is known now.
func (p *Page) arrange() {
	p.code, p.first, p.keys = nil, nil, map[string]fyne.Focusable{}
	progress := &p.state.progress
	widgets.SetParagraph(p.lead, p.leadText())
	var cards []fyne.CanvasObject
	begun := progress.Steps[0].Items[0].State == onboarding.Done || p.state.notes.Way != ""
	if progress.Done() {
		cards = append(cards, p.finish())
	}
	if !begun {
		cards = append(cards, p.wayCard())
	}
	for i := range progress.Steps {
		cards = append(cards, p.step(i))
	}
	if begun {
		cards = append(cards, p.againCard(), p.wayCard())
	}
	p.cards.Objects = slices.DeleteFunc(cards, func(o fyne.CanvasObject) bool { return o == nil })
	p.content.Refresh()
	p.Tick(p.host.Now())
}

// leadText says where the firm stands.
func (p *Page) leadText() string {
	texts, progress := p.host.Texts, &p.state.progress
	if progress.Done() {
		return texts.Text("window.guide.lead_done")
	}
	for i, step := range progress.Steps {
		if step.State == onboarding.Current && (i > 0 || step.Items[0].State == onboarding.Done) {
			return texts.Text("window.guide.lead_step", "n", i+1, "all", len(progress.Steps))
		}
	}
	return texts.Text("window.guide.lead")
}

// step is a card with what belongs to a step. One whose turn it is not is one line that says how it stands.
func (p *Page) step(index int) fyne.CanvasObject {
	texts, step := p.host.Texts, p.state.progress.Steps[index]
	unfolded := step.State == onboarding.Current || p.unfolded[step.Name]
	word, toggle := p.word(step.State), fyne.CanvasObject(nil)
	if step.State == onboarding.Current && len(step.Items) > 1 {
		word = p.partly(step.Items)
	}
	if step.State != onboarding.Current {
		toggle = p.toggle("step "+step.Name, unfolded, func() { p.unfolded[step.Name] = !unfolded })
	}
	column := widgets.NewColumn(4, headed(signOf(step.State), texts.Text("window.guide.step."+step.Name, "n", index+1), widgets.Title, word, toggle))
	switch last := step.Items[len(step.Items)-1]; {
	case unfolded && len(step.Items) == 1:
		p.task(column, last, true)
	case unfolded:
		for _, item := range step.Items {
			p.item(column, item)
		}
	case step.State == onboarding.Done:
		p.task(column, last, false)
	}
	return widgets.NewCard(column)
}

// Unfold shows a step whose turn it is not.
func (p *Page) Unfold(name string) {
	p.unfolded[name] = true
	p.arrange()
}

// toggle is the button that opens or closes something of a name.
func (p *Page) toggle(name string, shown bool, change func()) fyne.CanvasObject {
	key := "window.guide.open"
	if shown {
		key = "window.guide.close"
	}
	button := widgets.NewButton(p.host.Texts.Text(key), widget.LowImportance, func() { change(); p.redraw(name) })
	p.keys[name] = button
	return button
}

// partly says how many of some tasks are done.
func (p *Page) partly(items []onboarding.Item) fyne.CanvasObject {
	done := 0
	for _, item := range items {
		if item.State == onboarding.Done {
			done++
		}
	}
	return widgets.NewWholeLine(p.host.Texts.Text("window.guide.state.partly", "n", done, "all", len(items)), widgets.Muted)
}

// item adds one task with its sign and word; what is to be done stands there if it is its turn or it was opened.
func (p *Page) item(column *fyne.Container, item onboarding.Item) {
	shown := item.State == onboarding.Current || p.opened[item.Task]
	var toggle fyne.CanvasObject
	if item.State != onboarding.Current {
		toggle = p.toggle("task "+string(item.Task), shown, func() { p.opened[item.Task] = !shown })
	}
	column.Add(headed(signOf(item.State), p.host.Texts.Text("window.guide.task."+string(item.Task)), widgets.Strong, p.word(item.State), toggle))
	p.task(column, item, shown)
}

// task adds how a task stands and, if it is shown, what is to be done.
func (p *Page) task(column *fyne.Container, item onboarding.Item, shown bool) {
	part := p.view(item.Task, item.State)
	if part.summary != "" {
		column.Add(movedIn(0, widgets.Flush(widgets.NewParagraph(part.summary, widgets.Muted))))
	}
	if !shown {
		return
	}
	content := part.body()
	for _, o := range content.objects {
		column.Add(movedIn(6, o))
	}
	if item.State == onboarding.Current {
		p.first = content.first
	}
}

// movedIn is something that stands below a heading with a sign.
func movedIn(above float32, o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(above, 0, signRoom, 0), o)
}

// view is how a task is shown.
type view struct {
	summary string // how it stands, in one sentence; may be ""
	body    func() body
}

// body is what is to be done, and what of it gets the keyboard first.
type body struct {
	objects []fyne.CanvasObject
	first   fyne.Focusable
}

// view says how a task is shown.
func (p *Page) view(task onboarding.Task, state onboarding.State) view {
	switch task {
	case onboarding.TaskUser:
		return p.userView(state)
	case onboarding.TaskImport:
		return p.importView(state)
	case onboarding.TaskProof:
		return p.proofView(state)
	case onboarding.TaskList:
		return p.listView()
	case onboarding.TaskReport:
		return p.reportView()
	case onboarding.TaskConfirm:
		return p.confirmView()
	case onboarding.TaskMailbox:
		return p.mailboxView()
	case onboarding.TaskStored:
		return p.storedView()
	case onboarding.TaskArrival:
		return p.arrivalView()
	}
	return view{body: func() body { return body{} }}
}

// signSize is how large the signs are, signRoom how far what stands below them is moved in.
const signSize, signRoom = 22, 34

// signOf is a drawing that says the same as the word beside it.
func signOf(state onboarding.State) fyne.Resource {
	switch state {
	case onboarding.Done:
		return base.NewSuccessThemedResource(base.ConfirmIcon())
	case onboarding.Current:
		return base.NewPrimaryThemedResource(base.NavigateNextIcon())
	case onboarding.Open:
	}
	return base.NewColoredResource(base.RadioButtonIcon(), theme.ColorMuted)
}

// word says how far something is.
func (p *Page) word(state onboarding.State) fyne.CanvasObject {
	style := widgets.Muted
	switch state {
	case onboarding.Done:
		style = widgets.Style{Colour: base.ColorNameSuccess, Bold: true}
	case onboarding.Current:
		style = widgets.Style{Colour: base.ColorNamePrimary, Bold: true}
	case onboarding.Open:
	}
	return widgets.NewWholeLine(p.host.Texts.Text("window.guide.state."+string(state)), style)
}

// headed is a heading with a sign before it, a word behind it and something to press at the right; sign and press may
// be nil.
func headed(sign fyne.Resource, title string, style widgets.Style, word, press fyne.CanvasObject) fyne.CanvasObject {
	var mark fyne.CanvasObject
	if sign != nil {
		mark = container.New(layout.NewCustomPaddedLayout(0, 0, 0, signRoom-signSize-base.Padding()), container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(signSize), widget.NewIcon(sign))))
	}
	right := widgets.Beside(10, word)
	if press != nil {
		right.Add(press)
	}
	heading := container.New(widgets.Inset(0, 8), widgets.Flush(widgets.NewParagraph(title, style)))
	return container.NewBorder(nil, nil, mark, container.NewCenter(right), heading)
}

// text is a sentence that wraps.
func (p *Page) text(key string, args ...any) fyne.CanvasObject {
	return widgets.Flush(widgets.NewParagraph(p.host.Texts.Text(key, args...), widgets.Plain))
}

// hint is a sentence that stands back.
func (p *Page) hint(key string, args ...any) fyne.CanvasObject {
	return widgets.Flush(widgets.NewParagraph(p.host.Texts.Text(key, args...), widgets.Muted))
}

// press is a button.
func (p *Page) press(key string, tapped func()) *widgets.Button {
	return widgets.NewButton(p.host.Texts.Text(key), widget.MediumImportance, tapped)
}

// next is the button of the next thing to do.
func (p *Page) next(key string, tapped func()) *widgets.Button {
	return widgets.NewButton(p.host.Texts.Text(key), widget.HighImportance, tapped)
}

// row puts buttons side by side where there is room.
func row(buttons ...*widgets.Button) fyne.CanvasObject {
	flow := widgets.NewFlow(10)
	for _, b := range buttons {
		flow.Add(b)
	}
	return flow
}

// wayCard asks how the codes are to come.
func (p *Page) wayCard() fyne.CanvasObject {
	texts, ways := p.host.Texts, onboarding.Ways()
	words := make([]string, len(ways))
	for i, way := range ways {
		words[i] = texts.Text("window.guide.way." + string(way))
	}
	chips := widgets.NewChips(words, func(selected int) {
		p.do(func(ctx context.Context) error { return p.services.Notes.Choose(ctx, ways[selected]) })
	}).Wrapping()
	way := p.state.progress.Way
	chips.Select(slices.Index(ways, way))
	return widgets.NewCard(widgets.NewColumn(6, p.hintTitle("window.guide.way.title"), p.hint("window.guide.way.about"), chips, p.hint("window.guide.way.about_"+string(way))))
}

func (p *Page) hintTitle(key string) fyne.CanvasObject {
	return widgets.Flush(widgets.NewParagraph(p.host.Texts.Text(key), widgets.Title))
}

// finish says that all is done, and what is to be done with every new Mandat.
func (p *Page) finish() fyne.CanvasObject {
	way, list := string(p.state.progress.Way), widgets.NewColumn(4)
	list.Add(p.hintTitle("window.guide.finish." + way))
	list.Add(p.text("window.guide.finish.new"))
	for n := 1; n <= 3; n++ {
		list.Add(p.hint("window.guide.finish." + way + "_" + strconv.Itoa(n)))
	}
	if central := p.state.facts.Central; central != nil && central.Unsettled {
		list.Add(p.text("window.guide.finish.unsettled"))
	}
	if p.state.progress.Way == onboarding.WayCode {
		list.Add(container.New(layout.NewCustomPaddedLayout(6, 0, 0, 0), row(p.press("window.guide.finish.to_code", p.services.Ways.Code), p.press("window.guide.list.to", p.services.Ways.Mandates))))
	}
	mark := container.NewVBox(container.New(layout.NewCustomPaddedLayout(1, 0, 0, 14), container.NewGridWrap(fyne.NewSquareSize(26), widget.NewIcon(base.NewSuccessThemedResource(base.ConfirmIcon())))))
	return widgets.NewCard(container.NewBorder(nil, nil, mark, nil, list))
}

// againCard offers to begin anew with a renewed key; nil while the first step is not done.
func (p *Page) againCard() fyne.CanvasObject {
	progress := &p.state.progress
	if progress.Way != onboarding.WayCode || progress.Steps[0].State != onboarding.Done {
		return nil
	}
	return widgets.NewCard(widgets.NewColumn(6, p.hintTitle("window.guide.again.title"), p.hint("window.guide.again.about"), row(p.press("window.guide.again.begin", p.AskRenewal))))
}

// AskRenewal asks whether the second factor is to be renewed at the service, and begins anew then.
func (p *Page) AskRenewal() {
	texts := p.host.Texts
	widgets.Ask(p.host.Window, texts.Text("window.guide.again.ask_title"), texts.Text("window.guide.again.ask"),
		texts.Text("window.guide.again.yes"), texts.Text("window.cancel"), widget.HighImportance, func() { p.do(p.services.Notes.Begin) })
}
