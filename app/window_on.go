//go:build !nowindow

package app

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"kanzleicode/app/archive"
	"kanzleicode/app/authenticator"
	"kanzleicode/app/cli"
	"kanzleicode/app/export"
	"kanzleicode/app/firm"
	"kanzleicode/app/journal"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/platform/awake"
	"kanzleicode/app/platform/clipboard"
	"kanzleicode/app/platform/discard"
	"kanzleicode/app/platform/folders"
	"kanzleicode/app/platform/instance"
	"kanzleicode/app/platform/opener"
	"kanzleicode/app/platform/opengl"
	"kanzleicode/app/platform/screen"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/platform/tray"
	"kanzleicode/app/preferences"
	"kanzleicode/app/recovery"
	"kanzleicode/app/repair"
	"kanzleicode/app/vault"
	"kanzleicode/app/window"
	"kanzleicode/app/window/mandates"
	"kanzleicode/app/window/safety"
	"kanzleicode/app/window/settings"
	"kanzleicode/app/window/setup"
)

// appID names the program to Fyne and to the desktop.
const appID = "de.kanzleicode.Kanzleicode"

// openWindow opens the vault and shows the window until it is closed. If this person has a window on that vault
// already, it comes to the front with what this start was asked for.
func openWindow(ctx context.Context, s *system, access cli.Access, in speech, args []string) int {
	s.wishes = s.remembered()
	door, err := &entrance{}, s.faulty
	if err == nil {
		door, err = s.enter(ctx, access.Folder)
	}
	if errors.Is(err, instance.ErrShown) {
		return cli.ExitOK
	}
	if code, over := s.canvas(ctx, in, args, door.close); over {
		return code
	}
	if err != nil {
		return s.showRefusal(in, err)
	}
	defer door.close()
	s.door = door
	removeCrashLog := logCrashes()
	defer removeCrashLog()
	return s.runWindow(ctx, access, s.wanted(in))
}

// wanted are the texts in the language that this PC's settings want, unless this start asks for another.
func (s *system) wanted(in speech) *language.Catalog {
	if tag := s.wishes.Now().Language; tag != preferences.SystemLanguage && !in.asked {
		return language.New(tag)
	}
	if s.policy.Language.Set && !in.asked { // what the command line speaks by itself is what is laid down
		return language.New(language.System(os.Getenv))
	}
	return in.texts
}

// runWindow shows the windows that lead to the main one, and that one.
func (s *system) runWindow(ctx context.Context, access cli.Access, texts *language.Catalog) int {
	a := fyneapp.NewWithID(appID)
	endSurely(a)
	a.Settings().SetTheme(window.Look(s.wishes.Now()))
	passphrase, err := readPassphrase(ctx, access.PassphraseFile)
	var opened *session
	if err == nil {
		opened, err = s.unlock(ctx, access.Folder, ways{passphrase: passphrase}, true)
		clear(passphrase)
	}
	switch {
	case err == nil:
		if len(passphrase) > 0 {
			debug.FreeOSMemory() // it takes up to 512 MiB for a moment, the window runs all day
		}
		window.New(a, s.services(opened, texts)).ShowAndRun()
	case isReason(err, "passphrase_needed"), isReason(err, "passphrase_wrong"):
		s.before(access, texts, &opened, a, false, func(start window.Start) { window.AskPassphrase(a, texts, start) })
	case errors.Is(err, errNoKeyring):
		s.before(access, texts, &opened, a, true, func(start window.Start) { window.ChoosePassphrase(a, texts, start) })
	default:
		s.before(access, texts, &opened, a, !errors.Is(err, vault.ErrLocked), func(start window.Start) { window.ShowProblem(a, texts, err, start) })
		if opened == nil {
			return exitCode(err)
		}
	}
	if opened == nil {
		return cli.ExitLocked
	}
	_ = opened.drafts().Clear(s.now().Add(-draftTime)) // what the mail program still holds goes at the next start
	if err := opened.vault.Close(); err != nil {
		fmt.Fprintln(os.Stderr, texts.Explain(err))
		return cli.ExitFailed
	}
	return cli.ExitOK
}

