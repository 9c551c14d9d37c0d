package cli

import (
	"context"
	"io"
	"slices"
	"time"

	"kanzleicode/app/export"
	"kanzleicode/app/journal"
	"kanzleicode/app/vault"
)

// runHistory prints who changed what and when, oldest first, or writes it as a table, newest first as in
// the window. The options choose; without any it is all.
func runHistory(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	filter, err := p.historyFilter(ctx)
	if err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		service := journal.New(s.Vault, p.texts)
		all, err := service.Read(ctx, 0)
		if err != nil {
			return err
		}
		found, err := filter.Select(ctx, all)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			p.warn("cli.history.none")
			if isSet(ctx, "json") {
				if err := p.printJSON([]vault.Entry{}); err != nil {
					return err
				}
			}
			return errNothing
		}
		if file, given := option(ctx, "csv"); given {
			if err := p.historyTable(ctx, service, found, file); err != nil || !isSet(ctx, "json") {
				return err
			}
		}
		slices.Reverse(found)
		if isSet(ctx, "json") {
			logged := make([]vault.Entry, len(found))
			for i, e := range found {
				logged[i] = e.Logged
			}
			return p.printJSON(logged)
		}
		for _, e := range found {
			p.printEntry(service, e)
		}
		return nil
	})
}

// historyFilter is what --search, --since and --kind ask for.
func (p *Program) historyFilter(ctx context.Context) (journal.Filter, error) {
	filter := journal.Filter{}
	filter.Search, _ = option(ctx, "search")
	if text, given := option(ctx, "since"); given {
		at, err := time.ParseInLocation("2006-01-02", text, time.Local)
		if err != nil {
			return filter, errUsage{p.texts.Text("cli.usage.day", "option", "--since", "value", text)}
		}
		filter.Since = at
	}
	if text, given := option(ctx, "kind"); given {
		if filter.Area = journal.Area(text); !slices.Contains(journal.Areas(), filter.Area) {
			return filter, errUsage{p.texts.Text("cli.usage.value_invalid", "option", "--kind", "value", text)}
		}
	}
	return filter, nil
}

// historyTable writes entries as CSV into a file, or with "-" to the output.
func (p *Program) historyTable(ctx context.Context, service *journal.Service, found []*journal.Entry, file string) error {
	write := func(w io.Writer) error { return service.WriteCSV(w, found) }
	if file == "-" {
		return write(p.out)
	}
	if err := export.ToFile(file, isSet(ctx, "force"), write); err != nil {
		return newFileError(file, err)
	}
	if !isSet(ctx, "json") {
		p.put(p.texts.Count("cli.history.exported", len(found), "file", file))
	}
	return nil
}

func (p *Program) printEntry(service *journal.Service, e *journal.Entry) {
	p.say("cli.history.line", "rev", e.Logged.Rev, "time", e.Time(), "seat", e.Logged.Seat, "person", e.Who, "event", e.What)
	if e.Logged.Damaged && e.Logged.Event != "" {
		p.put("    " + p.texts.Text("journal.part_damaged"))
	}
	for _, c := range e.Changes {
		p.put("    " + c.Label)
		for _, f := range c.Fields {
			p.put("        " + service.Sentence(f))
		}
	}
}
