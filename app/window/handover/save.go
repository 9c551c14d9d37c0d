package handover

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/export"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
)

// save asks for a place for a file.
func (d *Desk) save(parcel *authenticator.Parcel) {
	texts := d.host.Texts
	ending := ".txt"
	if parcel.Form.Encrypted() {
		ending = ".json"
	}
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			d.host.Fail(fileError("", err))
		case file != nil:
			d.Write(file, parcel)
		}
	}, d.host.Window)
	save.SetTitleText(texts.Text("window.handover.save_title"))
	save.SetFilter(storage.NewExtensionFileFilter([]string{ending}))
	save.SetFileName(texts.Text("window.handover.file_name", "day", d.host.Now().Format("2006-01-02")) + ending)
	save.SetView(dialog.ListView)
	save.Show()
	save.Resize(d.host.Window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// Write puts a parcel in the place of a file that was made for it, whole or not at all, readable for this
// user alone.
func (d *Desk) Write(file fyne.URIWriteCloser, parcel *authenticator.Parcel) {
	path, name := file.URI().Path(), setup.Name(file.URI())
	page.Do(d.host.Worker, func(ctx context.Context) (struct{}, error) {
		// The dialog has made an empty file that others may read; what is written takes its place.
		if err := file.Close(); err != nil {
			return struct{}{}, fileError(name, err)
		}
		err := write(ctx, path, parcel)
		if err == nil {
			return struct{}{}, nil
		}
		if info, stat := os.Stat(path); stat == nil && info.Size() == 0 {
			err = errors.Join(err, os.Remove(path))
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			d.host.Fail(err)
			return
		}
		key := "window.handover.saved"
		if !parcel.Form.Encrypted() {
			key = "window.handover.saved_open"
		}
		d.host.Tell(page.Notice{Text: d.host.Texts.Count(key, len(parcel.Accounts), "name", name)})
	})
}

// write opens the parcel once there is a file to write into.
func write(ctx context.Context, path string, parcel *authenticator.Parcel) error {
	var refusal error // of the vault, which is no fault of the file's
	err := export.ToFile(path, true, func(w io.Writer) error {
		var contents authenticator.Contents
		if contents, refusal = parcel.Open(ctx); refusal != nil {
			return refusal
		}
		defer clear(contents.File)
		_, err := w.Write(contents.File)
		return err
	})
	if refusal != nil {
		return refusal
	}
	if err != nil {
		return fileError(setup.Name(storage.NewFileURI(path)), err)
	}
	return nil
}

// diskError: a file could not be written, for a reason that people can do something about.
type diskError struct {
	name, reason string
	err          error
}

func (e *diskError) Error() string            { return "window: write file: " + e.err.Error() }
func (e *diskError) Unwrap() error            { return e.err }
func (e *diskError) TextKey() string          { return "problem.file." + e.reason }
func (e *diskError) TextArgs() map[string]any { return map[string]any{"file": e.name} }

func fileError(name string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return &diskError{name, "disk_full", err}
	case errors.Is(err, syscall.EROFS):
		return &diskError{name, "read_only", err}
	case errors.Is(err, fs.ErrPermission):
		return &diskError{name, "forbidden", err}
	}
	return &setup.FileError{Name: name, Err: err}
}
