package window

import (
	"context"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kanzleicode/app/clock"
	"kanzleicode/app/clock/clocktest"
	"kanzleicode/app/guard"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/vault"
	"kanzleicode/otp"
)

// pcClock is the real service on a PC whose clock can be set; it asks real servers on this machine, which tell the
// true time of the test.
type pcClock struct {
	*clock.Service
	room  *room
	wrong time.Duration // how far this PC is set forward
}

// newPCClock has a service that asks nobody until a test names servers.
func newPCClock(t testing.TB, r *room) *pcClock {
	t.Helper()
	c := &pcClock{room: r}
	files := statefile.In(filepath.Join(t.TempDir(), "state"), ".json")
	c.Service = clock.New(clock.Options{Files: files, Read: func() clock.Reading {
		return clock.Reading{Wall: r.now, Up: c.truth().Sub(start) + time.Hour}
	}})
	if err := c.Configure(clock.Settings{Off: true}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *pcClock) Correct(ctx context.Context) error { return c.Service.Correct(ctx, c, "jana.weiss") }
func (c *pcClock) Clear(ctx context.Context) error   { return c.Service.Clear(ctx, c) }
func (c *pcClock) Apply(_ context.Context, change vault.Change) (uint64, error) {
	c.room.log = append(c.room.log, vault.Entry{Rev: uint64(len(c.room.log) + 1), At: c.room.now, Event: change.Event, Params: change.Params})
	return uint64(len(c.room.log)), nil
}

// truth is the true time.
func (c *pcClock) truth() time.Time { return c.room.now.Add(-c.wrong) }

// set sets this PC's clock forward, or back.
func (r *room) set(by time.Duration) {
	r.pc.wrong += by
	r.now = r.now.Add(by)
}

// servers starts time servers and has them asked; none of them knows the test's time but by the room.
func (r *room) servers(t testing.TB, n int, reply clocktest.Reply) []*clocktest.Server {
	t.Helper()
	var all []*clocktest.Server
	var names []string
	for range n {
		server, err := clocktest.Start("127.0.0.1:0", reply)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		all, names = append(all, server), append(names, server.Addr)
	}
	if err := r.pc.Configure(clock.Settings{Servers: names}); err != nil {
		t.Fatal(err)
	}
	return all
}

// truthful is a server that knows the test's true time. It is asked only while the test waits for the answer.
func (r *room) truthful() clocktest.Reply {
	return func(question []byte) [][]byte { return [][]byte{clocktest.Packet(question, r.pc.truth())} }
}

// checked has the servers asked.
func (r *room) checked(t testing.TB) {
	t.Helper()
	if result := r.pc.Check(t.Context()); result.Err != nil {
		t.Fatal(result.Err)
	}
}

// off is a PC that is off by so much, and knows it.
func off(by time.Duration) func(testing.TB, *room) {
	return func(t testing.TB, r *room) {
		r.servers(t, 2, r.truthful())
		r.set(by)
		r.checked(t)
		r.tick()
	}
}

func clockScenes() []scene {
	withOne := func(_ testing.TB, r *room) { one(r) }
	alone := func(t testing.TB, r *room) {
		r.servers(t, 1, r.truthful())
		r.set(-time.Minute)
		_ = r.pc.Check(t.Context()) // nobody confirms it
		r.tick()
	}
	jumped := func(by time.Duration) func(testing.TB, *room) {
		return func(_ testing.TB, r *room) { r.pass(1); r.set(by); r.pass(1) }
	}
	agreed := func(t testing.TB, r *room) {
		off(-time.Hour)(t, r)
		r.press(t, "window.clock.correct")
		r.press(t, "window.clock.correct_yes")
		r.pass(9)
	}
	then := func(first func(testing.TB, *room), more func(testing.TB, *room)) func(testing.TB, *room) {
		return func(t testing.TB, r *room) { first(t, r); more(t, r) }
	}
	settings := func(_ testing.TB, r *room) { r.native.Resize(fyne.NewSize(1366, 1500)); r.Show(settingsPage); r.tick() }
	return []scene{
		{"clock-wrong", withOne, off(-time.Hour)},
		{"clock-off", func(_ testing.TB, r *room) { forty(r) }, off(6 * time.Second)},
		{"clock-doubtful", withOne, alone},
		{"clock-set", withOne, jumped(time.Hour)},
		{"clock-corrected", withOne, agreed},
		{"clock-ask", withOne, then(off(-time.Hour), func(t testing.TB, r *room) { r.press(t, "window.clock.correct") })},
		{"clock-how", withOne, then(off(-time.Hour), func(t testing.TB, r *room) { r.press(t, "window.clock.how_button") })},
		{"clock-settings", withOne, then(off(-time.Hour), settings)},
		{"clock-settings-corrected", withOne, then(agreed, settings)},
		{"clock-settings-nobody", withOne, settings},
		{"clock-display-wrong", withOne, then(off(-time.Hour), func(_ testing.TB, r *room) { r.key(fyne.KeyF11); r.pass(9) })},
		{"clock-small-wrong", withOne, then(off(-time.Hour), func(_ testing.TB, r *room) { r.key(fyne.KeyF12); r.pass(3) })},
		{"clock-lock-wrong", func(t testing.TB, r *room) { withPIN(t, guard.Settings{KeepCode: true})(r) }, off(-time.Hour)},
		{"clock-display-corrected", withOne, then(agreed, func(_ testing.TB, r *room) { r.key(fyne.KeyF11); r.pass(9) })},
	}
}

// byOathtool is the code of the firm's only account at a time, computed by another program.
func (r *room) byOathtool(t testing.TB, at time.Time) string {
	t.Helper()
	key := r.firm.keys[r.firm.accounts[0].ID]
	cmd := exec.CommandContext(t.Context(), "oathtool", "--totp", "--base32", "--now", at.UTC().Format("2006-01-02 15:04:05 UTC"), "--digits", strconv.Itoa(key.Digits), "-")
	cmd.Stdin = strings.NewReader(key.Secret.Base32())
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("oathtool: %v", err)
	}
	return otp.Code{Value: strings.TrimSpace(string(out))}.Grouped()
}

