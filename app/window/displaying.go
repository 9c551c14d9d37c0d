package window

import (
	"context"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/display"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/small"
)

// bindDisplay makes the Anzeige, which goes on while the window is locked if the code may then stay in sight.
func (w *Window) bindDisplay(worker *page.Worker) {
	w.display = display.New(w.host, worker, w.services.Accounts, display.Ways{
		Allowed: w.codeAllowed,
		Setting: w.displaySetting,
		Memory:  w.services.Memory,
		Awake:   w.services.Awake,
		Clock:   w.clockSign,
		Opened:  w.stepAside,
		Left:    w.stepBack,
	})
	w.code.OnDisplay = w.openDisplay
	w.small = small.New(w.host, worker, w.services.Accounts, small.Ways{
		Allowed: w.codeAllowed, Memory: w.services.Memory,
		Central: func(ctx context.Context) (vault.ID, error) {
			setting, err := w.displaySetting(ctx)
			return setting.Central, err
		},
		Doubted: w.clockDoubted,
	})
	w.code.OnSmall = w.openSmall
}

// stepAside makes way for the Anzeige. Behind the one on the only screen nobody sees this window: then it is hidden, so
// that it is not drawn every second for nobody.
func (w *Window) stepAside(alone bool) {
	if !alone {
		return
	}
	if w.lock.Keeps() {
		w.lock.Lock() // whoever ends the Anzeige on a screen that everybody sees is asked for the PIN
	}
	if w.aside = !w.hidden; w.aside {
		w.Hide()
	}
}

// stepBack is after the Anzeige as it was before.
func (w *Window) stepBack() {
	if w.aside {
		w.aside = false
		w.Unhide()
	}
	w.native.RequestFocus()
}

// codeAllowed reports whether codes may be seen now.
func (w *Window) codeAllowed() bool { return !w.lock.Locked() || w.lock.Keeps() }

// displaySetting reads what the firm lays down for the Anzeige; it blocks.
func (w *Window) displaySetting(ctx context.Context) (display.Setting, error) {
	firm, err := w.services.Support.Firm.Load(ctx)
	if err != nil {
		return display.Setting{}, err
	}
	accounts, err := w.services.Accounts.Accounts(ctx)
	setting := display.Setting{Line: firm.Shown()}
	if central := authenticator.Central(accounts, firm.Reference.Account); central != nil {
		setting.Central = central.ID
	}
	return setting, err
}

// openDisplay shows an account's code full screen; the zero ID is the one chosen before, or the central one. Where
// the lock hides codes it waits for the PIN.
func (w *Window) openDisplay(account vault.ID) {
	w.displayDue = !w.codeAllowed()
	if !w.displayDue {
		w.small.Close() // one of the two is enough
		w.display.Open(account)
	}
}

// openSmall shows an account's code in the small window; the zero ID is the one chosen before, or the central one.
// Where the lock hides codes it stays away.
func (w *Window) openSmall(account vault.ID) {
	if w.codeAllowed() {
		w.display.Leave()
		w.small.Open(account)
	}
}

// pressSmall is F12: the small window comes or goes.
func (w *Window) pressSmall() {
	if w.small.Window() != nil {
		w.small.Close()
		return
	}
	w.openSmall(vault.ID{})
}
