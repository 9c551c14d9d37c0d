package sheet

import "fmt"

// Reason names why a file gives no table. It is the tail of the translation key "problem.sheet.<reason>".
type Reason string

// Why a file cannot be read.
const (
	ReasonUnreadable  Reason = "unreadable"   // the operating system does not give the file; Err says why
	ReasonMissing     Reason = "missing"      // there is no such file
	ReasonDirectory   Reason = "directory"    // a folder
	ReasonEmpty       Reason = "empty"        // nothing in it, or blanks only
	ReasonTooLarge    Reason = "too_large"    // more than the limits of this package, packed or unpacked
	ReasonEncrypted   Reason = "encrypted"    // a workbook with a password
	ReasonOldExcel    Reason = "old_excel"    // .xls of Excel 97 to 2003, or XML of Excel 2003
	ReasonBinaryExcel Reason = "binary_excel" // .xlsb
	ReasonNumbers     Reason = "numbers"      // Apple Numbers
	ReasonHTML        Reason = "html"         // a web page, often named .xls
	ReasonNoTable     Reason = "no_table"     // something else: a picture, a PDF, a program
	ReasonDamaged     Reason = "damaged"      // a workbook that cannot be read to its end
	ReasonOpenQuote   Reason = "open_quote"   // a quote that is never closed; Line says where it is noticed
)

// Why a table gives no rows yet.
const (
	ReasonNoColumns  Reason = "no_columns"  // neither Kundennummer nor Benutzername is recognised
	ReasonNoNumber   Reason = "no_number"   // no column for the Kundennummer
	ReasonNoUser     Reason = "no_user"     // no column for the Benutzername
	ReasonTwoColumns Reason = "two_columns" // two columns of the same meaning; Detail is their heading
)

// What a choice can get wrong.
const (
	ReasonWrongEncoding  Reason = "wrong_encoding"  // the file is not text in Options.Encoding; Detail is it
	ReasonWrongSeparator Reason = "wrong_separator" // Options.Separator cannot part cells; Detail is it
	ReasonWrongSheet     Reason = "wrong_sheet"     // the workbook shows no Options.Sheet; Detail is it
	ReasonWrongHeading   Reason = "wrong_heading"   // Table.Heading is none of Lines
	ReasonWrongColumn    Reason = "wrong_column"    // a column of Table.Columns is not there
	ReasonSameColumn     Reason = "same_column"     // one column for two meanings; Detail is its heading
)

// What a single row may have.
const (
	ReasonHiddenRow   Reason = "hidden_row"   // warning: the row is hidden in the workbook
	ReasonNotText     Reason = "not_text"     // the cell holds a date or a fraction instead of text; Detail shows it
	ReasonMailUnclear Reason = "mail_unclear" // warning: neither yes nor no; Detail shows the cell
)

// Reasons lists every reason, for the tests that hold the translations complete.
func Reasons() []Reason {
	return []Reason{
		ReasonUnreadable, ReasonMissing, ReasonDirectory, ReasonEmpty, ReasonTooLarge, ReasonEncrypted,
		ReasonOldExcel, ReasonBinaryExcel, ReasonNumbers, ReasonHTML, ReasonNoTable, ReasonDamaged,
		ReasonOpenQuote, ReasonNoColumns, ReasonNoNumber, ReasonNoUser, ReasonTwoColumns,
		ReasonWrongEncoding, ReasonWrongSeparator, ReasonWrongSheet, ReasonWrongHeading, ReasonWrongColumn,
		ReasonSameColumn, ReasonHiddenRow, ReasonNotText, ReasonMailUnclear,
	}
}

// Error says why a file gives no table, or what is odd about a row.
type Error struct {
	Reason Reason
	Name   string // file, as the caller named it
	Line   int    // line in the file, 1 = first; 0 if none in particular
	Detail string // a heading, a value or a choice, where it helps
	Err    error  // cause, if any
}

// Error describes the reason in English, for logs; it quotes nothing of the file.
func (e *Error) Error() string {
	text := "sheet: " + string(e.Reason)
	if e.Line > 0 {
		text += fmt.Sprintf(" in line %d", e.Line)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Is makes errors.Is(err, &Error{Reason: r}) compare by reason alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Reason == e.Reason
}

// Unwrap gives the cause, if any.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string { return "problem.sheet." + string(e.Reason) }

// TextArgs are the named values of that sentence.
func (e *Error) TextArgs() map[string]any {
	return map[string]any{"name": e.Name, "line": e.Line, "detail": e.Detail}
}
