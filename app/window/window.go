// Package window is Kanzleicode's window: navigation, pages, messages, keys, and the one tick a second
// that keeps the codes moving. Everything in this tree that touches a widget runs on Fyne's main
// goroutine; what can block runs off it and comes back through package page.
//
// Package app creates the fyne.App and the services and calls [New]; no package below this one imports
// fyne.io/fyne/v2/app.
package window

import (
	"context"
	"io/fs"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kanzleicode/app/language"
	"kanzleicode/app/preferences"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/clockwork"
	"kanzleicode/app/window/code"
	"kanzleicode/app/window/display"
	"kanzleicode/app/window/guide"
	"kanzleicode/app/window/handover"
	"kanzleicode/app/window/help"
	"kanzleicode/app/window/history"
	"kanzleicode/app/window/letter"
	"kanzleicode/app/window/lock"
	"kanzleicode/app/window/mandates"
	"kanzleicode/app/window/outside"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/safety"
	"kanzleicode/app/window/settings"
	"kanzleicode/app/window/setup"
	"kanzleicode/app/window/small"
	"kanzleicode/app/window/submissions"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// AccountService is what the window needs of the firm's accounts.
type AccountService interface {
	code.Service
	handover.Service
	setup.Service
}

// Services is what the window works with. All of it is required but the ways in Desktop.
type Services struct {
	Texts    *language.Catalog
	Now      func() time.Time // the clock
	Clock    Clock            // and what is known of it
	Accounts AccountService
	Mandates MandateService
	Support  Support
	Sheets   mandates.Sheets
	History  history.Service
	Memory   page.Memory // what this PC remembers of the window's looks; nil = nothing
	Lock     lock.Services
	Safety   safety.Services
	Desktop  setup.Desktop // ways to a picture; each of them may be missing
	Notes    guide.Notes   // what a person says of the set-up
	Display  bool          // the Anzeige comes up with the window
	// Secret puts a text onto the clipboard that no history is to keep, within moments; nil = like any other text.
	Secret func(ctx context.Context, text string) error
	Starts Starts // further starts of the program; nil = each has a window of its own
	// Awake keeps the screen on until ctx ends, and may block; nil = it goes dark as ever.
	Awake func(ctx context.Context, reason string) error
	// Watch sends something whenever the vault has changed, by this process or another, until ctx ends.
	Watch func(ctx context.Context) <-chan struct{}

	Preferences *preferences.Store // how a person wants the window on this PC
	About       settings.About
	Autostart   settings.Autostart
	Tray        Tray
	Documents   fs.FS // the manual's
}

// The window's first size, in device-independent pixels: it fits a 1366 × 768 screen with its taskbar.
const firstWidth, firstHeight = 1120, 680

// noticeTime is how long good news stays.
const noticeTime = 8 * time.Second

// actionTime is how long a message stays that something can be done about.
const actionTime = 30 * time.Second

// Window is the main window.
type Window struct {
	services Services
	native   fyne.Window
	host     *page.Host
	stop     context.CancelFunc

	rail      *widgets.Rail
	notice    *widgets.NoticeBar
	noticeEnd time.Time         // when good news go; zero = stays
	body      *fyne.Container   // the page in sight
	frame     *fyne.Container   // the page and the message below it
	root      fyne.CanvasObject // all of the above
	covered   []*widgets.Dialog // those that were open when the window was locked
	pages     []page.Page
	current   int
	hidden    bool
	outside   *outside.View // nil until it is shown, or if nothing can be told
	corner    *corner
	offered   []func()  // what further starts brought to import, waiting
	last      stood     // how it stood when it was last looked for
	looked    time.Time // when that was
	stands    *page.Remembered[stood]
	aside     bool // hidden because of the Anzeige

	code     *code.Page
	mandates *mandates.Page
	desk     *letter.Desk

	submissions *submissions.Page
	guide       *guide.Page
	onward      *onward

	history    *history.Page
	lock       *lock.Lock
	display    *display.Display
	displayDue bool // it comes up once the window is unlocked
	small      *small.Small

	clockwork *clockwork.Desk

	safety   *safety.Page
	reminder *safety.Reminder
	settings *settings.Page
	help     *help.Page
	stale    map[page.Page]bool // those that were out of sight when the looks changed
	app      fyne.App
	importer *setup.Importer
	handover *handover.Desk
	pasting  page.Latest
	clip     *clipboard
	bound    []place              // its keys
	keys     fyne.ShortcutHandler // what the canvas knows too; the test driver's canvas knows none
}

// New builds the window. It sets the app's theme and icon and Fyne's own language.
func New(a fyne.App, s Services) *Window {
	return build(a, s, page.NewWorker)
}

// build lets tests choose how work is run.
func build(a fyne.App, s Services, newWorker func(context.Context) *page.Worker) *Window {
	dress(a, s.Texts)
	s.Accounts = onTime{s.Accounts, s.Clock}
	ctx, stop := context.WithCancel(context.Background())
	w := &Window{services: s, stop: stop, app: a, stands: page.NewRemembered[stood](s.Memory, stoodName), native: a.NewWindow(s.Texts.Text("app.name"))}
	w.corner = &corner{window: w}
	worker := newWorker(ctx)
	w.clip = &clipboard{board: a.Clipboard(), secret: s.Secret, after: clearAfter(worker), time: s.Preferences.Now().Clipboard}
	w.host = &page.Host{
		Texts: s.Texts, Now: s.Now, Window: w.native, Worker: worker,
		Copy: w.clip.copy, Tell: w.tell, Changed: w.changed,
	}
	w.importer = setup.NewImporter(w.host, s.Accounts, s.Desktop, w.imported)
	w.importer.Paste = w.paste
	w.handover = handover.New(w.host, s.Accounts)
	w.code = code.New(w.host, s.Accounts, w.welcome, w.importer.Offer, w.handover)
	w.onward = newOnward(w)
	w.code.Below = w.onward.button
	w.bindSupport()
	w.mandates = mandates.New(w.host, s.Mandates, s.Sheets, w.mandateWays())
	w.history = history.New(w.host, s.History)
	w.safety = safety.New(w.host, s.Safety)
	w.reminder = safety.NewReminder(w.safety, w.inUse, func() { w.Show(safetyPage) }, w.fit)
	w.clockwork = clockwork.New(w.host, s.Clock, w.fit)
	w.bindGuide()
	w.bindSettings()
	w.help = help.New(w.host, s.Documents, w.ShowKeys, a.OpenURL)
	w.pages = []page.Page{w.code, w.mandates, w.submissions, w.history, w.safety, w.guide, w.settings, w.help}
	w.rail = widgets.NewRail(railItems(s.Texts), w.Show)
	w.notice = widgets.NewNoticeBar(func() { w.tell(page.Notice{}) })
	w.body = container.NewStack(w.pages[codePage].Content())
	above := widgets.NewColumn(0, w.clockwork.Strip().Content(), w.reminder.Content())
	w.frame = container.New(&widgets.Frame{Above: above, Middle: w.body, Below: w.notice}, w.body, above, w.notice)
	locker := newWorker(ctx)
	w.bindLock(locker, container.NewBorder(nil, nil, w.rail, nil, w.frame))
	w.native.SetContent(w.root)
	w.native.SetPadded(false)
	w.native.SetMaster()
	w.place()
	w.native.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { w.dropped(files) })
	w.native.SetOnClosed(func() {
		w.rememberNow()
		w.outside = nil
		w.corner.end()
		w.clip.clearNow()
		w.stop()
		worker.Settle()
		locker.Settle()
	})
	w.native.SetCloseIntercept(w.close)
	w.bindKeys()
	w.code.LoadAtOnce()
	w.reminder.Load()
	w.lock.Lock()
	return w
}

