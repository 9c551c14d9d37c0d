package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"kanzleicode/app/firm"
	"kanzleicode/app/support"
	"kanzleicode/app/vault"
)

// firmCommands are the verbs behind "firm".
var firmCommands = map[string]command{
	"show": {runFirmShow, func(f *pflag.FlagSet) { f.Bool("json", false, "") }},
	"set": {runFirmSet, func(f *pflag.FlagSet) {
		f.Bool("json", false, "")
		for name := range firmTexts(&firm.Data{}) {
			f.String(name, "", "")
		}
		for _, name := range []string{"reference-account", "template", "subject", "text-file"} {
			f.String(name, "", "")
		}
		f.Int("reminder-days", 0, "")
		f.Int("delete-months", 0, "")
	}},
}

// firmTexts are the options that set one text each.
func firmTexts(d *firm.Data) map[string]*string {
	return map[string]*string{
		"name": &d.Name, "customer-number": &d.CustomerNumber, "contact": &d.Contact, "email": &d.Email, "phone": &d.Phone,
		"support-address": &d.SupportAddress, "reference-number": &d.Reference.Number, "reference-user": &d.Reference.User,
		"display-line": &d.DisplayLine,
	}
}

// firmJSON is the answer of firm show --json and firm set --json.
type firmJSON struct {
	Name           string                            `json:"name"`
	CustomerNumber string                            `json:"customer_number"`
	Contact        string                            `json:"contact"`
	Email          string                            `json:"email"`
	Phone          string                            `json:"phone"`
	SupportAddress string                            `json:"support_address"`
	Reference      referenceJSON                     `json:"reference"`
	DisplayLine    string                            `json:"display_line"`
	ReminderDays   int                               `json:"reminder_days"`
	DeleteMonths   int                               `json:"delete_months"`
	Templates      map[support.Kind]support.Template `json:"templates"`
	Missing        []firm.Field                      `json:"missing"`
}

type referenceJSON struct {
	Number  string    `json:"number"`
	User    string    `json:"user"`
	Account *vault.ID `json:"account"` // the central account that shows the code
}

func runFirmShow(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		d, err := s.Firm.Load(ctx)
		if err != nil {
			return err
		}
		return p.printFirm(ctx, s, d)
	})
}

func runFirmSet(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	change, err := p.firmChange(ctx)
	if err != nil {
		return err
	}
	// What is wrong by itself is so whatever is stored: no vault needs to be made for it.
	if err := change(firm.Default()).Clean().Check(); err != nil {
		return err
	}
	return p.with(ctx, true, func(s *Services) error {
		d, err := s.Firm.Load(ctx)
		if err != nil {
			return err
		}
		d = change(d)
		if name, given := option(ctx, "reference-account"); given {
			if d.Reference.Account, err = p.referenceAccount(s, name); err != nil {
				return err
			}
		}
		if d, err = s.Firm.Save(ctx, d); err != nil {
			return err
		}
		if isSet(ctx, "json") {
			return p.printFirm(ctx, s, d)
		}
		p.say("cli.firm.saved")
		p.sayMissing(d)
		return nil
	})
}

// referenceAccount finds the central account by its name; "" is none.
func (p *Program) referenceAccount(s *Services, name string) (vault.ID, error) {
	if name == "" {
		return vault.ID{}, nil
	}
	account, err := s.Accounts.Find(name)
	return account.ID, err
}

