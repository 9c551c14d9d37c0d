// Package opener opens a file in the program that this PC has for it, such as a PDF document for printing, shows a
// folder, and starts a message in the mail program. Files are opened by their path and without a shell; of all addresses only
// those of mail are taken, never a web address.
package opener

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
)

// Error is a file that did not open, or a message that the mail program did not start. Nothing else happened.
type Error struct {
	Path   string // "" = it was a message
	Err    error
	folder bool // what did not open
}

// Error is the English text for logs.
func (e *Error) Error() string { return "opener: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string {
	switch {
	case e.Path == "":
		return "problem.opener.mail"
	case e.folder:
		return "problem.opener.folder"
	}
	return "problem.opener.failed"
}

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any { return map[string]any{"name": filepath.Base(e.Path)} }

// Open opens a regular file in the program that this PC has for it, and returns once that was handed over. It
// blocks; ctx bounds the handing over, not the program. Errors are *Error.
func Open(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return &Error{Path: path, Err: err}
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = &os.PathError{Op: "open", Path: filepath.Base(path), Err: os.ErrInvalid}
	}
	if err == nil {
		err = open(ctx, path)
	}
	if err != nil {
		return &Error{Path: path, Err: err}
	}
	return nil
}

// Folder shows a folder in the program that this PC has for looking at them. It blocks as [Open] does. Errors are
// *Error.
func Folder(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return &Error{Path: path, Err: err, folder: true}
	}
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = &os.PathError{Op: "open", Path: filepath.Base(path), Err: os.ErrInvalid}
	}
	if err == nil {
		err = open(ctx, path)
	}
	if err != nil {
		return &Error{Path: path, Err: err, folder: true}
	}
	return nil
}

// mail is a mailto link (RFC 6068) with no character that RFC 3986 has written in another way.
var mail = regexp.MustCompile(`^mailto:[A-Za-z0-9._~!$'()*+,;:@/?&=%-]*$`)

// maxLink is what Windows hands on of a link (INTERNET_MAX_URL_LENGTH).
const maxLink = 2083

// Mail hands a mailto link to the mail program, which shows it as a message that a person can send. It blocks as
// [Open] does. Errors are *Error.
func Mail(ctx context.Context, link string) error {
	err := errors.New("not a mailto link")
	if len(link) <= maxLink && mail.MatchString(link) {
		err = open(ctx, link)
	}
	if err != nil {
		return &Error{Err: err}
	}
	return nil
}
