package cli

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"kanzleicode/app/export"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
)

// vaultCommands are the verbs behind "vault".
var vaultCommands = map[string]command{
	"verify":  {runVerify, func(f *pflag.FlagSet) { f.Bool("json", false, "") }},
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
	return p.with(ctx, false, func(s *Services) error {
		report, err := s.Vault.Verify(ctx)
		if err != nil {
			return err
		}
		if isSet(ctx, "json") {
			if err := p.printJSON(reportJSON{report.Changes, report.Records, append([]string{}, report.Faults...)}); err != nil {
				return err
			}
		} else {
			p.say("cli.doctor.vault_ok", "changes", report.Changes, "records", report.Records)
			for _, fault := range report.Faults {
				p.complain(fault)
			}
		}
		if fault := s.Vault.PinFault(); fault != nil {
			p.complain(p.texts.Text("cli.doctor.pin_failed"))
		}
		if len(report.Faults) > 0 {
			p.complain(p.texts.Count("cli.doctor.vault_faults", len(report.Faults)))
			return errReported
		}
		return nil
	})
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
		// Proven first that the file can be written: a sheet that nobody has would take the place of one that
		// somebody has.
		if err := export.ToFile(path, isSet(ctx, "force"), func(io.Writer) error { return nil }); err != nil {
			return newFileError(path, err)
		}
		sheet, err := s.Sheets.Make(ctx)
		if sheet == nil {
			return err
		}
		if fileErr := export.ToFile(path, true, func(w io.Writer) error { return sheet.WritePDF(w, export.RecoveryTexts(p.texts, sheet)) }); fileErr != nil {
			return newFileError(path, fileErr)
		}
		if err != nil {
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
		key, done := vault.SlotKey{SaveSeed: s.Seat.Save}, "cli.vault.recovered"
		if passphrase != nil {
			key, done = vault.SlotKey{Passphrase: passphrase}, "cli.vault.recovered_passphrase"
		}
		if _, err := s.Vault.AddSlot(ctx, key); err != nil {
			return err
		}
		p.say(done)
		return nil
	})
}

// newPassphrase reads the passphrase that --new-passphrase-file names; nil without it.
func (p *Program) newPassphrase(ctx context.Context) ([]byte, error) {
	name, given := option(ctx, "new-passphrase-file")
	if !given {
		return nil, nil
	}
	data, err := p.readSource(ctx, name)
	if err != nil {
		return nil, err
	}
	passphrase := bytes.TrimRight(data, "\r\n")
	if utf8.RuneCount(passphrase) < MinPassphrase {
		clear(data)
		return nil, errUsage{p.texts.Text("cli.usage.passphrase_short", "n", MinPassphrase)}
	}
	return passphrase, nil
}

// MinPassphrase is how many characters a new passphrase has at least: about three words.
const MinPassphrase = 12

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
	return p.with(ctx, false, func(s *Services) error {
		slots, err := s.Vault.Slots(ctx)
		if err != nil {
			return err
		}
		of := func(types ...vault.SlotType) (ids []vault.ID) {
			for _, slot := range slots {
				// Another seat's keyring is not this PC's to take away.
				if slices.Contains(types, slot.Type) && (slot.Current || slot.Type == vault.SlotPassphrase) {
					ids = append(ids, slot.ID)
				}
			}
			return ids
		}
		switch {
		case remove:
			return p.removePassphrase(ctx, s, of)
		case atStart:
			_, err = s.Vault.ReplaceSlot(ctx, vault.SlotKey{Passphrase: passphrase, Seat: s.Seat.Seed}, of(vault.SlotSeat, vault.SlotSeatPassphrase, vault.SlotPassphrase)...)
		default:
			_, err = s.Vault.ReplaceSlot(ctx, vault.SlotKey{Passphrase: passphrase}, of(vault.SlotPassphrase)...)
		}
		if err != nil {
			return err
		}
		if atStart {
			p.say("cli.vault.passphrase_at_start")
		} else {
			p.say("cli.vault.passphrase_set")
		}
		return nil
	})
}

// removePassphrase leaves the keyring alone as this PC's way in.
func (p *Program) removePassphrase(ctx context.Context, s *Services, of func(...vault.SlotType) []vault.ID) error {
	gone := of(vault.SlotPassphrase, vault.SlotSeatPassphrase)
	if len(gone) == 0 {
		return &recovery.Error{Reason: recovery.ReasonNone}
	}
	if len(of(vault.SlotSeat)) > 0 {
		for _, id := range gone {
			if err := s.Vault.RevokeSlot(ctx, id); err != nil {
				return err
			}
		}
	} else if _, err := s.Vault.ReplaceSlot(ctx, vault.SlotKey{SaveSeed: s.Seat.Save}, gone...); err != nil {
		return err
	}
	p.say("cli.vault.passphrase_removed")
	return nil
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
