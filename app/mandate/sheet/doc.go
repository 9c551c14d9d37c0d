// Package sheet turns tables that people have into rows of the Mandate list, and the list into tables
// to keep in the house.
//
// [Read] looks at the content, never at the file name's ending: XLSX, or text (CSV, TXT, pasted cells)
// in UTF-8, UTF-16 or Windows-1252 with semicolons, commas or tabs. It finds the row of headings and the
// columns by their German and English names; both stand open in the [Table], so that a preview can show
// and correct them before [Table.Rows] makes rows of it. Nothing of a file is trusted: sizes are limited,
// formulas are never calculated, and anything that cannot be read whole is an error, not a shorter list.
package sheet
