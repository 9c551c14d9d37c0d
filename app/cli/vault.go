package cli

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/export"
	"kanzleicode/app/vault"
)

// vaultCommands are the verbs behind "vault".
var vaultCommands = map[string]command{
	"verify": {runVerify, func(f *pflag.FlagSet) {
		backupKeys(f)
		f.Bool("repair", false, "")
		f.String("from", "", "")
		f.Bool("older", false, "")
		f.Bool("apply", false, "")
	}},
	"ways":    {runWays, func(f *pflag.FlagSet) { f.Bool("json", false, "") }},
	"sheet":   {runSheet, func(f *pflag.FlagSet) { f.Bool("force", false, "") }},
	"prove":   {runProve, func(f *pflag.FlagSet) { f.String("key-file", "-", "") }},
	"recover": {runRecover, func(f *pflag.FlagSet) { f.String("new-passphrase-file", "", "") }},
	"passphrase": {runPassphrase, func(f *pflag.FlagSet) {
		f.String("new-passphrase-file", "", "")
		f.Bool("at-start", false, "")
		f.Bool("remove", false, "")
	}},
	"rekey": {runRekey, func(*pflag.FlagSet) {}},
}

// reportJSON is vault verify --json.
type reportJSON struct {
	Changes int      `json:"changes"`
	Records int      `json:"records"`
	Faults  []string `json:"faults"` // in English
}

// runVerify examines the whole vault and says what it found.
func runVerify(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	if err := p.checkRepair(ctx); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		if isSet(ctx, "repair") {
			return p.runRepair(ctx, s)
		}
		report, err := s.Vault.Verify(ctx)
		if err != nil {
			return err
		}
		if isSet(ctx, "json") {
			if err := p.printJSON(reportJSON{report.Changes, report.Records, append([]string{}, report.Faults...)}); err != nil {
				return err
			}
		} else {
			p.printReport(report)
		}
		if fault := s.Vault.PinFault(); fault != nil {
			p.complain(p.texts.Text("cli.doctor.pin_failed"))
		}
		if len(report.Faults) > 0 {
			p.complain(p.texts.Count("cli.doctor.vault_faults", len(report.Faults)))
			if !isSet(ctx, "json") {
				p.warn("cli.repair.hint")
			}
			return errReported
		}
		return nil
	})
}

// printReport says what an examination found; what is wrong goes to the error output.
func (p *Program) printReport(report vault.Report) {
	p.say("cli.doctor.vault_ok", "changes", report.Changes, "records", report.Records)
	for _, fault := range report.Faults {
		p.complain(fault)
	}
}

// wayJSON is one element of vault ways --json.
type wayJSON struct {
	ID      vault.ID       `json:"id"`
	Type    vault.SlotType `json:"type"`
	Created time.Time      `json:"created"`
	Current bool           `json:"current"` // the vault was opened by it
}

// runWays lists what opens the vault.
func runWays(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		slots, err := s.Vault.Slots(ctx)
		if err != nil {
			return err
		}
		if isSet(ctx, "json") {
			list := make([]wayJSON, len(slots))
			for i, slot := range slots {
				list[i] = wayJSON{slot.ID, slot.Type, slot.Created.Truncate(time.Second), slot.Current}
			}
			return p.printJSON(list)
		}
		for _, slot := range slots {
			p.say("cli.vault.way_"+strings.ReplaceAll(string(slot.Type), "+", "_"), "time", slot.Created.Local().Format(timeLayout))
		}
		state, err := s.Sheets.State(ctx)
		if err != nil {
			return err
		}
		switch {
		case state.Created.IsZero():
			p.complain(p.texts.Text("cli.vault.no_sheet"))
		case state.Proven.IsZero():
			p.complain(p.texts.Text("cli.vault.sheet_unproven"))
		}
		return nil
	})
}

// runSheet makes a new recovery sheet and writes it as PDF. The sheets before it open nothing any more.
func runSheet(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "sheet_file"); err != nil {
		return err
	}
	path := args[0]
	return p.with(ctx, false, func(s *Services) error {
		sheet, err := export.SaveSheet(ctx, s.Sheets, p.texts, path, isSet(ctx, "force"))
		var unwritten *export.FileError
		switch {
		case errors.As(err, &unwritten):
			return newFileError(path, unwritten.Err)
		case sheet == nil:
			return err
		case err != nil:
			p.complain(p.texts.Explain(err))
		}
		name, err := filepath.Abs(path)
		if err != nil {
			name = path
		}
		p.say("cli.vault.sheet_written", "file", name)
		return nil
	})
}

// runProve takes the key of the sheet for proof that it is there.
func runProve(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	name, _ := option(ctx, "key-file")
	key, err := p.readSource(ctx, name)
	if err != nil {
		return err
	}
	defer clear(key)
	return p.with(ctx, false, func(s *Services) error {
		if err := s.Sheets.ProveKey(ctx, string(key)); err != nil {
			return err
		}
		p.say("cli.vault.sheet_proven")
		return nil
	})
}

// runRecover opens the vault with the recovery sheet and makes a way in for this PC: its keyring, or a
// passphrase.
func runRecover(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	if p.access.RecoveryFile == "" {
		return errUsage{p.texts.Text("cli.usage.recovery_file")}
	}
	passphrase, err := p.newPassphrase(ctx)
	if err != nil {
		return err
	}
	defer clear(passphrase)
	return p.with(ctx, false, func(s *Services) error {
		done := "cli.vault.recovered"
		if passphrase != nil {
			done = "cli.vault.recovered_passphrase"
		}
		if err := s.Ways.Adopt(ctx, passphrase); err != nil {
			return err
		}
		p.say(done)
		return nil
	})
}

// newPassphrase reads the vault's new passphrase; nil without one.
func (p *Program) newPassphrase(ctx context.Context) ([]byte, error) {
	return p.passphraseOf(ctx, "new-passphrase-file")
}

// passphraseOf reads the passphrase from the file that an option names; nil without it.
func (p *Program) passphraseOf(ctx context.Context, name string) ([]byte, error) {
	file, given := option(ctx, name)
	if !given {
		return nil, nil
	}
	data, err := p.readSource(ctx, file)
	if err != nil {
		return nil, err
	}
	passphrase := bytes.TrimRight(data, "\r\n")
	if vault.CheckPassphrase(passphrase) != nil {
		clear(data)
		return nil, errUsage{p.texts.Text("cli.usage.passphrase_short", "n", vault.MinPassphrase)}
	}
	return passphrase, nil
}

// runPassphrase sets, changes or removes the vault's passphrase.
func runPassphrase(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	passphrase, err := p.newPassphrase(ctx)
	if err != nil {
		return err
	}
	defer clear(passphrase)
	remove, atStart := isSet(ctx, "remove"), isSet(ctx, "at-start")
	if (passphrase == nil) != remove || remove && atStart {
		return errUsage{p.texts.Text("cli.usage.passphrase_what")}
	}
	done := "cli.vault.passphrase_set"
	return p.with(ctx, false, func(s *Services) error {
		switch {
		case remove:
			err, done = s.Ways.Remove(ctx), "cli.vault.passphrase_removed"
		case atStart:
			err, done = s.Ways.SetStart(ctx, passphrase), "cli.vault.passphrase_at_start"
		default:
			err = s.Ways.SetEmergency(ctx, passphrase)
		}
		if err != nil {
			return err
		}
		p.say(done)
		return nil
	})
}

// runRekey seals everything with new keys.
func runRekey(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		if err := s.Vault.Rekey(ctx); err != nil {
			return err
		}
		p.say("cli.vault.rekeyed")
		return nil
	})
}