// firmChange reads the options: what it gives puts them over the data that are there.
func (p *Program) firmChange(ctx context.Context) (func(firm.Data) firm.Data, error) {
	set := flagsOf(ctx)
	kind, templated := option(ctx, "template")
	subject, subjected := option(ctx, "subject")
	file, texted := option(ctx, "text-file")
	if (subjected || texted) != templated || templated && !slices.Contains(support.Kinds(), support.Kind(kind)) {
		return nil, errUsage{p.texts.Text("cli.usage.firm_template")}
	}
	if !slices.ContainsFunc(append(mapKeys(firmTexts(&firm.Data{})), "reference-account", "template", "reminder-days", "delete-months"), set.Changed) {
		return nil, errUsage{p.texts.Text("cli.usage.firm_nothing")}
	}
	var text string
	if file != "" {
		raw, err := p.readAtMost(ctx, file, 8*firm.MaxTemplate) // a longer one is refused by its length
		if err != nil {
			return nil, err
		}
		text = strings.TrimPrefix(string(raw), "\ufeff")
	}
	return func(d firm.Data) firm.Data {
		for name, field := range firmTexts(&d) {
			if value, given := option(ctx, name); given {
				*field = value
			}
		}
		if set.Changed("reminder-days") {
			d.ReminderDays = number(ctx, "reminder-days")
		}
		if set.Changed("delete-months") {
			d.DeleteMonths = number(ctx, "delete-months")
		}
		if templated {
			own := d.Templates[support.Kind(kind)]
			if subjected {
				own.Subject = subject
			}
			if texted {
				own.Text = text
			}
			d = d.WithTemplate(support.Kind(kind), own)
		}
		return d
	}, nil
}

func mapKeys(m map[string]*string) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	return keys
}

// printFirm prints the firm's data, as JSON or a field a line.
func (p *Program) printFirm(ctx context.Context, s *Services, d firm.Data) error {
	if isSet(ctx, "json") {
		out := firmJSON{
			Name: d.Name, CustomerNumber: d.CustomerNumber, Contact: d.Contact, Email: d.Email, Phone: d.Phone, SupportAddress: d.SupportAddress,
			Reference:    referenceJSON{Number: d.Reference.Number, User: d.Reference.User},
			DisplayLine:  d.DisplayLine,
			ReminderDays: d.ReminderDays, DeleteMonths: d.DeleteMonths, Templates: d.Templates, Missing: d.Missing(),
		}
		if !d.Reference.Account.IsZero() {
			out.Reference.Account = &d.Reference.Account
		}
		if out.Templates == nil {
			out.Templates = map[support.Kind]support.Template{}
		}
		if out.Missing == nil {
			out.Missing = []firm.Field{}
		}
		return p.printJSON(out)
	}
	for _, line := range []struct {
		field firm.Field
		value string
	}{
		{firm.FieldName, d.Name}, {firm.FieldCustomerNumber, d.CustomerNumber}, {firm.FieldContact, d.Contact}, {firm.FieldEmail, d.Email},
		{firm.FieldPhone, d.Phone}, {firm.FieldSupportAddress, d.SupportAddress}, {firm.FieldReferenceNumber, d.Reference.Number},
		{firm.FieldReferenceUser, d.Reference.User}, {firm.FieldDisplayLine, d.Shown()},
	} {
		p.say("cli.firm.line", "field", p.fieldName(line.field), "value", firstOf(line.value, "–"))
	}
	for _, a := range s.Accounts.Accounts() {
		if a.ID == d.Reference.Account {
			p.say("cli.firm.line", "field", p.texts.Text("setting.reference_account"), "value", a.Name)
		}
	}
	for _, kind := range support.Kinds() {
		if d.Templates[kind] != (support.Template{}) {
			p.say("cli.firm.own_text", "kind", p.texts.Text("letter.kind."+string(kind)))
		}
	}
	p.put(p.days("firm.reminder", d.ReminderDays))
	p.put(p.days("firm.delete", d.DeleteMonths))
	p.sayMissing(d)
	return nil
}

// days says a number in words that has a sentence of its own for 0.
func (p *Program) days(key string, n int) string {
	if n == 0 {
		return p.texts.Text(key + ".never")
	}
	return p.texts.Count(key, n)
}

func (p *Program) fieldName(f firm.Field) string { return p.texts.Text("setting.field." + string(f)) }

func (p *Program) sayMissing(d firm.Data) {
	for _, field := range d.Missing() {
		p.warn("cli.firm.missing", "field", p.fieldName(field))
	}
}
