package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Options say how a file is to be read. Its zero value lets [Read] recognise everything; a choice of a person
// overrides what was recognised. A choice that does not concern the file, such as the separator of a workbook,
// is of no effect.
type Options struct {
	Encoding  Encoding  // of text
	Separator Separator // of text
	Sheet     string    // of a workbook, one of Table.Sheets
	// Progress, if set, is called now and then (at most a hundred times) with the share of the work that is
	// done, 0 to 1, never falling; on the goroutine that reads.
	Progress func(fraction float64)
}

// ReadFile reads the file at path, see [Read]. A folder, a missing or an unreadable file is an *Error.
func ReadFile(ctx context.Context, path string, options Options) (Table, error) {
	name := filepath.Base(path)
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Table{}, &Error{Reason: ReasonMissing, Name: name, Err: err}
	case err != nil:
		return Table{}, &Error{Reason: ReasonUnreadable, Name: name, Err: err}
	}
	defer file.Close() //nolint:errcheck // only read
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return Table{}, &Error{Reason: ReasonDirectory, Name: name}
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err != nil {
		return Table{}, &Error{Reason: ReasonUnreadable, Name: name, Err: err}
	}
	return Read(ctx, name, data, options)
}

// Read makes a table of a file's bytes; name is for messages only. What is no table is an *Error, and so is a
// choice in options that the file cannot be read with. When ctx is done the error is that of ctx. From a
// workbook the first visible sheet whose headings are understood is taken, or else the first that holds
// something. Whether the columns are known is only asked by [Table.Check] and [Table.Rows], so that a preview
// can still show a table whose headings are not.
func Read(ctx context.Context, name string, data []byte, options Options) (Table, error) {
	if len(data) > MaxFile {
		return Table{}, &Error{Reason: ReasonTooLarge, Name: name}
	}
	w := &watch{ctx: ctx, report: options.Progress}
	table, err := sniff(data, options, w)
	if err == nil {
		err = w.at(1)
	}
	if err == nil && len(table.Lines) == 0 {
		err = &Error{Reason: ReasonEmpty}
	}
	if err != nil {
		var problem *Error
		if errors.As(err, &problem) {
			problem.Name = name
		}
		return Table{}, err
	}
	table.Name = name
	return table, nil
}

var (
	zipMark = []byte("PK\x03\x04")
	oleMark = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") // [MS-CFB] 2.2
)

// sniff decides by the content what the bytes are.
func sniff(data []byte, options Options, w *watch) (Table, error) {
	switch {
	case bytes.HasPrefix(data, zipMark):
		return readZip(data, options, w)
	case bytes.HasPrefix(data, oleMark):
		return Table{}, &Error{Reason: oleReason(data)}
	case isFlatOpenDocument(data):
		return readOpenDocument(bytes.NewReader(data), int64(len(data)), budgetFor(len(data)), options, w)
	}
	text, encoding, err := decodeText(data, options.Encoding)
	if err != nil {
		return Table{}, err
	}
	if reason := markup(text); reason != "" {
		return Table{}, &Error{Reason: reason}
	}
	table, err := readText(text, options.Separator, w)
	table.Encoding = encoding
	return table, err
}

// readZip tells the formats that are ZIP archives apart by their parts.
func readZip(data []byte, options Options, w *watch) (Table, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Table{}, &Error{Reason: ReasonDamaged, Err: err}
	}
	if err := checkParts(archive, len(data)); err != nil {
		return Table{}, err
	}
	reason := ReasonNoTable
	for _, part := range archive.File {
		switch name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/")); {
		case name == "xl/workbook.xml":
			return readWorkbook(data, options, w)
		case name == "xl/workbook.bin":
			reason = ReasonBinaryExcel
		case name == "index/document.iwa", name == "index.zip":
			reason = ReasonNumbers
		case name == "mimetype" && isOpenDocument(part):
			return readOpenDocumentZip(archive, len(data), options, w)
		}
	}
	return Table{}, &Error{Reason: reason}
}

// oleReason: a compound file is a workbook behind a password ([MS-OFFCRYPTO] 2.3.4.4 names the stream), an
// old workbook ([MS-XLS] 2.1.2) or something else. Stream names stand there in UTF-16.
func oleReason(data []byte) Reason {
	holds := func(name string) bool {
		var wide []byte
		for i := range len(name) {
			wide = append(wide, name[i], 0)
		}
		return bytes.Contains(data, wide)
	}
	switch {
	case holds("EncryptedPackage"):
		return ReasonEncrypted
	case holds("Workbook"), holds("Book"):
		return ReasonOldExcel
	}
	return ReasonNoTable
}

// markup recognises web pages and XML, which programs like to name .xls.
func markup(text string) Reason {
	const enough = 1024
	head := strings.ToLower(strings.TrimSpace(text[:min(len(text), enough)]))
	if !strings.HasPrefix(head, "<") {
		if strings.HasPrefix(head, "%pdf") || strings.HasPrefix(head, `{\rtf`) {
			return ReasonNoTable
		}
		return ""
	}
	switch {
	case strings.Contains(head, "<html"), strings.Contains(head, "<!doctype html"),
		strings.Contains(head, "<table"), strings.Contains(head, "<meta"), strings.Contains(head, "<head"):
		return ReasonHTML
	case strings.Contains(head, "office:spreadsheet"):
		return ReasonOldExcel
	case strings.HasPrefix(head, "<?xml"), strings.HasPrefix(head, "<!"):
		return ReasonNoTable
	}
	return ""
}
