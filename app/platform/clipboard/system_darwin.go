package clipboard

import (
	"bytes"
	"context"
	"encoding/hex"
	"os/exec"
	"strings"
	"time"
)

// macBoard is the clipboard of macOS, through the programs that come with it: its own interface can only
// be reached with Apple's compiler. Of several copied files these programs name the first.
type macBoard struct{}

func readSystem(ctx context.Context) (Content, error) { return gather(ctx, macBoard{}) }

// macForms are the classes of AppleScript that are of use, as "clipboard info" lists them.
var macForms = []struct{ class, form string }{
	{"«class PNGf»", "image/png"},
	{"TIFF picture", "image/tiff"},
	{"«class furl»", filePaths},
	{"«class HTML»", "text/html"},
	{"«class utf8»", "text/plain"},
	{"Unicode text", "text/plain"},
	{"string", "text/plain"},
}

func (macBoard) forms(ctx context.Context) ([]string, error) {
	info, err := run(ctx, "osascript", "-e", "clipboard info")
	if err != nil {
		return nil, err
	}
	copiedFile := strings.Contains(string(info), "«class furl»")
	var forms []string
	for _, f := range macForms {
		// The picture beside a copied file is only its icon.
		if strings.Contains(string(info), f.class) && !(copiedFile && strings.HasPrefix(f.form, "image/")) {
			forms = append(forms, f.form)
		}
	}
	if len(forms) == 0 && len(bytes.TrimSpace(info)) > 0 {
		return nil, ErrNothingUsable
	}
	return forms, nil
}

func (macBoard) read(ctx context.Context, form string) ([]byte, error) {
	switch form {
	case "text/plain":
		return run(ctx, "pbpaste", "-Prefer", "txt")
	case filePaths:
		path, err := run(ctx, "osascript", "-e", "POSIX path of (the clipboard as «class furl»)")
		return bytes.TrimRight(path, "\n"), err
	}
	for _, f := range macForms {
		if f.form == form {
			out, err := run(ctx, "osascript", "-e", "the clipboard as "+f.class)
			if err != nil {
				return nil, err
			}
			return literal(string(out))
		}
	}
	return nil, ErrNothingUsable
}

// literal reads what osascript prints of binary content: «data PNGf89504E47…».
func literal(printed string) ([]byte, error) {
	_, digits, _ := strings.Cut(strings.TrimSpace(printed), "«data ")
	digits, _, found := strings.Cut(digits, "»")
	if !found || len(digits) < 4 {
		return nil, ErrNothingUsable
	}
	data, err := hex.DecodeString(digits[4:])
	if err != nil {
		return nil, &Error{ReasonNothingUsable, err}
	}
	return data, nil
}

func run(ctx context.Context, program string, arguments ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, program, arguments...) // #nosec G204 -- fixed programs and arguments
	cmd.Env = append(cmd.Environ(), "LC_ALL=en_US.UTF-8")  // else pbpaste writes Mac Roman
	cmd.WaitDelay = 100 * time.Millisecond
	out, err := cmd.Output()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, unavailable(program, err)
	case len(out) > 2*MaxBytes+1024: // hexadecimal
		return nil, ErrTooLarge
	}
	return out, nil
}
