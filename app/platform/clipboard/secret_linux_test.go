package clipboard

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"
)

// xclip reads a form of a display's clipboard as another program.
func xclip(t *testing.T, display, form string) (string, error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "xclip", "-display", display, "-selection", "clipboard", "-o", "-t", form).Output()
	return string(out), err
}

func TestSecretIsGivenAndMarked(t *testing.T) {
	t.Parallel()
	need(t, "xclip")
	display := server(t)
	for _, text := range []string{"123456", "00089 41"} { // the second time it takes the clipboard from itself
		if err := ownX11(t.Context(), display, text); err != nil {
			t.Fatal(err)
		}
		for form, want := range map[string]string{
			"UTF8_STRING": text, "STRING": text, "TEXT": text, "text/plain": text, "text/plain;charset=utf-8": text,
			"x-kde-passwordManagerHint": "secret",
		} {
			if got, err := xclip(t, display, form); err != nil || got != want {
				t.Errorf("%s is %q, %v, want %q", form, got, err, want)
			}
		}
		offered, err := xclip(t, display, "TARGETS")
		if err != nil || !slices.Contains(strings.Fields(offered), "x-kde-passwordManagerHint") {
			t.Errorf("offered: %q, %v", offered, err)
		}
		if got, err := xclip(t, display, "image/png"); err == nil {
			t.Errorf("a picture is given: %q", got)
		}
		content, err := session{display: display, silence: 10 * time.Second}.read(t.Context())
		if err != nil || content.Text != text {
			t.Errorf("read back %q, %v", content.Text, err)
		}
	}
}

func TestSecretEndsWhenSomethingElseIsCopied(t *testing.T) {
	t.Parallel()
	need(t, "xclip")
	display := server(t)
	if err := ownX11(t.Context(), display, "123456"); err != nil {
		t.Fatal(err)
	}
	conn := connect(t, display)
	ours, err := xproto.GetSelectionOwner(conn, intern(t, conn, "CLIPBOARD")).Reply()
	if err != nil || ours.Owner == 0 {
		t.Fatal(ours, err)
	}
	copying := exec.CommandContext(t.Context(), "xclip", "-display", display, "-selection", "clipboard", "-i")
	copying.Stdin = strings.NewReader("other")
	if err := copying.Run(); err != nil {
		t.Fatal(err)
	}
	if got, err := xclip(t, display, "UTF8_STRING"); err != nil || got != "other" {
		t.Errorf("the clipboard holds %q, %v", got, err)
	}
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) { // its window goes with its connection
		if _, err := xproto.GetGeometry(conn, xproto.Drawable(ours.Owner)).Reply(); err != nil {
			return
		}
		if time.Since(begun) > 30*time.Second {
			t.Fatal("the owner of before is still there")
		}
	}
}

func TestSecretWithoutAServer(t *testing.T) {
	t.Parallel()
	for _, display := range []string{":59999", "nonsense"} {
		if err := ownX11(t.Context(), display, "123456"); !errors.Is(err, &Error{Reason: ReasonUnavailable}) {
			t.Errorf("%s: %v", display, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := WriteSecret(ended, "123456"); err == nil {
		t.Error("what was cancelled says that it is written")
	}
}
