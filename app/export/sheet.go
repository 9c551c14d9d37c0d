package export

import (
	"context"
	"io"

	"kanzleicode/app/language"
	"kanzleicode/app/recovery"
)

// RecoveryTexts are the words of a recovery sheet from the catalogue.
func RecoveryTexts(texts *language.Catalog, sheet *recovery.Sheet) recovery.Texts {
	name := sheet.Vault.String()[:8]
	day := sheet.Created.Local().Format(texts.Text("date.day"))
	t := recovery.Texts{
		Title: texts.Text("sheet.title"), Lead: texts.Text("sheet.lead"), Vault: texts.Text("sheet.vault", "name", name, "day", day),
		Key: texts.Text("sheet.key"), KeyHint: texts.Text("sheet.key_hint"), Use: texts.Text("sheet.use"), Keep: texts.Text("sheet.keep"),
		Foot: texts.Text("sheet.foot", "name", name, "day", day),
	}
	for _, key := range []string{"sheet.step1", "sheet.step2", "sheet.step3", "sheet.step4"} {
		t.Steps = append(t.Steps, texts.Text(key))
	}
	for _, key := range []string{"sheet.rule1", "sheet.rule2", "sheet.rule3"} {
		t.Rules = append(t.Rules, texts.Text(key))
	}
	return t
}

// Sheets makes recovery sheets.
type Sheets interface {
	Make(ctx context.Context) (*recovery.Sheet, error)
}

// FileError is a file that could not be written.
type FileError struct {
	Path string
	Err  error
}

// Error is the English text for logs.
func (e *FileError) Error() string { return "export: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// SaveSheet makes a new recovery sheet and writes it as PDF. The sheets before it open nothing any more, so it
// is proven first that the file can be written: a sheet that nobody has would take the place of one that
// somebody has.
//
// With a sheet there may still be an error: a *FileError if it was not written after all, another if it is good
// and only its two groups were not remembered.
func SaveSheet(ctx context.Context, sheets Sheets, texts *language.Catalog, path string, replace bool) (*recovery.Sheet, error) {
	if err := ToFile(path, replace, func(io.Writer) error { return nil }); err != nil {
		return nil, &FileError{path, err}
	}
	sheet, err := sheets.Make(ctx)
	if sheet == nil {
		return nil, err
	}
	if err := WriteSheet(texts, sheet, path); err != nil {
		return sheet, err
	}
	return sheet, err
}

// WriteSheet writes a sheet as PDF in the place of a file that is there. Errors are *FileError.
func WriteSheet(texts *language.Catalog, sheet *recovery.Sheet, path string) error {
	err := ToFile(path, true, func(w io.Writer) error { return sheet.WritePDF(w, RecoveryTexts(texts, sheet)) })
	if err != nil {
		return &FileError{path, err}
	}
	return nil
}
