package setup

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
)

// review is the dialog that shows what was found and asks what to do with it.
type review struct {
	importer *Importer
	from     origin
	offers   []*offer
	dialog   *widgets.Dialog
	accept   *widgets.Button
	cancel   *widgets.Button
	problem  *widget.RichText
	scroll   *container.Scroll

	explained bool // how a picture should look is drawn already
}

// offer is one candidate with the answers about it.
type offer struct {
	candidate authenticator.Candidate
	take      *widgets.Check  // nil while there is only one
	name      *widgets.Field  // for what may become a new account
	choice    *widgets.Choice // for a renewal: replace or add
	done      bool            // stored already; a later one failed
}

// reviewWidth is how wide the dialog is.
const reviewWidth = 580

// review shows what was found, never the secret.
func (i *Importer) review(from origin, found []authenticator.Candidate) {
	texts := i.host.Texts
	r := &review{importer: i, from: from, problem: widgets.NewParagraph("", widgets.Style{Colour: base.ColorNameError})}
	r.problem.Hide()
	usable := 0
	for _, candidate := range found {
		if (&offer{candidate: candidate}).usable() {
			usable++
		}
	}
	if usable == 0 && from.monitors != nil {
		i.nothingOnScreen(from, found)
		return
	}
	list := widgets.Below(12)
	for _, candidate := range found {
		o := &offer{candidate: candidate}
		r.offers = append(r.offers, o)
		list.Add(r.panel(o, usable > 1))
	}
	r.accept = widgets.NewButton(texts.Text("window.import.accept"), widget.HighImportance, r.store)
	r.cancel = widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, r.close)
	title := texts.Text("window.import.title")
	if usable == 0 {
		title = texts.Text("window.import.nothing_title")
		r.cancel.Text = texts.Text("window.close")
		r.accept = widgets.NewButton(texts.Text("window.import.other_way"), widget.HighImportance, func() { r.close(); i.Offer() })
		if !slices.ContainsFunc(found, func(c authenticator.Candidate) bool { return c.State == authenticator.StateUnusable }) {
			r.accept.Hide() // all of it is there already
		}
	}
	var body fyne.CanvasObject
	body, r.scroll = i.scrolled(list)
	r.dialog = widgets.NewDialog(i.host.Window, title, reviewWidth, container.NewBorder(nil, r.problem, nil, nil, body), r.cancel, r.accept)
	r.dialog.Show()
	if usable > 0 {
		r.update()
	}
	if usable == 1 {
		for _, o := range r.offers {
			if o.name != nil && o.choice == nil {
				i.host.Window.Canvas().Focus(o.name)
			}
		}
	}
}

// scrolled gives a list the room that it needs, as far as the window has it.
func (i *Importer) scrolled(list fyne.CanvasObject) (fyne.CanvasObject, *container.Scroll) {
	room := container.New(layout.NewCustomPaddedLayout(1, 1, 1, 12), list)
	room.Resize(fyne.NewSize(reviewWidth, 0)) // texts that wrap find their height by it
	height := min(room.MinSize().Height+8, i.host.Window.Canvas().Size().Height-220)
	scroll := container.NewVScroll(room)
	return container.New(widgets.AtLeast(fyne.NewSize(reviewWidth, height)), scroll), scroll
}

