package instance

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"unicode/utf8"
)

// MaxBytes bounds a request on its way, with all its arguments.
const MaxBytes = 64 << 10

const (
	maxArguments = 1000
	maxToken     = 1 << 10
)

// Request is what a start was asked for.
type Request struct {
	Arguments []string `json:"arguments"` // without the program's name; they may hold secrets
	Folder    string   `json:"folder"`    // where relative paths among them begin; absolute, or "" = unknown
	Token     string   `json:"token"`     // lets the window come to the front (Linux); "" = none
}

// Current is the request of this process with its arguments, as after the program's name. The token is what
// the desktop gave (XDG Activation: XDG_ACTIVATION_TOKEN; Startup Notification: DESKTOP_STARTUP_ID). It is
// good for one window, so it is taken out of the environment, which programs started from here would inherit.
func Current(arguments []string) Request {
	r := Request{Arguments: arguments}
	if folder, err := os.Getwd(); err == nil {
		r.Folder = folder
	}
	for _, name := range []string{"DESKTOP_STARTUP_ID", "XDG_ACTIVATION_TOKEN"} {
		if token := os.Getenv(name); isToken(token) {
			r.Token = token
		}
		_ = os.Unsetenv(name) // the name is a good one
	}
	return r
}

// String keeps the arguments out of logs.
func (r Request) String() string { return fmt.Sprintf("request with %d arguments", len(r.Arguments)) }

// GoString is String.
func (r Request) GoString() string { return r.String() }

// LogValue is String.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

// isToken reports whether s can be a desktop's token: printable ASCII, and short.
func isToken(s string) bool {
	return s != "" && len(s) <= maxToken && !strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c > '~' })
}

// check finds what no program has on its command line, or should not.
func (r Request) check() error {
	if len(r.Arguments) > maxArguments {
		return fmt.Errorf("%d arguments", len(r.Arguments))
	}
	for n, text := range append([]string{r.Folder}, r.Arguments...) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return fmt.Errorf("argument %d is no text", n)
		}
	}
	if r.Token != "" && !isToken(r.Token) {
		return errors.New("the token is none")
	}
	return nil
}

// encode makes what travels: the length in four bytes, big-endian, and that many bytes of JSON.
func (r Request) encode() ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, &Error{ReasonUnusable, err}
	}
	message, err := json.Marshal(r)
	if err != nil {
		return nil, &Error{ReasonUnusable, err}
	}
	if len(message) > MaxBytes {
		return nil, &Error{ReasonUnusable, fmt.Errorf("%d bytes", len(message))}
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(message))), message...), nil
}

// receive reads what encode made. Whatever else comes is an error; fields that it does not know are a newer
// program's and are passed over.
func receive(from io.Reader) (Request, error) {
	var length [4]byte
	if _, err := io.ReadFull(from, length[:]); err != nil {
		return Request{}, err
	}
	size := binary.BigEndian.Uint32(length[:])
	if size > MaxBytes {
		return Request{}, fmt.Errorf("instance: a request of %d bytes", size)
	}
	message := make([]byte, size)
	defer clear(message)
	if _, err := io.ReadFull(from, message); err != nil {
		return Request{}, err
	}
	if !utf8.Valid(message) { // JSON would put something else in its place
		return Request{}, errors.New("instance: a request that is no text")
	}
	var r Request
	if err := json.Unmarshal(message, &r); err != nil {
		return Request{}, errors.New("instance: a request that is none") // the cause would quote it
	}
	return r, r.check()
}