// welcome is the screen of an empty vault.
func (w *Window) welcome() fyne.CanvasObject {
	return setup.Welcome(w.host, w.importer, func() { w.Show(guidePage) })
}

// dress gives an app Kanzleicode's looks, unless it has them already, and Fyne the words of our language.
func dress(a fyne.App, texts *language.Catalog) {
	if _, ours := a.Settings().Theme().(*theme.Theme); !ours {
		a.Settings().SetTheme(theme.New())
	}
	a.SetIcon(theme.Icon())
	speak(texts)
}

// ShowAndRun shows the window and returns when it is closed.
func (w *Window) ShowAndRun() {
	w.start()
	if w.services.Display {
		fyne.CurrentApp().Lifecycle().SetOnStarted(func() { w.openDisplay(vault.ID{}) })
	}
	w.appear()
	w.app.Run()
	w.stop()
}

// Start shows the window in an app that runs already, as after [AskPassphrase].
func (w *Window) Start() {
	w.start()
	w.appear()
	if w.services.Display {
		w.openDisplay(vault.ID{})
	}
}

// start begins the tick and listens for changes of the vault.
func (w *Window) start() {
	worker := w.host.Worker
	w.lock.Start()
	go tick(worker.Context(), w.codeTime, func() { worker.Back(w.tick) })
	go w.services.Clock.Run(worker.Context())
	serve(worker, w.services.Starts, w.take)
	w.corner.start(worker)
	if w.services.Watch == nil {
		return
	}
	events := w.services.Watch(worker.Context())
	go func() {
		for range events {
			worker.Back(w.changed)
		}
	}()
}

