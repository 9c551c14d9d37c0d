// Package export writes the Mandate list into files: for support, with nothing but customer number, user
// name and status, or in full to keep in the house. Window and command line share it.
package export

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/support"
)

// Form is the form of a written list.
type Form struct {
	CSV  bool // "CSV für Excel" instead of XLSX
	Full bool // with client names and notes: stays in the house. Else only what support needs
}

// Write writes a list, its words from the catalogue. now stands in the properties of an XLSX file.
func Write(w io.Writer, texts *language.Catalog, form Form, list []mandate.Mandate, now time.Time) error {
	status := func(s mandate.Status) string { return texts.Text("mandate.status." + string(s)) }
	if form.Full {
		titles := sheet.Titles{
			Sheet: texts.Text("mandate.sheet"), Number: texts.Text("mandate.field.number"), User: texts.Text("mandate.field.user"),
			Client: texts.Text("mandate.field.client"), Clerk: texts.Text("mandate.field.clerk"), Mail: texts.Text("mandate.field.mail"),
			Status: texts.Text("mandate.field.status"), Note: texts.Text("mandate.field.note"), Word: status,
			YesNo: func(mail mandate.Mail) string {
				if mail == mandate.MailUnknown {
					return ""
				}
				return texts.Text("mandate.mail." + string(mail))
			},
		}
		if form.CSV {
			return sheet.WriteCSV(w, titles, list)
		}
		return sheet.WriteXLSX(w, titles, list, now)
	}
	titles := support.Titles{Sheet: texts.Text("mandate.sheet"), Number: texts.Text("mandate.field.number"), User: texts.Text("mandate.field.user"), Status: texts.Text("mandate.field.status")}
	rows := make([]support.Row, len(list))
	for i, m := range list {
		rows[i] = support.Row{Number: m.Number, User: m.User, Status: status(m.Status)}
	}
	if form.CSV {
		return support.WriteCSV(w, titles, rows)
	}
	return support.WriteXLSX(w, titles, rows, now)
}

// ErrSpecial: what stands there is a device or a pipe, not a file that could be replaced.
var ErrSpecial = errors.New("not a regular file")

// ToFile has a file written whole or not at all: under another name first, flushed, then renamed. Without
// replace, a file that is there stays, and the error is os.ErrExist.
func ToFile(path string, replace bool, write func(io.Writer) error) (err error) {
	// A link stands for what it points to; a device or a pipe is nothing to put a file in the place of.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() && !info.IsDir() {
			return &os.PathError{Op: "create", Path: path, Err: ErrSpecial}
		}
		if !replace {
			return &os.PathError{Op: "create", Path: path, Err: os.ErrExist}
		}
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".kanzleicode-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	if err = write(temp); err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
