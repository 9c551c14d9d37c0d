package cli

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"kanzleicode/app/export"
	"kanzleicode/app/mandate"
)

// runExport writes the list into a file: for support, unless --internal asks for the full list that stays
// in the house.
func runExport(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "export_file"); err != nil {
		return err
	}
	if err := p.oneChoice(ctx, nil); err != nil {
		return err
	}
	path := args[0]
	form, err := p.form(ctx, path)
	if err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		list, err := p.list(ctx, s)
		if err != nil {
			return err
		}
		rows := list
		switch {
		case isSet(ctx, "new"):
			rows = withStatus(list, mandate.StatusNew)
		case isSet(ctx, "outdated"):
			h, err := p.house(ctx, s)
			if err != nil {
				return err
			}
			rows = keep(list, func(m *mandate.Mandate) bool { return m.Outdated(h.since) })
		}
		if len(rows) == 0 {
			return &mandate.Error{Reason: mandate.ReasonNothing}
		}
		write := func(w io.Writer) error { return export.Write(w, p.texts, form, rows, p.Now()) }
		if path == "-" {
			return write(p.out)
		}
		if err := export.ToFile(path, isSet(ctx, "force"), write); err != nil {
			return newFileError(path, err)
		}
		if isSet(ctx, "json") {
			return p.printList(ctx, s, rows)
		}
		p.put(p.texts.Count("cli.mandates.exported", len(rows), "file", path))
		return nil
	})
}

// form goes by --format or else by the file's ending.
func (p *Program) form(ctx context.Context, path string) (export.Form, error) {
	format, given := option(ctx, "format")
	if !given {
		format = strings.TrimPrefix(filepath.Ext(path), ".")
	}
	form := export.Form{Full: isSet(ctx, "internal")}
	switch strings.ToLower(format) {
	case "xlsx":
	case "csv":
		form.CSV = true
	default:
		return form, errUsage{p.texts.Text("cli.usage.format", "format", format)}
	}
	return form, nil
}
