// Package code is the page that shows the codes: one account as large as the window allows, several as
// a wall of cards.
package code

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
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
	// Move puts an account by so many places towards the back, or the front if places is negative, at most to the end.
	Move(ctx context.Context, id vault.ID, places int) error
	// Pin lets an account stay before those that are not pinned, or takes that back.
	Pin(ctx context.Context, id vault.ID, on bool) error
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
	// MayShow and MayOffer report whether that is allowed; else it is not offered.
	MayShow() bool
	MayOffer() bool
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
}

// time is when it was copied, for people.
func (m mark) time() string { return m.at.Local().Format("15:04:05") }

// Page is the code page. See page.Page for when its methods are called.
type Page struct {
	host    *page.Host
	service Service
	empty   func() fyne.CanvasObject
	blank   fyne.CanvasObject // what it made, once it was needed
	add     func()
	out     Handover

	// OnLock opens how the window is locked; nil = there is no such thing in the menu.
	OnLock func()
	// OnDisplay shows an account's code full screen, the zero ID the firm's central one; nil = that is not offered.
	OnDisplay func(account vault.ID)
	// Below stands below a firm's only code; nil = nothing does. After it was shown or hidden, call [Page.Rearrange].
	Below fyne.CanvasObject
	// OnSmall shows an account's code in the small window; nil = that is not offered.
	OnSmall func(account vault.ID)

	frame    *fyne.Container
	search   *widgets.Field
	wall     *wall    // nil unless there are several accounts
	follow   vault.ID // the account that is being moved: it has the focus where it stands then
	faces    map[vault.ID]face
	accounts []authenticator.Account // in the order of the page
	marks    map[vault.ID]mark
	compared map[vault.ID]bool // the code of before the renewal is shown too
	load     page.Latest
}

// New makes the page. empty makes what is shown while there is no account; add is what the button for another
// account does; out are the ways out for an account.
func New(host *page.Host, service Service, empty func() fyne.CanvasObject, add func(), out Handover) *Page {
	p := &Page{
		host: host, service: service, empty: empty, add: add, out: out,
		frame: container.NewStack(),
		marks: map[vault.ID]mark{}, compared: map[vault.ID]bool{},
	}
	p.search = p.newSearch()
	return p
}

// Content implements page.Page.
func (p *Page) Content() fyne.CanvasObject { return p.frame }

// Load implements page.Page.
func (p *Page) Load() {
	page.DoLatest(p.host.Worker, &p.load, p.service.Accounts, p.take)
}

// LoadAtOnce is Load for a window that is not on the screen yet: its first picture has the codes. Whoever calls it
// knows that the service has the accounts in memory.
func (p *Page) LoadAtOnce() { p.take(p.service.Accounts(p.host.Worker.Context())) }

func (p *Page) take(accounts []authenticator.Account, err error) {
	if err != nil {
		p.host.Fail(err)
		return
	}
	p.arrange(accounts)
	p.Tick(p.host.Now())
}

// Rearrange gives everything its place anew.
func (p *Page) Rearrange() {
	for _, face := range p.faces {
		if stage, is := face.(*stage); is {
			stage.content.Refresh()
		}
	}
}

// Tick implements page.Page.
func (p *Page) Tick(now time.Time) {
	if len(p.accounts) == 0 {
		return
	}
	for _, shown := range p.service.Codes(now) {
		if face, ok := p.faces[shown.Account.ID]; ok && face.object().Visible() {
			face.show(shown, p.marks[shown.Account.ID], now)
		}
	}
}

// CopyShown copies the code of the card that has the focus, or else of the only account that is shown: what Ctrl+C
// and Enter mean on this page. Of several it is not known which one is meant.
func (p *Page) CopyShown() {
	only := p.accounts
	if p.wall != nil {
		only = p.wall.shown
	}
	if id, ok := p.focused(); ok {
		p.copy(id, false)
	} else if len(only) == 1 {
		p.copy(only[0].ID, false)
	}
}

// Empty reports whether there is no account yet.
func (p *Page) Empty() bool { return len(p.accounts) == 0 }

// arrange builds the faces for the accounts that there are now. Faces of accounts that stay are not
// kept: names and order may have changed, and it is rare.
func (p *Page) arrange(accounts []authenticator.Account) {
	if p.faces != nil && slices.Equal(accounts, p.accounts) {
		return
	}
	follow, focused := p.focused()
	if !p.follow.IsZero() {
		follow, focused, p.follow = p.follow, true, vault.ID{}
	}
	p.faces = make(map[vault.ID]face, len(accounts))
	p.accounts = accounts
	p.forgetCompared()
	before := p.wall
	p.wall = nil
	if len(accounts) < searchFrom {
		p.search.SetText("")
	}
	switch len(accounts) {
	case 0:
		if p.blank == nil {
			p.blank = p.empty()
		}
		p.frame.Objects = []fyne.CanvasObject{p.blank}
	case 1:
		face := newStage(p, accounts[0])
		p.faces[accounts[0].ID] = face
		p.frame.Objects = []fyne.CanvasObject{face.object()}
	default:
		size := sizeFor(len(accounts))
		for _, account := range accounts {
			p.faces[account.ID] = newCard(p, account, size)
		}
		if p.wall = before; p.wall == nil || p.wall.size != size || p.wall.searched != (len(accounts) >= searchFrom) {
			p.wall = newWall(p, size)
			p.frame.Objects = []fyne.CanvasObject{p.wall.content}
		}
		p.wall.filter()
	}
	p.frame.Refresh()
	if focused {
		p.focus(follow)
	}
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
		p.marks[id] = mark{at: now, validFrom: code.ValidFrom}
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
	at := m.time()
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
