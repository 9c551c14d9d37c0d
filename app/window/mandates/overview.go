package mandates

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// overview says at a glance how the firm stands, and has the button for the next sensible thing.
type overview struct {
	page    *Page
	bar     *widgets.Shares
	words   *widgets.Line
	next    *widgets.Button
	content fyne.CanvasObject
}

func newOverview(p *Page) *overview {
	o := &overview{page: p, bar: widgets.NewShares(), words: widgets.NewLine("", widgets.Strong)}
	o.next = widgets.NewButton("", widget.HighImportance, nil)
	o.next.Hide()
	o.content = widgets.NewCard(container.NewBorder(nil, nil, nil, container.New(layout.NewCustomPaddedLayout(0, 0, 16, 0), container.NewCenter(o.next)),
		container.New(widgets.Inset(0, 2), widgets.Below(9, o.words, o.bar))))
	return o
}

func (o *overview) show(look *mandate.Overview) {
	confirmed, query, unreported := look.Count[mandate.StatusConfirmed], look.Count[mandate.StatusQuery], look.Count[mandate.StatusNew]
	if look.Next == mandate.StepResubmit { // what is linked to an earlier code is to be reported like a new one
		confirmed = max(0, confirmed-look.Outdated)
		unreported += look.Outdated
	}
	// The colours are those of the signs in the list.
	o.bar.Set(
		widgets.Share{Count: confirmed, Colour: base.ColorNameSuccess},
		widgets.Share{Count: max(0, look.Active-confirmed-unreported-query), Colour: base.ColorNamePrimary},
		widgets.Share{Count: query, Colour: theme.ColorUrgent},
		widgets.Share{Count: unreported, Colour: base.ColorNameInputBorder},
	)
	o.words.SetText(o.sentence(look))
	text, do := o.step(look)
	o.next.OnTapped = do
	o.next.SetText(text)
	if do == nil {
		o.next.Hide()
	} else {
		o.next.Show()
	}
}

// sentence says what the next step is about.
func (o *overview) sentence(look *mandate.Overview) string {
	texts := o.page.host.Texts
	all := []any{"all", look.Active, "confirmed", look.Count[mandate.StatusConfirmed]}
	count := func(n int, more ...any) string {
		return texts.Count("window.mandates.overview."+string(look.Next), n, append(all, more...)...)
	}
	switch look.Next {
	case mandate.StepResubmit:
		return count(look.Outdated)
	case mandate.StepQuestion:
		return count(look.Count[mandate.StatusQuery])
	case mandate.StepReport:
		return count(look.Count[mandate.StatusNew])
	case mandate.StepRemind, mandate.StepWait:
		return count(look.Count[mandate.StatusSubmitted]+look.Withdraw, "day", date(look.Waiting))
	case mandate.StepDone:
		return count(look.Active)
	case mandate.StepImport:
	}
	return texts.Text("window.mandates.overview.import")
}

// step is the button for the next step; without a function there is none.
func (o *overview) step(look *mandate.Overview) (text string, do func()) {
	p := o.page
	switch look.Next {
	case mandate.StepImport:
		do = p.Import
	case mandate.StepResubmit:
		do = p.ways.Resend
	case mandate.StepQuestion:
		do = func() { p.only(mandate.StatusQuery) }
	case mandate.StepReport:
		do = func() { p.report(mandate.KindReport, p.with(mandate.StatusNew)) }
	case mandate.StepRemind, mandate.StepWait:
		do = p.ways.Follow
	case mandate.StepDone:
	}
	if do == nil {
		return "", nil
	}
	return p.host.Texts.Count("window.mandates.next."+string(look.Next), look.Count[mandate.StatusNew]), do
}
