package cli

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"kanzleicode/app/export"
	"kanzleicode/app/mandate"
)

func excerptFlags(f *pflag.FlagSet) {
	for _, name := range []string{"client", "number", "out", "format"} {
		f.String(name, "", "")
	}
	f.Bool("force", false, "")
}

// runExcerpt writes all that the list holds of one client, for the client (Art. 15 DSGVO).
func runExcerpt(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	pdf, err := p.excerptUsage(ctx)
	if err != nil {
		return err
	}
	path, _ := option(ctx, "out")
	return p.with(ctx, false, func(s *Services) error {
		rows, client, err := p.ofClient(ctx, s)
		if err != nil {
			return err
		}
		h, err := p.house(ctx, s)
		if err != nil {
			return err
		}
		submissions, err := p.submissions(ctx, s)
		if err != nil {
			return err
		}
		e := export.Excerpt(p.texts, &h.Data, client, rows, submissions, p.Now())
		write := e.WritePDF
		if !pdf {
			write = func(w io.Writer) error { _, err := io.WriteString(w, e.Text()); return err }
		}
		if path == "-" {
			return write(p.out)
		}
		if err := p.toFile(ctx, path, write); err != nil {
			return err
		}
		p.put(p.texts.Count("cli.mandates.exported", len(rows), "file", path))
		return nil
	})
}

// excerptUsage checks the command line and says whether it asks for a PDF.
func (p *Program) excerptUsage(ctx context.Context) (pdf bool, err error) {
	_, named := option(ctx, "client")
	_, numbered := option(ctx, "number")
	path, given := option(ctx, "out")
	format, formatted := option(ctx, "format")
	if !formatted {
		format = strings.TrimPrefix(filepath.Ext(path), ".")
	}
	switch format = strings.ToLower(format); {
	case named == numbered:
		return false, errUsage{p.texts.Text("cli.usage.excerpt")}
	case !given || path == "":
		return false, errUsage{p.texts.Text("cli.usage.missing.out")}
	case format == "pdf":
		return true, nil
	case format == "txt" || format == "text" || path == "-" && !formatted:
		return false, nil
	}
	return false, errUsage{p.texts.Text("cli.usage.excerpt_format", "format", format)}
}

// ofClient gives the rows of the client that --client or --number names, and what the client is called.
func (p *Program) ofClient(ctx context.Context, s *Services) ([]mandate.Mandate, string, error) {
	list, err := p.list(ctx, s)
	if err != nil {
		return nil, "", err
	}
	name, named := option(ctx, "client")
	number, _ := option(ctx, "number")
	rows := keep(list, func(m *mandate.Mandate) bool {
		if named {
			return m.Client != "" && plain(m.Client) == plain(name)
		}
		return plain(m.Number) == plain(number)
	})
	if len(rows) == 0 {
		p.warn("cli.excerpt.not_found", "client", firstOf(name, number))
		if similar := p.similarClients(list, name); similar != "" {
			p.warn("cli.excerpt.similar", "clients", similar)
		}
		return nil, "", errNothing
	}
	return rows, firstOf(rows[0].Client, rows[0].Number), nil
}

// similarClients are names of clients that have a word of the one that was asked for.
func (p *Program) similarClients(list []mandate.Mandate, name string) string {
	const few, long = 5, 3
	var names []string
	for i := range list {
		client := strings.ToLower(list[i].Client)
		for _, word := range strings.Fields(strings.ToLower(name)) {
			if len(word) >= long && strings.Contains(client, word) && !slices.Contains(names, list[i].Client) && len(names) < few {
				names = append(names, list[i].Client)
			}
		}
	}
	return strings.Join(names, ", ")
}
