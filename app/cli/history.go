package cli

import (
	"context"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

const timeLayout = "02.01.2006 15:04:05"

// runHistory prints who changed what and when, oldest first.
func runHistory(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		entries, err := s.Vault.History(ctx, 0)
		if err != nil {
			return err
		}
		if isSet(ctx, "json") {
			return p.printJSON(entries)
		}
		for i := range entries {
			p.printEntry(&entries[i])
		}
		return nil
	})
}

func (p *Program) printEntry(e *vault.Entry) {
	values := make(map[string]any, len(e.Params))
	for name, value := range e.Params {
		values[name] = value
	}
	p.say("cli.history.line", "rev", e.Rev, "time", e.At.Local().Format(timeLayout), "seat", e.Seat,
		"person", firstOf(e.OSUser, "–"), "event", p.texts.Named("history."+e.Event, values))
	for _, item := range e.Items {
		if item.Label == "" && len(item.Fields) == 0 {
			continue // such as the submission beside its rows
		}
		p.put("    " + item.Label)
		for _, f := range item.Fields {
			p.say("cli.history.field", "field", p.texts.Text(string(item.Kind)+".field."+f.Field), "old", p.value(f.Field, f.Old), "new", p.value(f.Field, f.New))
		}
	}
}

// value is a field's value in the user's words.
func (p *Program) value(field, value string) string {
	switch {
	case value == "":
		return "–"
	case field == "status":
		return p.status(mandate.Status(value))
	}
	return value
}
