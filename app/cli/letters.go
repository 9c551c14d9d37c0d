package cli

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"kanzleicode/app/export"
	"kanzleicode/app/mandate"
	"kanzleicode/app/support"
)

// letterFlags say how a letter to support leaves the house.
func letterFlags(f *pflag.FlagSet) {
	f.String("format", "", "")
	f.String("out", "", "")
	f.Bool("force", false, "")
	f.Bool("sent", false, "")
	f.Bool("with-clients", false, "")
}

// formatText is the letter as plain text. The other formats are those of [support.Formats].
const formatText support.Format = "text"

// outlet is where a letter goes; path "" is nowhere.
type outlet struct {
	format support.Format
	path   string
}

// outlet reads --format and --out; the format goes by the file's ending unless it is said.
func (p *Program) outlet(ctx context.Context) (outlet, error) {
	path, toFile := option(ctx, "out")
	format, formatted := option(ctx, "format")
	switch {
	case !toFile && !formatted:
		for _, name := range []string{"force", "with-clients"} {
			if isSet(ctx, name) {
				return outlet{}, errUsage{p.texts.Text("cli.usage.only_with_out", "option", dashed(name))}
			}
		}
		return outlet{}, nil
	case !toFile && format == string(formatText):
		path = "-"
	case path == "":
		return outlet{}, errUsage{p.texts.Text("cli.usage.missing.out")}
	case !formatted:
		if format = strings.ToLower(strings.TrimPrefix(filepath.Ext(path), ".")); format == "txt" {
			format = string(formatText)
		}
	}
	o := outlet{support.Format(strings.ToLower(format)), path}
	if o.format != formatText && !slices.Contains(support.Formats(), o.format) {
		return outlet{}, errUsage{p.texts.Text("cli.usage.letter_format", "format", format)}
	}
	return o, nil
}

// way is how a letter of this format leaves the house.
func (o outlet) way() mandate.Way {
	switch o.format {
	case "":
		return mandate.WayUnknown
	case support.FormatMail:
		return mandate.WayMail
	case formatText:
		return mandate.WayText
	}
	return mandate.WayFile
}

// compose writes a letter about rows; data is what [firm.Data.Letter] began.
func (p *Program) compose(ctx context.Context, data support.Data, rows []mandate.Mandate) (*support.Letter, error) {
	data.Date, data.WithClients = p.Now(), isSet(ctx, "with-clients")
	for i := range rows {
		m := &rows[i]
		data.Rows = append(data.Rows, support.Row{Number: m.Number, User: m.User, Client: m.Client, Status: p.status(m.Status)})
	}
	return support.Compose(p.texts, data)
}

// deliverLetter puts a letter where the outlet says.
func (p *Program) deliverLetter(ctx context.Context, letter *support.Letter, o outlet) error {
	write := func(w io.Writer) error {
		if o.format == formatText {
			_, err := io.WriteString(w, p.texts.Text("cli.letter.head", "to", firstOf(letter.To, "–"), "subject", letter.Subject)+"\n\n"+letter.Text)
			return err
		}
		return letter.Write(w, o.format)
	}
	if o.path == "-" {
		return write(p.out)
	}
	if err := p.toFile(ctx, o.path, write); err != nil {
		return err
	}
	if letter.To == "" && o.format == support.FormatMail {
		p.warn("cli.letter.no_address")
	}
	return nil
}

// tell says something beside what was written to the output, if that is where the letter went.
func (p *Program) tell(o outlet, text string) {
	if o.path == "-" {
		p.complain(text)
		return
	}
	p.put(text)
}

// toFile writes a document into a file, whole or not at all. What is wrong with the document itself comes back as
// it is, everything else as a problem with the file.
func (p *Program) toFile(ctx context.Context, path string, write func(io.Writer) error) error {
	var wrong error
	err := export.ToFile(path, isSet(ctx, "force"), func(w io.Writer) error {
		wrong = write(w)
		return wrong
	})
	switch {
	case err == nil:
		return nil
	case errors.As(wrong, new(interface{ TextKey() string })):
		return wrong
	}
	return newFileError(path, err)
}