// past shows what the history says of a record.
func (w *Window) past(label string) {
	w.Show(historyPage)
	w.history.Search(label)
}

// Native is Fyne's window, for package app: title, full screen, raising it.
func (w *Window) Native() fyne.Window { return w.native }

// Show brings a page into sight.
func (w *Window) Show(index int) {
	if index == w.current {
		return
	}
	w.current = index
	w.rail.Choose(index)
	w.body.Objects = []fyne.CanvasObject{w.pages[index].Content()}
	w.body.Refresh()
	w.freshen()
	w.native.Canvas().Unfocus()
	w.clockwork.Strip().Show(index == codePage)
	w.reminder.Show(index == codePage, index == safetyPage)
	w.pages[index].Load()
	w.pages[index].Tick(w.services.Now())
}

// Hide takes the window off the screen; nothing in it works until [Window.Unhide].
func (w *Window) Hide() {
	w.hidden = true
	w.native.Hide()
}

// Unhide brings the window back, as fresh as if it had been there all the time.
func (w *Window) Unhide() {
	w.hidden = false
	w.native.Show()
	w.changed()
	w.tick()
}

// tick is called right after each full second.
func (w *Window) tick() {
	w.services.Clock.Tick()
	now := w.services.Now()
	w.handover.Tick(now)
	w.safety.Watch(now)
	w.lock.Tick(now)
	w.display.Tick(now)
	w.remember(now)
	w.corner.tick(w.codeTime())
	w.small.Tick(now)
	if w.hidden || w.lock.Locked() {
		return
	}
	if !w.noticeEnd.IsZero() && !now.Before(w.noticeEnd) {
		w.tell(page.Notice{})
	}
	w.clockwork.Tick(now)
	w.takeOffered()
	w.reminder.Tick(now)
	w.onward.tick()
	w.pages[w.current].Tick(now)
}

// changed reads again what is in sight. A page out of sight reads when it appears.
func (w *Window) changed() {
	w.corner.changed()
	w.display.Load()
	if !w.hidden && !w.lock.Locked() {
		w.pages[w.current].Load()
		w.onward.load()
		w.reminder.Load()
	}
}

// tell shows a message below the page; one without text takes the last one away.
func (w *Window) tell(n page.Notice) {
	w.noticeEnd = time.Time{}
	switch {
	case n.Text == "":
		w.notice.Hide()
	default:
		switch {
		case n.Failed: // stays until it is closed
		case n.Action != "":
			w.noticeEnd = w.services.Now().Add(actionTime)
		default:
			w.noticeEnd = w.services.Now().Add(noticeTime)
		}
		w.notice.Set(n.Text, n.Failed, n.Action, func() {
			w.tell(page.Notice{})
			n.Do()
		})
	}
	w.fit()
}

// fit gives the messages above and below the page their places.
func (w *Window) fit() {
	if w.frame != nil { // else it is not built yet
		w.frame.Refresh()
	}
}

// inUse reports whether the vault holds accounts, so that there is something to lose.
func (w *Window) inUse(ctx context.Context) (bool, error) {
	accounts, err := w.services.Accounts.Accounts(ctx)
	return len(accounts) > 0, err
}