// panel draws one candidate.
func (r *review) panel(o *offer, several bool) fyne.CanvasObject {
	texts := r.importer.host.Texts
	key := o.candidate.Key
	heading := widgets.Below(2, widgets.NewLine(title(texts.Text("window.import.unnamed"), key), widgets.Strong))
	if key.Issuer != "" && key.Account != "" {
		heading.Add(widgets.NewLine(key.Account, widgets.Muted))
	}
	if o.candidate.State != authenticator.StateUnusable {
		heading.Add(widgets.NewLine(r.parameters(key), widgets.Caption))
	}
	rows := widgets.Below(8, r.seen(o, heading))
	switch o.candidate.State {
	case authenticator.StateNew:
		rows.Add(widgets.Below(4, widgets.NewLine(texts.Text("window.import.name"), widgets.Caption), container.NewStack(r.nameEntry(o), newWheel(r.turned))))
	case authenticator.StateKnown:
		known := "window.import.known"
		if o.candidate.Previous {
			known = "window.import.known_previous"
		}
		heading.Add(widgets.Flush(widgets.NewParagraph(texts.Text(known, "name", o.candidate.Existing.Name), widgets.Muted)))
	case authenticator.StateRenewal:
		if !o.usable() {
			heading.Add(widgets.Flush(widgets.NewParagraph(texts.Text("window.import.renewal_unsettled", "name", o.candidate.Existing.Name), widgets.Plain)))
			break
		}
		heading.Add(widgets.Flush(widgets.NewParagraph(texts.Text("window.import.renewal", "name", o.candidate.Existing.Name), widgets.Plain)))
		name := r.nameEntry(o)
		name.Disable()
		replace, add := texts.Text("window.import.renew"), texts.Text("window.import.add_beside")
		o.choice = widgets.NewChoice([]string{replace, add}, func(chosen int) {
			if chosen == 1 {
				name.Enable()
			} else {
				name.Disable()
			}
			r.update()
		})
		rows.Add(o.choice)
		rows.Add(container.NewStack(name, newWheel(r.turned)))
	case authenticator.StateUnusable:
		rows.Objects = r.failure(o)
	}
	if o.usable() {
		for _, note := range o.candidate.Notes {
			rows.Add(widgets.Flush(widgets.NewParagraph(texts.Named(note.TextKey(), note.TextArgs()), widgets.Muted)))
		}
	}
	return r.framed(o, rows, several)
}

// failure is why a candidate cannot be used, and what to do.
func (r *review) failure(o *offer) (rows []fyne.CanvasObject) {
	texts := r.importer.host.Texts
	if about := firstOf(o.candidate.Name, o.candidate.From()); about != "" {
		rows = append(rows, widgets.NewLine(about, widgets.Strong))
	}
	rows = append(rows, widgets.Flush(widgets.NewParagraph(texts.Explain(o.candidate.Problem), widgets.Plain)))
	if errors.Is(o.candidate.Problem, qr.ErrNone) && !r.explained {
		r.explained = true
		rows = append(rows, howTo(texts))
	}
	if o.candidate.Seen != nil {
		rows = append(rows, r.seen(o, widgets.Below(2)))
	}
	return rows
}

// framed puts a candidate's card together: a check mark before what can be chosen among several, a sign
// before what cannot be chosen.
func (r *review) framed(o *offer, rows fyne.CanvasObject, several bool) fyne.CanvasObject {
	content := rows
	switch {
	case !o.usable():
		icon := fyne.Resource(base.NewColoredResource(base.InfoIcon(), theme.ColorMuted))
		if o.candidate.State == authenticator.StateUnusable {
			icon = base.NewErrorThemedResource(base.WarningIcon())
		}
		sign := container.New(layout.NewCustomPaddedLayout(2, 2, 0, 8), container.NewGridWrap(fyne.NewSquareSize(28), widget.NewIcon(icon)))
		content = container.NewBorder(nil, nil, container.NewVBox(sign), nil, rows)
	case several:
		label := title(r.importer.host.Texts.Text("window.import.unnamed"), o.candidate.Key)
		o.take = widgets.NewCheck(label, true, func(bool) { r.update() })
		content = container.NewBorder(nil, nil, container.NewVBox(o.take), nil, rows)
	}
	return widgets.NewPanel(base.ColorNameBackground, theme.ColorCardBorder, container.New(widgets.Inset(16, 14), content))
}

func (r *review) nameEntry(o *offer) *widgets.Field {
	name := suggestion(o.candidate.Key)
	if name != "" {
		name = firstOf(o.candidate.Name, name) // told apart from the names that are taken
	}
	o.name = widgets.NewField(name)
	o.name.OnEscape = r.close
	o.name.SetPlaceHolder(r.importer.host.Texts.Text("window.import.name_example"))
	o.name.OnChanged = func(string) { r.update() }
	o.name.OnSubmitted = func(string) {
		if !r.accept.Disabled() {
			r.store()
		}
	}
	return o.name
}

// turned is the mouse wheel over a field.
func (r *review) turned(event *fyne.ScrollEvent) {
	if r.scroll != nil {
		r.scroll.Scrolled(event)
	}
}

// wheel lies over a field and gives the mouse wheel to the list that the field stands in: Fyne's field keeps
// it for itself, though it has nothing to scroll. Everything else goes through to the field.
type wheel struct {
	widget.BaseWidget
	turned func(*fyne.ScrollEvent)
}

