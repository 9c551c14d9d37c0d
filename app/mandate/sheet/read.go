package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ReadFile reads the file at path, see [Read]. A folder, a missing or an unreadable file is an *Error.
func ReadFile(path string) (Table, error) {
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
	return Read(name, data)
}

// Read makes a table of a file's bytes; name is for messages only. What is no table is an *Error. From a
// workbook the first visible sheet whose headings are understood is taken, or else the first that holds
// something. Whether the columns are known is only asked by [Table.Rows], so that a preview can still
// show a table whose headings are not.
func Read(name string, data []byte) (Table, error) {
	if len(data) > MaxFile {
		return Table{}, &Error{Reason: ReasonTooLarge, Name: name}
	}
	table, err := sniff(data)
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
func sniff(data []byte) (Table, error) {
	switch {
	case bytes.HasPrefix(data, zipMark):
		return readZip(data)
	case bytes.HasPrefix(data, oleMark):
		return Table{}, &Error{Reason: oleReason(data)}
	}
	text, ok := decodeText(data)
	if !ok {
		return Table{}, &Error{Reason: ReasonNoTable}
	}
	if reason := markup(text); reason != "" {
		return Table{}, &Error{Reason: reason}
	}
	return readText(text)
}

// readZip tells the formats that are ZIP archives apart by their parts.
func readZip(data []byte) (Table, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Table{}, &Error{Reason: ReasonDamaged, Err: err}
	}
	reason := ReasonNoTable
	var size uint64
	for _, part := range archive.File {
		// The reader refuses a part that unpacks to more than it declares here.
		if size += part.UncompressedSize64; part.UncompressedSize64 > MaxUnzip || size > MaxUnzip {
			return Table{}, &Error{Reason: ReasonTooLarge}
		}
		switch strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/")) {
		case "xl/workbook.xml":
			reason = ""
		case "xl/workbook.bin":
			reason = ReasonBinaryExcel
		case "mimetype":
			if reason == ReasonNoTable && isOpenDocument(part) {
				reason = ReasonOpenDocument
			}
		}
	}
	if reason != "" {
		return Table{}, &Error{Reason: reason}
	}
	return readWorkbook(data)
}

func isOpenDocument(part *zip.File) bool {
	r, err := part.Open()
	if err != nil {
		return false
	}
	defer r.Close() //nolint:errcheck // only read
	kind, err := io.ReadAll(io.LimitReader(r, 100))
	return err == nil && strings.HasPrefix(string(kind), "application/vnd.oasis.opendocument.spreadsheet")
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
