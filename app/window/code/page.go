// Package code is the page that shows the codes: one account as large as the window allows, several as
// a wall of cards.
package code

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// Service is what the page needs of the firm's accounts.
type Service interface {
	// Accounts reads the accounts; it may block.
	Accounts(ctx context.Context) ([]authenticator.Account, error)
	// Codes computes the codes of now, in the accounts' order. It is fast and does not block.
	Codes(now time.Time) []authenticator.Shown
	// Rename gives an account another name.
	Rename(ctx context.Context, id vault.ID, name string) (authenticator.Account, error)
	// Remove deletes an account with its secret.
	Remove(ctx context.Context, id vault.ID) error
	// Previous computes the codes of the secret that an account had before its renewal. It is fast and does not
	// block.
	Previous(id vault.ID, now time.Time) (authenticator.Shown, error)
	// Settle destroys the secret that an account had before its renewal.
	Settle(ctx context.Context, id vault.ID) (authenticator.Account, error)
	// Revert takes a renewal back.
	Revert(ctx context.Context, id vault.ID) (authenticator.Account, error)
}

// Handover leads accounts out of the vault.
type Handover interface {
	// ToPhone shows an account's QR code for a phone.
	ToPhone(account authenticator.Account)
	// Offer asks which accounts, this one first of all, are to go where.
	Offer(account authenticator.Account)
}

// LastSeconds is when a code counts as about to end: taking it now may be too late.
const LastSeconds = 5

// face shows one account's code in some form.
type face interface {
	object() fyne.CanvasObject
	show(shown authenticator.Shown, mark mark, now time.Time)
	compare() // the code of before is to be seen now, or no more
}

// mark remembers that a code was copied: one use is all that a service accepts.
type mark struct {
	at        time.Time // when it was copied; zero if never
	validFrom time.Time // of the code that was copied
	next      bool      // the code after the current one was copied
}

// Page is the code page. See page.Page for when its methods are called.
type Page struct {
	host    *page.Host
	service Service
	empty   fyne.CanvasObject
	add     func()
	out     Handover

	// OnLock opens how the window is locked; nil = there is no such thing in the menu.
	OnLock func()
	// OnDisplay shows an account's code full screen, the zero ID the firm's central one; nil = that is not offered.
	OnDisplay func(account vault.ID)

	frame    *fyne.Container
	faces    map[vault.ID]face
	accounts []authenticator.Account // in the order of the page
	marks    map[vault.ID]mark
	compared map[vault.ID]bool // the code of before the renewal is shown too
	load     page.Latest
}

// New makes the page. empty is shown while there is no account; add is what the button for another
// account does; out are the ways out for an account.
func New(host *page.Host, service Service, empty fyne.CanvasObject, add func(), out Handover) *Page {
	p := &Page{
		host: host, service: service, empty: empty, add: add, out: out,
		frame: container.NewStack(),
		marks: map[vault.ID]mark{}, compared: map[vault.ID]bool{},
	}
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.frame }

// Load implements page.Page.
func (p *Page) Load() {
	page.DoLatest(p.host.Worker, &p.load, p.service.Accounts, func(accounts []authenticator.Account, err error) {
		if err != nil {
			p.host.Fail(err)
			return
		}
		p.arrange(accounts)
		p.Tick(p.host.Now())
	})
}

// Tick implements page.Page.
func (p *Page) Tick(now time.Time) {
	if len(p.accounts) == 0 {
		return
	}
	for _, shown := range p.service.Codes(now) {
		if face, ok := p.faces[shown.Account.ID]; ok {
			face.show(shown, p.marks[shown.Account.ID], now)
		}
	}
}

// CopyOnly copies the code if there is exactly one account: what Ctrl+C and Enter mean on this page. It
// reports whether it did.
func (p *Page) CopyOnly() bool {
	if len(p.accounts) != 1 {
		return false
	}
	p.copy(p.accounts[0].ID, false)
	return true
}

