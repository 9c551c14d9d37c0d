// Package sheet turns tables that people have into rows of the Mandate list, and the list into tables
// to keep in the house.
//
// [Read] looks at the content, never at the file name's ending: workbooks of Excel (XLSX) and LibreOffice
// (ODS, FODS), or text (CSV, TXT, pasted cells) in UTF-8, UTF-16 or Windows-1252 with semicolons, commas or
// tabs. It finds the row of headings and the columns by their German and English names.
//
// # A preview
//
// Everything that was recognised stands open in the [Table]. A preview shows its first Lines, its Encoding
// and Separator or its Sheet and Sheets, the Heading and the Columns, and lets a person correct them: Heading
// by [Table.UseHeading], a column by setting it in Columns, and what is read from the file by [Read] with
// other [Options]. [Table.Check] says what is still missing or wrong. Only [Table.Rows] makes rows of it,
// and only [Table.Answers] reads it as support's answers.
//
// # Trust
//
// Nothing of a file is trusted: sizes are limited, formulas are never calculated, and anything that cannot
// be read whole is an error, not a shorter list.
package sheet

//go:generate python3 testdata/make.py
