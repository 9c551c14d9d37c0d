package cli

import (
	"context"
	"errors"
	"strings"

	"kanzleicode/app/vault"
)

// checkJSON is one element of doctor --json.
type checkJSON struct {
	Name  string  `json:"name"`
	OK    bool    `json:"ok"`
	Text  string  `json:"text"`
	Error *string `json:"error"` // technical, in English
}

// runDoctor says what works on this PC. With --accept-state it is a person's word that an older state of
// the vault is the right one.
func runDoctor(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	if isSet(ctx, "accept-state") {
		if p.Faulty != nil {
			return p.Faulty
		}
		return p.with(ctx, false, func(s *Services) error {
			if s.Vault.Refusal() == nil {
				p.say("cli.doctor.nothing_to_accept")
				return nil
			}
			if err := s.Vault.AcceptState(ctx); err != nil {
				return err
			}
			p.say("cli.doctor.accepted")
			return nil
		})
	}
	checks := append(p.Doctor(ctx, p.texts), p.checkPolicy())
	if p.Faulty == nil {
		checks = append(checks, p.checkClock(ctx, isSet(ctx, "clock")))
		checks = append(checks, p.checkVault(ctx)...)
	}
	return p.printChecks(checks, isSet(ctx, "json"))
}

// checkPolicy says what the firm's IT has laid down, and where.
func (p *Program) checkPolicy() Check {
	check := Check{Name: "policy", OK: p.Faulty == nil, Err: p.Faulty}
	locked, preset := p.Policy.Names()
	switch {
	case p.Faulty != nil:
		check.Text = p.texts.Explain(p.Faulty)
	case len(p.Policy.Sources) == 0:
		check.Text = p.texts.Text("cli.doctor.policy_none")
	default:
		check.Text = p.texts.Text("cli.doctor.policy", "where", strings.Join(p.Policy.Sources, ", "),
			"locked", firstOf(strings.Join(locked, ", "), "–"), "preset", firstOf(strings.Join(preset, ", "), "–"))
	}
	return check
}

func (p *Program) checkVault(ctx context.Context) []Check {
	access := p.access
	services, err := p.Open(ctx, access)
	if errors.Is(err, vault.ErrNotFound) {
		return []Check{{Name: "vault", OK: true, Text: p.texts.Text("cli.doctor.no_vault")}}
	}
	if err != nil {
		return []Check{{Name: "vault", Text: p.texts.Explain(err), Err: err}}
	}
	report, err := services.Vault.Verify(ctx)
	err = errors.Join(err, services.Close())
	if err != nil {
		return []Check{{Name: "vault", Text: p.texts.Explain(err), Err: err}}
	}
	checks := []Check{{Name: "vault", OK: true, Text: p.texts.Text("cli.doctor.vault_ok", "changes", report.Changes, "records", report.Records)}}
	if len(report.Faults) > 0 {
		checks[0] = Check{Name: "vault", Text: p.texts.Count("cli.doctor.vault_faults", len(report.Faults)), Err: errors.New(strings.Join(report.Faults, "; "))}
	}
	if fault := services.Vault.PinFault(); fault != nil {
		checks = append(checks, Check{Name: "state", Text: p.texts.Text("cli.doctor.pin_fault"), Err: fault})
	}
	return checks
}

func (p *Program) printChecks(checks []Check, asJSON bool) error {
	failed := false
	list := make([]checkJSON, len(checks))
	for i, c := range checks {
		failed = failed || !c.OK
		list[i] = checkJSON{Name: c.Name, OK: c.OK, Text: c.Text}
		if c.Err != nil {
			text := c.Err.Error()
			list[i].Error = &text
		}
	}
	if asJSON {
		if err := p.printJSON(list); err != nil {
			return err
		}
	} else {
		for i, c := range checks {
			key := "cli.doctor.ok"
			if !c.OK {
				key = "cli.doctor.failed"
			}
			p.say(key, "name", p.texts.Text("cli.doctor.name."+c.Name), "text", c.Text)
			if list[i].Error != nil {
				p.put("      (" + *list[i].Error + ")")
			}
		}
	}
	if failed {
		return errReported
	}
	return nil
}