// endSurely takes from Fyne what it would still do once its last window is closed: to store preferences, of
// which Kanzleicode has none. It would be handed to the loop that draws the window at the very moment at
// which that loop ends, and if it comes too late, the program waits for it for ever
// (https://github.com/fyne-io/fyne/issues/6021, Fyne v2.8.1).
func endSurely(a fyne.App) {
	if lifecycle, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		lifecycle.SetOnStoppedHookExecuted(nil)
	}
}

// endTime is how long the window's loop may take to end once the window is closed.
const endTime = 5 * time.Second

// endInTime ends the program if Fyne's loop does not: what cannot be seen any more must not stay behind with
// the vault open. Every change is on disk before it is said to be stored, so nothing is lost.
func endInTime(closed context.Context) {
	context.AfterFunc(closed, func() {
		time.AfterFunc(endTime, func() {
			fmt.Fprintln(os.Stderr, "kanzleicode: the window's loop did not end; the program ends without it")
			os.Exit(cli.ExitOK)
		})
	})
}

// before shows a window before the main one: it asks for a passphrase, or says why the vault does not open.
// Where there is a vault already (not fresh), its recovery sheet opens it too. What was opened is in opened
// then, nil if the person gave up.
func (s *system) before(access cli.Access, texts *language.Catalog, opened **session, a fyne.App, fresh bool, show func(window.Start)) {
	open := func(ctx context.Context, by ways) error {
		session, err := s.unlock(ctx, access.Folder, by, fresh)
		if err == nil {
			*opened = session
		}
		return err
	}
	start := window.Start{
		Starts: s.door,
		Unlock: func(ctx context.Context, passphrase []byte) error {
			defer clear(passphrase)
			return open(ctx, ways{passphrase: passphrase})
		},
		Done: func(ok bool) {
			if ok {
				debug.FreeOSMemory()
				window.New(a, s.services(*opened, texts)).Start()
			}
		},
	}
	if !fresh {
		start.Recover = func(ctx context.Context, key recovery.Identity) error { return open(ctx, ways{recovery: key}) }
		start.Adopt = func(ctx context.Context, passphrase []byte) error { return (*opened).ways.Adopt(ctx, passphrase) }
	}
	show(start)
}

func exitCode(err error) int {
	if errors.Is(err, vault.ErrLocked) {
		return cli.ExitLocked
	}
	return cli.ExitFailed
}

func (s *system) services(opened *session, texts *language.Catalog) window.Services {
	keeper := archive.New(&export.Firm{Texts: texts, Vault: opened.vault, Accounts: opened.accounts, Mandates: opened.mandates},
		opened.backups(), s.now)
	starts := s.autostart(opened)
	go func() { _ = s.layAutostart(context.Background(), opened, starts) }() // the page of settings shows how it stands
	return window.Services{
		Texts: texts, Now: s.now, Clock: seatClock{s.clockIn(opened.state), opened.vault, userName()},
		Accounts:    accounts{opened.accounts},
		Mandates:    opened.mandates,
		Sheets:      sheets{texts, s.now, opened.firm, opened.mandates},
		History:     journal.New(opened.vault, texts),
		Memory:      opened.looks(),
		Notes:       onboarding.NewService(opened.vault),
		Desktop:     desktop(),
		Display:     s.display,
		Documents:   s.documents,
		Secret:      clipboard.WriteSecret,
		Starts:      s.door,
		Awake:       stayAwake,
		Support:     s.support(opened),
		Lock:        s.lock(opened),
		Safety:      safety.Services{Sheets: opened.sheets, Access: opened.ways, Backups: keeper, Repair: repair.New(opened.vault, keeper), Open: opener.Open},
		Preferences: s.wishes,
		Autostart:   starts,
		Tray:        window.Tray{Watch: tray.Watch, Show: showTray},
		About:       settings.About{Version: version, Folder: opened.folder, OpenFolder: opener.Folder},
		Watch: func(ctx context.Context) <-chan struct{} {
			endInTime(ctx) // it ends when the window is closed
			return changes(ctx, opened, keeper)
		},
	}
}

// trayIcon fits the icon to what the window asks for.
type trayIcon struct{ *tray.Icon }

// Set implements window.TrayIcon.
func (i trayIcon) Set(items []window.TrayItem) { i.Icon.Set(trayItems(items)) }

func trayItems(items []window.TrayItem) []tray.Item {
	all := make([]tray.Item, len(items))
	for i, item := range items {
		all[i] = tray.Item(item)
	}
	return all
}