// arrange builds the faces for the accounts that there are now. Faces of accounts that stay are not
// kept: names and order may have changed, and it is rare.
func (p *Page) arrange(accounts []authenticator.Account) {
	p.faces = make(map[vault.ID]face, len(accounts))
	p.accounts = accounts
	p.forgetCompared()
	switch len(accounts) {
	case 0:
		p.frame.Objects = []fyne.CanvasObject{p.empty}
	case 1:
		face := newStage(p, accounts[0])
		p.faces[accounts[0].ID] = face
		p.frame.Objects = []fyne.CanvasObject{face.object()}
	default:
		size := sizeFor(len(accounts))
		cells := make([]fyne.CanvasObject, 0, len(accounts))
		for _, account := range accounts {
			card := newCard(p, account, size)
			p.faces[account.ID] = card
			cells = append(cells, card.object())
		}
		p.frame.Objects = []fyne.CanvasObject{p.wall(cells, size.wall)}
	}
	p.frame.Refresh()
}

func (p *Page) wall(cells []fyne.CanvasObject, wall widgets.Wall) fyne.CanvasObject {
	texts := p.host.Texts
	heading := container.NewBorder(nil, nil, widgets.NewWholeLine(texts.Text("window.code.title"), widgets.Heading), p.addButton())
	hint := widgets.NewLine(texts.Text("window.code.wall_hint"), widgets.Muted)
	return container.New(layout.NewCustomPaddedLayout(base.Size(theme.SizePage)-4, base.Size(theme.SizePage), base.Size(theme.SizePage), base.Size(theme.SizePage)-widgets.ScrollRoom),
		container.NewBorder(container.New(layout.NewCustomPaddedLayout(0, 14, 0, widgets.ScrollRoom), widgets.Below(0, heading, hint)), nil, nil, nil,
			widgets.NewWall(wall, cells)))
}

func (p *Page) addButton() fyne.CanvasObject {
	add := widgets.NewIconButton(p.host.Texts.Text("window.code.add"), base.ContentAddIcon(), widget.MediumImportance, p.add)
	if p.OnDisplay == nil {
		return container.NewCenter(add)
	}
	show := widgets.NewIconButton(p.host.Texts.Text("window.display.open"), base.ViewFullScreenIcon(), widget.MediumImportance, func() { p.OnDisplay(vault.ID{}) })
	return container.NewCenter(widgets.Beside(8, show, add))
}

// copy puts a code onto the clipboard and marks it. The code is computed at this moment: what is shown
// may be a second old.
func (p *Page) copy(id vault.ID, next bool) {
	now := p.host.Now()
	for _, shown := range p.service.Codes(now) {
		if shown.Account.ID != id {
			continue
		}
		code := shown.Code
		if next {
			code = shown.Next
		}
		p.host.Copy(code.Value)
		p.marks[id] = mark{at: now, validFrom: code.ValidFrom, next: next}
		p.faces[id].show(shown, p.marks[id], now)
	}
}

// Urgent reports whether a code is in its last seconds. Codes that live no longer than twice that are
// never urgent for half of their time.
func Urgent(shown authenticator.Shown, now time.Time) bool {
	period := int(shown.Account.Period / time.Second)
	return shown.Code.SecondsLeft(now) <= min(LastSeconds, period/3)
}

// state is the sentence about a mark that still means something: the code that was copied is shown as
// current or next. It is "" else.
//
// length is "" for the long form, "_short" for the one that fits a card.
func (p *Page) state(shown authenticator.Shown, m mark, length string) string {
	texts := p.host.Texts
	at := m.at.Local().Format("15:04:05")
	switch {
	case m.at.IsZero():
		return ""
	case m.validFrom.Equal(shown.Next.ValidFrom):
		return texts.Text("window.code.copied_next"+length, "time", at, "from", shown.Next.ValidFrom.Local().Format("15:04:05"))
	case m.validFrom.Equal(shown.Code.ValidFrom):
		return texts.Text("window.code.copied"+length, "time", at)
	}
	return ""
}
