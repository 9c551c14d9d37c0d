package guide

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/code"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// proofView shows the code and asks whether a login with it has worked.
func (p *Page) proofView(state onboarding.State) view {
	texts, notes := p.host.Texts, &p.state.notes
	central := p.state.facts.Central
	v := view{body: func() body {
		if central == nil {
			return body{[]fyne.CanvasObject{p.text("window.guide.proof.first")}, nil}
		}
		return p.proofBody(*central)
	}}
	switch {
	case state != onboarding.Done:
	case central != nil && notes.Proof.Account == central.ID && notes.Proof.Since.Equal(central.Since()):
		v.summary = texts.Text("window.guide.proof.noted", "day", p.day(notes.Proof.At))
	default:
		v.summary = texts.Text("window.guide.proof.linked")
	}
	return v
}

func (p *Page) proofBody(central authenticator.Account) body {
	p.code = newCodeView(p, central.ID)
	about := p.text("window.guide.proof.about")
	if user := p.state.firm.Reference.User; user != "" {
		about = p.text("window.guide.proof.about_user", "user", user)
	}
	yes := p.next("window.guide.proof.yes", func() {
		delete(p.opened, onboarding.TaskProof)
		p.do(func(ctx context.Context) error { return p.services.Notes.Prove(ctx, &central) })
	})
	no := p.no("window.guide.proof.no")
	objects := []fyne.CanvasObject{about, p.code.content, p.strong("window.guide.proof.question"), row(yes, no)}
	if p.failed {
		objects = append(objects, p.failedHelp()...)
	}
	return body{objects, p.code.press}
}

// no is the button that says that something did not work, and shows help.
func (p *Page) no(key string) *widgets.Button {
	button := p.press(key, func() {
		p.failed = true
		p.redraw(key)
	})
	p.keys[key] = button
	return button
}

func (p *Page) strong(key string) fyne.CanvasObject {
	return widgets.Flush(widgets.NewParagraph(p.host.Texts.Text(key), widgets.Strong))
}

// failedHelp is what to look at when a login does not work, the likeliest first.
func (p *Page) failedHelp() []fyne.CanvasObject {
	texts := p.host.Texts
	reopen := func(task onboarding.Task) func() {
		return func() {
			p.opened[task], p.unfolded["login"] = true, true
			p.redraw("task " + string(task))
		}
	}
	expired := p.reason("window.guide.failed.expired")
	first := slices.Concat(expired, p.clockHelp())
	if _, wrong := p.services.Clock.Sign(); wrong {
		first = slices.Concat(p.clockHelp(), expired)
	}
	return slices.Concat([]fyne.CanvasObject{p.hintTitle("window.guide.failed.title")}, first,
		p.reason("window.guide.failed.user", row(p.press("window.guide.failed.user_do", reopen(onboarding.TaskUser)))),
		p.reason("window.guide.failed.qr", row(p.press("window.guide.failed.qr_do", reopen(onboarding.TaskImport)))),
		p.reason("window.guide.failed.support", row(p.press("window.guide.help", func() { p.services.Ways.Help(texts.Text("window.guide.failed.help")) }))))
}

// clockHelp says how this PC's clock stands, and how to find out and to set it.
func (p *Page) clockHelp() []fyne.CanvasObject {
	check := p.press("window.clock.check", p.services.Clock.Check)
	enabled(check, p.services.Clock.CanCheck())
	return p.reason("window.guide.failed.clock", widgets.Flush(widgets.NewParagraph(p.services.Clock.Standing(), widgets.Muted)),
		row(check, p.press("window.clock.how_button", p.services.Clock.ShowHow)))
}

// reason is something that it may be, and what can be done then.
func (p *Page) reason(key string, more ...fyne.CanvasObject) []fyne.CanvasObject {
	return slices.Concat([]fyne.CanvasObject{widgets.NewColumn(0, p.strong(key+"_title"), p.text(key))}, more)
}

// codeView is the code of one account, to read and to copy.
type codeView struct {
	page         *Page
	account      vault.ID
	digits, next *widgets.Digits
	left         *widgets.Line
	press        *widgets.Pressable
	content      fyne.CanvasObject
}

// The digits are large enough to be read at arm's length while one types them somewhere else.
const largeDigits, nextDigits = 64, 26

func newCodeView(p *Page, account vault.ID) *codeView {
	texts := p.host.Texts
	v := &codeView{page: p, account: account, digits: widgets.NewDigits(largeDigits, largeDigits).LeftAligned(),
		next: widgets.NewDigits(nextDigits, nextDigits).LeftAligned(), left: widgets.NewLine("", widgets.Strong)}
	v.show(p.host.Now()) // how wide they are depends on how many digits there are
	v.press = widgets.NewPressable(texts.Text("window.code.copy"), container.New(widgets.Inset(18, 6), v.digits), v.copy).
		WithSurface(base.ColorNameBackground, theme.ColorCardHover, theme.ColorCardBorder)
	beside := widgets.Below(6, container.New(widgets.TextRoom(230), v.left),
		widgets.Beside(8, container.NewCenter(widgets.NewWholeLine(texts.Text("window.code.next"), widgets.Muted)), v.next))
	v.content = widgets.NewFlow(20, v.press, beside)
	return v
}

// show shows the code of now. An account that is gone this moment shows what it showed.
func (v *codeView) show(now time.Time) {
	for _, shown := range v.page.services.Accounts.Codes(now) {
		if shown.Account.ID != v.account {
			continue
		}
		colour, style, key := base.ColorNameForeground, widgets.Strong, "window.code.left"
		if code.Urgent(shown, now) {
			colour, key, style.Colour = theme.ColorUrgent, "window.code.ends", theme.ColorUrgent
		}
		v.digits.Set(shown.Code.Grouped(), colour)
		v.next.Set(shown.Next.Grouped(), theme.ColorMuted)
		v.left.Set(v.page.host.Texts.Count(key, shown.Code.SecondsLeft(now)), style)
	}
}

// copy puts the code of this moment onto the clipboard.
func (v *codeView) copy() {
	for _, shown := range v.page.services.Accounts.Codes(v.page.host.Now()) {
		if shown.Account.ID == v.account {
			v.page.host.Copy(shown.Code.Value)
			v.page.host.Good("window.guide.proof.copied")
		}
	}
}
