package setup

import (
	"io"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

// MaxFile is how many bytes of a file are read at most.
const MaxFile = 64 << 20

// Endings are the endings of files that may hold accounts, for the dialog: pictures, documents, and the
// exports of other programs. What a file holds its bytes decide.
var Endings = []string{
	".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".pdf",
	".json", ".txt", ".csv", ".xml", ".2fas", ".aes", ".authpro", ".uri",
}

// FileError: a file could not be read.
type FileError struct {
	Name   string // name without its folder; may be empty
	TooBig bool
	Err    error
}

// Error is the English text for logs.
func (e *FileError) Error() string {
	if e.TooBig {
		return "window: file too big"
	}
	return "window: read file: " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *FileError) TextKey() string {
	if e.TooBig {
		return "problem.window.file_too_big"
	}
	return "problem.window.file"
}

// TextArgs are the named values of that sentence.
func (e *FileError) TextArgs() map[string]any {
	return map[string]any{"name": e.Name, "limit": MaxFile >> 20}
}

// ReadFile reads a file that was chosen or dropped, up to MaxFile bytes. It blocks. Errors are
// *FileError.
func ReadFile(uri fyne.URI) ([]byte, error) {
	name := Name(uri)
	file, err := storage.Reader(uri)
	if err != nil {
		return nil, &FileError{Name: name, Err: err}
	}
	defer func() { _ = file.Close() }()
	data, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	switch {
	case err != nil:
		return nil, &FileError{Name: name, Err: err}
	case len(data) > MaxFile:
		return nil, &FileError{Name: name, TooBig: true}
	}
	return data, nil
}

// Name is the file's name as people know it.
func Name(uri fyne.URI) string {
	if name, err := url.PathUnescape(uri.Name()); err == nil {
		return name
	}
	return uri.Name()
}
