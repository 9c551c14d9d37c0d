package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// The namespaces of OpenDocument 1.0 to 1.4.
const (
	nsOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
	nsStyle  = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
	nsTable  = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	nsText   = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
)

const openDocumentType = "application/vnd.oasis.opendocument.spreadsheet"

// isOpenDocument looks into the part "mimetype" (OpenDocument part 2, 3.3).
func isOpenDocument(part *zip.File) bool {
	r, err := part.Open()
	if err != nil {
		return false
	}
	defer r.Close() //nolint:errcheck // only read
	kind, err := io.ReadAll(io.LimitReader(r, 100))
	return err == nil && strings.HasPrefix(string(kind), openDocumentType)
}

// isFlatOpenDocument recognises the form in one XML file (FODS).
func isFlatOpenDocument(data []byte) bool {
	const enough = 16 << 10 // the root element declares some forty namespaces first
	head := data[:min(len(data), enough)]
	start := bytes.TrimLeft(bytes.TrimPrefix(head, utf8Mark), " \t\r\n")
	return bytes.HasPrefix(start, []byte("<")) && bytes.Contains(head, []byte("office:document")) &&
		bytes.Contains(head, []byte(openDocumentType))
}

// readOpenDocumentZip reads an ODS file of so many bytes.
func readOpenDocumentZip(archive *zip.Reader, size int, options Options, w *watch) (Table, error) {
	if manifest, err := archive.Open("META-INF/manifest.xml"); err == nil {
		defer manifest.Close() //nolint:errcheck // only read
		encrypted, err := isEncrypted(manifest)
		switch {
		case err != nil:
			return Table{}, damaged(err)
		case encrypted:
			return Table{}, &Error{Reason: ReasonEncrypted}
		}
	}
	content, err := archive.Open("content.xml")
	if err != nil {
		return Table{}, damaged(err)
	}
	defer content.Close() //nolint:errcheck // only read
	info, err := content.Stat()
	if err != nil {
		return Table{}, damaged(err)
	}
	return readOpenDocument(content, info.Size(), budgetFor(size), options, w)
}

// isEncrypted looks for parts behind a password (OpenDocument part 2, 4.4).
func isEncrypted(manifest io.Reader) (bool, error) {
	decoder := xml.NewDecoder(manifest)
	for {
		token, err := decoder.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "encryption-data" {
			return true, nil
		}
	}
}

// readOpenDocument reads the content of an OpenDocument spreadsheet, size bytes of XML.
func readOpenDocument(content io.Reader, size int64, amount *budget, options Options, w *watch) (Table, error) {
	r := odsReader{
		decoder: xml.NewDecoder(content), amount: amount, at: w.part(0, 1), size: size,
		hidden: map[string]bool{}, selection: selection{choice: options.Sheet},
	}
	if err := r.document(); err != nil {
		return Table{}, damaged(err)
	}
	return r.selection.result()
}

// odsReader reads one document token by token; a method that is named for an element begins behind its start
// and reads up to its end.
type odsReader struct {
	decoder   *xml.Decoder
	amount    *budget
	at        func(done, all int64) error
	size      int64
	tokens    int
	hidden    map[string]bool // styles of sheets that are not shown
	selection selection

	lines  []Line // of the sheet that is being read
	number int    // of its row that comes next, less one
	cells  []odsCell
	text   []byte
}

var errNoSpreadsheet = errors.New("no office:spreadsheet in it")

// token is the next token; it looks at limits of time on its way.
func (r *odsReader) token() (xml.Token, error) {
	const often = 1024
	if r.tokens++; r.tokens%often == 0 {
		if err := r.at(r.decoder.InputOffset(), r.size); err != nil {
			return nil, err
		}
	}
	return r.decoder.Token()
}

// skip passes over the rest of an element.
func (r *odsReader) skip() error {
	for depth := 1; depth > 0; {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// children calls read behind the start of every element inside of one, up to its end. read goes up to the end of its
// element.
func (r *odsReader) children(read func(start xml.StartElement) error) error {
	for {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := read(t); err != nil {
				return err
			}
		}
	}
}

// document reads everything: which sheets are hidden is told by styles that stand before them.
func (r *odsReader) document() error {
	style, seen := "", false
	for {
		token, err := r.token()
		switch {
		case errors.Is(err, io.EOF) && seen:
			return nil
		case errors.Is(err, io.EOF):
			return errNoSpreadsheet
		case err != nil:
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name {
		case xml.Name{Space: nsStyle, Local: "style"}:
			style = ""
			if attribute(start, nsStyle, "family") == "table" {
				style = attribute(start, nsStyle, "name")
			}
		case xml.Name{Space: nsStyle, Local: "table-properties"}:
			r.hidden[style] = attribute(start, nsTable, "display") == "false"
		case xml.Name{Space: nsOffice, Local: "spreadsheet"}:
			seen = true
			if err := r.spreadsheet(); err != nil {
				return err
			}
		}
	}
}

// spreadsheet reads the sheets. Beside them stand tracked changes with cells that are no more, and other
// things that are no sheet.
func (r *odsReader) spreadsheet() error {
	return r.children(func(start xml.StartElement) error {
		name := attribute(start, nsTable, "name")
		shown := start.Name == xml.Name{Space: nsTable, Local: "table"} && !r.hidden[attribute(start, nsTable, "style-name")]
		if !shown || !r.selection.wants(name) {
			return r.skip()
		}
		err := r.table()
		if err == nil {
			r.selection.offer(name, r.lines)
		}
		return err
	})
}

// table reads the rows of a sheet; they may stand in groups, which may be folded away.
func (r *odsReader) table() error {
	r.lines, r.number = nil, 0
	folded := []bool{false}
	for len(folded) > 0 {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			folded = folded[:len(folded)-1]
		case xml.StartElement:
			hidden := folded[len(folded)-1]
			switch {
			case t.Name.Space != nsTable:
				err = r.skip()
			case t.Name.Local == "table-row":
				err = r.row(t, hidden)
			case t.Name.Local == "table-row-group":
				folded = append(folded, hidden || attribute(t, nsTable, "display") == "false")
			case t.Name.Local == "table-rows", t.Name.Local == "table-header-rows":
				folded = append(folded, hidden)
			default:
				err = r.skip()
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func attribute(start xml.StartElement, space, local string) string {
	for _, a := range start.Attr {
		if a.Name.Local == local && a.Name.Space == space {
			return a.Value
		}
	}
	return ""
}