// quiet fails if the bar about the clock is there.
func (r *room) quiet(t testing.TB) {
	t.Helper()
	if r.clockwork.Strip().Content().Visible() {
		t.Errorf("something is said of the clock: %s", r.texts())
	}
}

func TestAClockThatIsRightOrUnknownIsNoSubject(t *testing.T) {
	r := open(t, "de", false, one)
	r.pass(1)
	r.quiet(t) // asking is off
	silent := r.servers(t, 2, clocktest.Silent)
	_ = r.pc.Check(t.Context())
	r.pass(1)
	r.quiet(t) // nobody answers
	if silent[0].Asked() != 1 {
		t.Errorf("asked %d times", silent[0].Asked())
	}
	r.servers(t, 2, r.truthful())
	r.checked(t)
	r.pass(1)
	r.quiet(t)
	if state := r.pc.State(); state.Level != clock.Right {
		t.Errorf("level %s", state.Level)
	}
	r.Show(settingsPage)
	r.sees(t, "Die Uhr dieses PCs geht richtig")
}

// TestAWrongClockIsSaidWhereverACodeIs: in the small window and below the code that a PIN leaves in sight too, where
// the bar about the clock is not; and no longer once the clock is right.
func TestAWrongClockIsSaidWhereverACodeIs(t *testing.T) {
	const said = "Die Uhr dieses PCs geht wohl falsch."
	t.Run("small window", func(t *testing.T) {
		r := open(t, "de", false, one)
		r.key(fyne.KeyF12)
		r.seesNot(t, said)
		off(-time.Hour)(t, r)
		r.sees(t, said)
		r.onSmall(fyne.KeyReturn)
		r.sees(t, "Benutzt um "+r.now.Local().Format("15:04:05")) // what a click did is said first
		r.pass(30)
		r.sees(t, said)
		r.set(time.Hour)
		r.checked(t)
		r.pass(1)
		r.seesNot(t, said)
	})
	t.Run("lock", func(t *testing.T) {
		r := open(t, "de", false, withPIN(t, guard.Settings{KeepCode: true}))
		r.seesNot(t, said)
		off(-time.Hour)(t, r)
		r.sees(t, said, r.byOathtool(t, r.now))
		r.enterPIN(t, "0000") // what was done wrong is said first
		r.seesNot(t, said)
		r.enterPIN(t, doorPIN)
		r.sees(t, "60 Minuten nach") // by the bar about the clock
		r.seesNot(t, said)
	})
	t.Run("lock that covers the code", func(t *testing.T) {
		r := open(t, "de", false, withPIN(t, guard.Settings{}))
		off(-time.Hour)(t, r)
		r.seesNot(t, said)
	})
}