func showTray(picture []byte, name string, items []window.TrayItem, pressed func()) window.TrayIcon {
	return trayIcon{tray.Show(picture, name, trayItems(items), pressed)}
}

// stayAwake keeps the screen on until ctx ends.
func stayAwake(ctx context.Context, reason string) error {
	_, err := awake.Hold(ctx, reason)
	return err
}

// desktop is what this session lets the window reach.
func desktop() setup.Desktop {
	d := setup.Desktop{Discard: discard.File, Clipboard: func(ctx context.Context) (setup.Copied, error) {
		content, err := clipboard.Read(ctx)
		return setup.Copied(content), err
	}}
	if screen.Available() == nil {
		d.Again = !screen.Asks()
		d.Screen = func(ctx context.Context) ([]image.Image, error) {
			shots, err := screen.Capture(ctx)
			monitors := make([]image.Image, len(shots))
			for i, shot := range shots {
				monitors[i] = shot.Image
			}
			return monitors, err
		}
	}
	return d
}

// changes reads the accounts again whenever the vault has changed, keeps the daily backup, and tells the window
// of both, until ctx ends.
func changes(ctx context.Context, opened *session, keeper *archive.Service) <-chan struct{} {
	changed := make(chan struct{}, 1)
	var sources sync.WaitGroup
	sources.Go(func() {
		for range opened.vault.Watch(ctx) {
			if opened.accounts.Load(ctx) != nil {
				continue // the accounts of before stay; the next change tries again
			}
			tell(changed)
		}
	})
	sources.Go(func() { keeper.Daily(ctx, beats(ctx), func() { tell(changed) }) })
	go func() {
		sources.Wait()
		close(changed)
	}()
	return changed
}

// tell sends an event unless one is waiting already.
func tell(changed chan<- struct{}) {
	select {
	case changed <- struct{}{}:
	default:
	}
}

// A backup that is due is made firstBeat after the start, so that it does not keep the first code waiting, and
// then looked for at every beat.
const firstBeat, beat = 20 * time.Second, 10 * time.Minute

// beats are the moments at which the daily backup is looked for, until ctx ends.
func beats(ctx context.Context) <-chan time.Time {
	moments := make(chan time.Time)
	go func() {
		defer close(moments)
		timer := time.NewTimer(firstBeat)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case at := <-timer.C:
				timer.Reset(beat)
				select {
				case moments <- at:
				case <-ctx.Done():
				}
			}
		}
	}()
	return moments
}

// accounts fits the service to what the window asks for.
type accounts struct{ *authenticator.Service }

// Accounts reads from memory; it cannot fail.
func (a accounts) Accounts(context.Context) ([]authenticator.Account, error) {
	return a.Service.Accounts(), nil
}

// sheets writes tables and excerpts for the window.
type sheets struct {
	texts *language.Catalog
	now   func() time.Time
	firm  *firm.Service
	list  *mandate.Register
}

func (s sheets) Write(w io.Writer, form mandates.Form, list []mandate.Mandate) error {
	return export.Write(w, s.texts, export.Form(form), list, s.now())
}

func (s sheets) WriteExcerpt(ctx context.Context, w io.Writer, client string, rows []mandate.Mandate) error {
	house, err := s.firm.Load(ctx)
	if err != nil {
		return err
	}
	submissions, _, err := s.list.Submissions(ctx)
	if err != nil {
		return err
	}
	return export.Excerpt(s.texts, &house, client, rows, submissions, s.now()).WritePDF(w)
}

// probeDisplay opens an invisible window and prints what it got.
func probeDisplay() int {
	version, err := displayVersion(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return cli.ExitFailed
	}
	fmt.Println(version)
	return cli.ExitOK
}

// displayVersion opens an invisible window. Graphics libraries want the process's main thread.
func displayVersion(context.Context) (string, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return opengl.Probe()
}

// looks are where this PC keeps what its window looks like: no vault's affair, and nothing of it is secret.
func (s *session) looks() statefile.Folder { return statefile.In(s.state, ".window.json") }

// remembered are the settings of this PC; where it has no place for them, the usual ones.
func (s *system) remembered() *preferences.Store {
	usual, err := folders.System()
	if err != nil {
		return preferences.Open(nil, s.policy.Wishes())
	}
	return preferences.Open(statefile.In(usual.State, ".preferences.json"), s.policy.Wishes())
}