func newWheel(turned func(*fyne.ScrollEvent)) *wheel {
	w := &wheel{turned: turned}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled implements fyne.Scrollable.
func (w *wheel) Scrolled(event *fyne.ScrollEvent) { w.turned(event) }

// CreateRenderer implements fyne.Widget.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widgets.Space(0, 0))
}

// close ends the dialog, but not while something is being stored.
func (r *review) close() {
	if !r.cancel.Disabled() {
		r.dialog.Hide()
	}
}

// update allows to go on when something is chosen and everything chosen has a name.
func (r *review) update() {
	if r.accept == nil {
		return
	}
	chosen, complete := 0, true
	for _, o := range r.offers {
		if !o.chosen() {
			continue
		}
		chosen++
		if !o.renews() && strings.TrimSpace(o.name.Text) == "" {
			complete = false
		}
	}
	enable(r.accept, chosen > 0 && complete)
}

// usable reports whether a candidate can become or renew an account. One that was renewed a moment ago must be
// settled before it can be renewed again: else the secret of before would be lost.
func (o *offer) usable() bool {
	switch o.candidate.State {
	case authenticator.StateNew:
		return true
	case authenticator.StateRenewal:
		return !o.candidate.Existing.Unsettled
	}
	return false
}

// chosen reports whether the user wants it, and it is not stored yet.
func (o *offer) chosen() bool {
	return o.usable() && !o.done && (o.take == nil || o.take.Checked)
}

func (o *offer) renews() bool {
	return o.choice != nil && o.choice.Selected == 0
}

// store adds and renews one after the other. What was stored stays so when a later one fails: the dialog
// stays open with what is left.
func (r *review) store() {
	type order struct {
		offer *offer
		name  string
		renew bool
	}
	var orders []order
	for _, o := range r.offers {
		if o.chosen() {
			orders = append(orders, order{o, strings.TrimSpace(o.name.Text), o.renews()})
		}
	}
	i := r.importer
	r.accept.Disable()
	r.cancel.Disable()
	page.Do(i.host.Worker, func(ctx context.Context) ([]authenticator.Account, error) {
		var accounts []authenticator.Account
		for _, o := range orders {
			var stored authenticator.Account
			var err error
			if o.renew {
				stored, err = i.service.Renew(ctx, o.offer.candidate.Existing.ID, o.offer.candidate)
			} else {
				stored, err = i.service.Add(ctx, o.offer.candidate, o.name)
			}
			if err != nil {
				return accounts, err
			}
			accounts = append(accounts, stored)
		}
		return accounts, nil
	}, func(accounts []authenticator.Account, err error) {
		r.cancel.Enable()
		for n := range accounts {
			orders[n].offer.done = true
		}
		if err == nil {
			r.dialog.Hide() // before what comes next gets the keyboard
		}
		if len(accounts) > 0 {
			i.done()
		}
		if err != nil {
			widgets.SetParagraph(r.problem, i.host.Texts.Explain(err))
			r.problem.Show()
			r.dialog.Fit()
			r.update()
			return
		}
		if r.from.forget != nil {
			r.from.forget()
		}
		switch kind, texts := r.from.kind, i.host.Texts; {
		case len(accounts) > 1:
			r.success(texts.Text("window.import.added_several"+kind, "count", len(accounts)))
		case orders[0].renew:
			r.success(texts.Text("window.import.renewed"+kind, "name", accounts[0].Name))
		default:
			r.success(texts.Text("window.import.added"+kind, "name", accounts[0].Name))
		}
	})
}

// parameters says how a key makes its codes; the algorithm is named only if it is an unusual one.
func (r *review) parameters(key otp.Key) string {
	if key.Algorithm == otp.SHA1 {
		return r.importer.host.Texts.Text("window.import.parameters_usual", "digits", key.Digits, "seconds", int(key.Period/time.Second))
	}
	return r.importer.host.Texts.Text("window.import.parameters",
		"digits", key.Digits, "seconds", int(key.Period/time.Second), "algorithm", key.Algorithm)
}

// title is what a candidate is called in the dialog.
func title(unnamed string, key otp.Key) string {
	switch {
	case key.Issuer != "":
		return key.Issuer
	case key.Account != "":
		return key.Account
	}
	return unnamed
}

// suggestion is the name that an account gets if nobody thinks of a better one.
func suggestion(key otp.Key) string {
	if key.Issuer != "" && key.Account != "" {
		return key.Issuer + " – " + key.Account
	}
	return key.Issuer + key.Account
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