func TestAWrongClockIsSaidAndPutRightByConsent(t *testing.T) {
	r := open(t, "de", false, one)
	off(-time.Hour)(t, r)
	r.sees(t, "Die Uhr dieses PCs geht 60 Minuten nach. Die Codes werden deshalb oft oder immer abgewiesen", r.byOathtool(t, r.now))
	if want := r.byOathtool(t, r.pc.truth()); strings.Contains(r.texts(), want) {
		t.Fatal("the codes are put right without consent")
	}
	r.press(t, "window.clock.correct")
	r.press(t, "window.cancel")
	if r.pc.Shift() != 0 {
		t.Fatal("cancel is no consent")
	}
	r.press(t, "window.clock.correct")
	r.press(t, "window.clock.correct_yes")
	shown := r.firm.Codes(r.pc.truth())[0]
	r.sees(t, r.byOathtool(t, r.pc.truth()), "Die Codes sind um 60 Minuten ausgeglichen")
	r.code.CopyShown()
	if got := r.app.Clipboard().Content(); got != shown.Code.Value {
		t.Errorf("copied %s", got)
	}
	for range 40 { // the seconds left are those of the right time
		r.pass(1)
		want := r.firm.Codes(r.pc.truth())[0]
		r.sees(t, want.Code.Grouped(), strconv.Itoa(want.Code.SecondsLeft(r.pc.truth())))
	}
	r.Show(historyPage)
	r.sees(t, "Ausgleich der Codes zugestimmt")
	r.Show(codePage)
	r.press(t, "window.clock.clear")
	r.sees(t, r.byOathtool(t, r.now), "Die Uhr dieses PCs geht 60 Minuten nach")

	r.press(t, "window.clock.correct")
	r.press(t, "window.clock.correct_yes")
	r.set(time.Hour) // somebody sets the clock: the correction rests at once, and ends with the next check
	r.pass(1)
	r.sees(t, r.byOathtool(t, r.pc.truth()), "Der Ausgleich der Codes ruht zurzeit")
	r.checked(t)
	r.pass(1)
	r.sees(t, "Der Ausgleich der Codes ist beendet: Die Uhr dieses PCs geht wieder richtig.")
	r.press(t, "window.clock.seen")
	r.quiet(t)
}

func TestAJumpOfTheClock(t *testing.T) {
	for _, by := range []time.Duration{time.Hour, -time.Hour} {
		r := open(t, "de", false, one)
		r.pass(3)
		r.set(by)
		r.pass(1)
		r.sees(t, r.byOathtool(t, r.now), "Die Uhr dieses PCs wurde um 60 Minuten ")
		r.set(-by) // and back: as if nothing had been
		r.pass(1)
		r.sees(t, r.byOathtool(t, r.now))
		r.quiet(t)
		r.set(by)
		r.pass(1)
		r.press(t, "window.clock.seen")
		r.quiet(t)
	}
}

func TestAPCThatSlept(t *testing.T) {
	r := open(t, "de", false, one)
	r.pass(1)
	r.now = r.now.Add(9 * time.Hour)
	r.tick()
	r.sees(t, r.byOathtool(t, r.now))
	r.quiet(t)
}

func TestTheClockInTheSettings(t *testing.T) {
	r := open(t, "de", false, one)
	r.Show(settingsPage)
	r.sees(t, "Die Uhr dieses PCs wird nicht geprüft: Das ist ausgeschaltet.")
	if !r.button(t, "window.clock.check").Disabled() {
		t.Error("nobody may be asked, and yet one can")
	}
	server, err := clocktest.Start("127.0.0.1:0", r.truthful())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	r.chip(t, "Eigene Server")
	r.fields()[0].SetText("kein name!")
	r.press(t, "window.clock.servers.take")
	r.sees(t, "ist kein Name eines Zeitservers")
	test.Tap(r.button(t, "window.clock.servers.take"))
	if !r.pc.State().Settings.Off || server.Asked() != 0 {
		t.Error("a wrong name changed something")
	}
	r.fields()[0].SetText(server.Addr)
	r.press(t, "window.clock.servers.take")
	if server.Asked() != 0 {
		t.Error("setting a server asks it")
	}
	r.press(t, "window.clock.check")
	r.sees(t, "Die Uhr dieses PCs geht richtig")
	if server.Asked() != 1 {
		t.Errorf("asked %d times", server.Asked())
	}
	r.chip(t, "Niemanden fragen")
	_ = r.pc.Check(t.Context())
	if !r.pc.State().Settings.Off || server.Asked() != 1 {
		t.Error("nobody was to be asked")
	}
	r.chip(t, "PTB")
	if settings := r.pc.State().Settings; settings.Off || len(settings.Servers) != 0 {
		t.Errorf("%+v", settings)
	}
}

func TestTheDisplaySaysThatTheClockIsWrong(t *testing.T) {
	r := open(t, "de", false, one)
	r.key(fyne.KeyF11)
	r.pass(9)
	r.seesNot(t, "Uhr dieses PCs")
	off(-time.Hour)(t, r)
	r.pass(1)
	r.sees(t, "Die Uhr dieses PCs geht 60 Minuten nach: Der Code wird vielleicht abgewiesen.", r.now.Local().Format("15:04"))
	if err := r.pc.Correct(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.pass(1)
	r.sees(t, "Uhrzeit und Code ausgeglichen", r.pc.truth().Local().Format("15:04"), r.byOathtool(t, r.pc.truth()))
}
