package cli

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// mandateCommands are the verbs behind "mandates".
var mandateCommands = map[string]command{
	"list": {runList, func(f *pflag.FlagSet) {
		whichFlags(f)
		f.String("status", "", "")
		f.String("search", "", "")
		f.String("submission", "", "")
		f.String("sort", string(mandate.ColumnNumber), "")
		f.Bool("descending", false, "")
	}},
	"overview": {runOverview, jsonFlag},
	"add":      {runAdd, fieldFlags},
	"edit":     {runEdit, func(f *pflag.FlagSet) { fieldFlags(f); f.Uint64("rev", 0, "") }},
	"amend":    {runAmend, amendFlags},
	"remove":   {runRemove, jsonFlag},
	"import": {runImportList, func(f *pflag.FlagSet) {
		jsonFlag(f)
		f.Bool("preview", false, "")
		f.Bool("skip-faulty", false, "")
	}},
	"export": {runExport, func(f *pflag.FlagSet) {
		whichFlags(f)
		f.Bool("internal", false, "")
		f.Bool("force", false, "")
		f.String("format", "", "")
	}},
	"excerpt": {runExcerpt, excerptFlags},
	"submit": {runSubmit, func(f *pflag.FlagSet) {
		whichFlags(f)
		letterFlags(f)
		f.Bool("withdraw", false, "")
	}},
	"confirm": {runConfirm, whichFlags},
	"ask":     {runAsk, func(f *pflag.FlagSet) { jsonFlag(f); f.String("question", "", "") }},
	"end":     {runEnd, jsonFlag},
	"reopen":  {runReopen, jsonFlag},
	"relink":  {runRelink, jsonFlag},
	"undo":    {runUndo, func(f *pflag.FlagSet) { jsonFlag(f); f.Uint64("change", 0, "") }},
	"erase": {runErase, func(f *pflag.FlagSet) {
		jsonFlag(f)
		f.Bool("expired", false, "")
		f.Int("months", 0, "")
		f.Bool("finish", false, "")
		f.Bool("yes", false, "")
	}},
}

func jsonFlag(f *pflag.FlagSet) { f.Bool("json", false, "") }

func whichFlags(f *pflag.FlagSet) {
	jsonFlag(f)
	for _, name := range choices {
		f.Bool(name, false, "")
	}
}

// choices are the options that say which rows are meant, each instead of the others and of references.
var choices = []string{"new", "all", "outdated"}

// oneChoice refuses several choices together, before anything is opened.
func (p *Program) oneChoice(ctx context.Context, references []string) error {
	n := min(len(references), 1)
	for _, name := range choices {
		if isSet(ctx, name) {
			n++
		}
	}
	if n > 1 {
		return errUsage{p.texts.Text("cli.usage.which")}
	}
	return nil
}

// mandateJSON is one element of mandates list --json.
type mandateJSON struct {
	ID        vault.ID       `json:"id"`
	Number    string         `json:"number"`
	User      string         `json:"user"`
	Client    string         `json:"client"`
	Status    mandate.Status `json:"status"`
	Note      string         `json:"note"`
	Created   time.Time      `json:"created"`
	Submitted *time.Time     `json:"submitted"`
	Confirmed *time.Time     `json:"confirmed"`
	Clerk     string         `json:"clerk"`
	Mail      string         `json:"mail"`
	Question  string         `json:"question"`
	Ended     *time.Time     `json:"ended"`
	Withdrawn *time.Time     `json:"withdrawn"`
	Code      *time.Time     `json:"code"`
	Outdated  bool           `json:"outdated"`
	Rev       uint64         `json:"rev"`
}

// mailUnknown is what [mandate.MailUnknown] is called on the command line and in JSON.
const mailUnknown = "unknown"

func newMandateJSON(m *mandate.Mandate, since time.Time) mandateJSON {
	return mandateJSON{
		ID: m.ID, Number: m.Number, User: m.User, Client: m.Client, Status: m.Status, Note: m.Note,
		Created: m.Created.UTC().Truncate(time.Second), Submitted: moment(m.Submitted), Confirmed: moment(m.Confirmed),
		Clerk: m.Clerk, Mail: firstOf(string(m.Mail), mailUnknown), Question: m.Question,
		Ended: moment(m.Ended), Withdrawn: moment(m.Withdrawn), Code: moment(m.Code), Outdated: m.Outdated(since), Rev: m.Rev,
	}
}

