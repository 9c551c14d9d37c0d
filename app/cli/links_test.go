package cli

import (
	"strings"
	"testing"
)

func TestSoundLinks(t *testing.T) {
	t.Parallel()
	const link = "otpauth://totp/a?secret=GEZDGNBV"
	for _, tt := range []struct {
		args   []string
		handed bool
		want   bool
	}{
		{[]string{link}, true, true},
		{[]string{link, "otpauth-migration://offline?data=AA"}, true, true},
		{[]string{link, "links_test.go"}, false, true}, // a file that is there
		{[]string{link, "links_test.go"}, true, false},
		{[]string{link, "--display"}, true, false},
		{[]string{link, "--display"}, false, false},
		{[]string{link, "nowhere"}, false, false},
		{[]string{"otpauth://" + strings.Repeat("a", maxLink)}, true, false},
		{[]string{"OTPAUTH://hotp/\x00\x1b[2J?secret=\n--display"}, true, true}, // one argument: the preview says what is wrong with it
	} {
		if got := soundLinks(tt.args, tt.handed); got != tt.want {
			t.Errorf("%.80q, handed over %t: %t", tt.args, tt.handed, got)
		}
	}
}