// list reads the whole list; rows that cannot be read are named.
func (p *Program) list(ctx context.Context, s *Services) ([]mandate.Mandate, error) {
	list, damaged, err := s.Mandates.List(ctx)
	for _, d := range damaged {
		p.warn("cli.damaged_mandate", "id", d.ID)
	}
	return list, err
}

// printList prints rows, as a JSON array or one a line.
func (p *Program) printList(ctx context.Context, s *Services, list []mandate.Mandate) error {
	house, err := p.house(ctx, s)
	if err != nil {
		return err
	}
	if isSet(ctx, "json") {
		out := make([]mandateJSON, len(list))
		for i := range list {
			out[i] = newMandateJSON(&list[i], house.since)
		}
		return p.printJSON(out)
	}
	for i := range list {
		p.put(p.mandateLine(&list[i], house.since))
	}
	return nil
}

func (p *Program) mandateLine(m *mandate.Mandate, since time.Time) string {
	key := "cli.mandates.line"
	switch {
	case m.Status == mandate.StatusQuery:
		key = "cli.mandates.line_question"
	case m.Outdated(since):
		key = "cli.mandates.line_outdated"
	}
	return p.texts.Text(key, "number", m.Number, "user", m.User, "client", firstOf(m.Client, "–"), "status", p.status(m.Status), "question", m.Question)
}

func (p *Program) status(s mandate.Status) string { return p.texts.Text("mandate.status." + string(s)) }

// printChanged says how many rows a command changed, or with --json which.
func (p *Program) printChanged(ctx context.Context, s *Services, key string, rows []mandate.Mandate) error {
	if isSet(ctx, "json") {
		return p.printList(ctx, s, rows)
	}
	p.put(p.texts.Count(key, len(rows)))
	return nil
}

// runList prints the rows that the options ask for.
func runList(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	query, err := p.listQuery(ctx)
	if err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		list, err := p.list(ctx, s)
		if err != nil {
			return err
		}
		found, err := p.search(ctx, s, list, query)
		if err != nil {
			return err
		}
		switch {
		case isSet(ctx, "json"):
		case len(list) == 0:
			p.say("cli.mandates.none")
		case len(found) == 0:
			p.say("cli.mandates.none_found")
		}
		return p.printList(ctx, s, found)
	})
}

// listQuery is what --status, --new, --search and --sort ask for.
func (p *Program) listQuery(ctx context.Context) (mandate.Query, error) {
	query := mandate.Query{Descending: isSet(ctx, "descending")}
	if isSet(ctx, "new") {
		query.Status = mandate.StatusNew
	}
	if status, given := option(ctx, "status"); given {
		if query.Status = mandate.Status(status); !slices.Contains(mandate.Statuses(), query.Status) {
			return query, p.invalid("--status", status)
		}
	}
	if column, given := option(ctx, "sort"); given {
		if query.Order = mandate.Column(column); !slices.Contains(mandate.Columns(), query.Order) {
			return query, p.invalid("--sort", column)
		}
	}
	query.Text, _ = option(ctx, "search")
	return query, p.oneChoice(ctx, nil)
}

func (p *Program) invalid(option, value string) error {
	return errUsage{p.texts.Text("cli.usage.value_invalid", "option", option, "value", value)}
}

// search adds what only the opened vault knows to a query and gives its rows.
func (p *Program) search(ctx context.Context, s *Services, list []mandate.Mandate, query mandate.Query) ([]mandate.Mandate, error) {
	if isSet(ctx, "outdated") {
		house, err := p.house(ctx, s)
		if err != nil || house.since.IsZero() {
			return nil, err
		}
		query.Outdated = house.since
	}
	if id, given := option(ctx, "submission"); given {
		submission, err := p.submission(ctx, s, id)
		if err != nil {
			return nil, err
		}
		query.Among = map[vault.ID]bool{}
		for _, row := range submission.Rows {
			query.Among[row.ID] = true
		}
	}
	words := map[mandate.Status]string{}
	for _, status := range mandate.Statuses() {
		words[status] = p.status(status)
	}
	index := mandate.NewIndex(list, words)
	places, err := index.Find(ctx, query)
	found := make([]mandate.Mandate, len(places))
	for i, place := range places {
		found[i] = *index.At(int(place))
	}
	return found, err
}
