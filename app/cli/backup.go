package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/archive"
	"kanzleicode/app/export"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
)

// backupCommands are the verbs behind "backup".
var backupCommands = map[string]command{
	"create": {runBackup, func(f *pflag.FlagSet) {
		f.Bool("json", false, "")
		f.Bool("force", false, "")
		f.String("backup-passphrase-file", "", "")
	}},
	"verify":  {runVerifyBackup, backupKeys},
	"restore": {runRestore, func(f *pflag.FlagSet) { backupKeys(f); f.Bool("apply", false, ""); f.Bool("replace", false, "") }},
}

func backupKeys(f *pflag.FlagSet) {
	f.Bool("json", false, "")
	f.String("key-file", "", "")
	f.String("backup-passphrase-file", "", "")
}

func (p *Program) firm(s *Services) *export.Firm {
	return &export.Firm{Texts: p.texts, Vault: s.Vault, Accounts: s.Accounts, Mandates: s.Mandates}
}

// keeper looks into backups and brings back what they hold. The command line names its files and needs no
// folder.
func (p *Program) keeper(s *Services) *archive.Service { return archive.New(p.firm(s), nil, p.Now) }

// backupJSON is what backup create and verify say with --json.
type backupJSON struct {
	File    string    `json:"file"`
	Vault   vault.ID  `json:"vault"`
	Taken   time.Time `json:"taken"`
	Rev     uint64    `json:"rev"`
	Records int       `json:"records"`
	Changes int       `json:"changes"`
}

func (p *Program) printBackup(ctx context.Context, key, file string, s *archive.Snapshot) error {
	if isSet(ctx, "json") {
		return p.printJSON(backupJSON{file, s.Vault, s.Taken, s.Head.Rev, len(s.Records), len(s.History)})
	}
	for _, d := range s.Damaged {
		p.warn("cli.backup.damaged", "id", d.ID)
	}
	p.say(key, "file", file, "time", s.Taken.Local().Format(timeLayout), "records", len(s.Records), "changes", len(s.History))
	return nil
}

// runBackup writes a backup into a file, or under a name of its own into a folder.
func runBackup(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "backup_file"); err != nil {
		return err
	}
	passphrase, err := p.backupPassphrase(ctx)
	if err != nil {
		return err
	}
	defer clear(passphrase)
	return p.with(ctx, false, func(s *Services) error {
		path := args[0]
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, archive.NameAt(p.Now()))
		}
		if _, err := os.Lstat(path); err == nil && !isSet(ctx, "force") {
			return newFileError(path, os.ErrExist)
		}
		snapshot, err := p.firm(s).Backup(ctx, path, passphrase, false)
		if err != nil {
			return err
		}
		return p.printBackup(ctx, "cli.backup.created", path, snapshot)
	})
}

// backupPassphrase reads a backup's own passphrase; nil without one.
func (p *Program) backupPassphrase(ctx context.Context) ([]byte, error) {
	return p.passphraseOf(ctx, "backup-passphrase-file")
}

// readBackup opens a backup with the keys that the options name, else with this seat's.
func (p *Program) readBackup(ctx context.Context, keeper *archive.Service, path string) (*archive.Opened, error) {
	passphrase, err := p.backupPassphrase(ctx)
	if err != nil {
		return nil, err
	}
	defer clear(passphrase)
	key := archive.Key{Passphrase: passphrase}
	if name, given := option(ctx, "key-file"); given {
		raw, err := p.readSource(ctx, name)
		if err != nil {
			return nil, err
		}
		defer clear(raw)
		if key.Sheet, err = recovery.Parse(string(raw)); err != nil {
			return nil, err
		}
	}
	opened, err := keeper.Open(ctx, path, key)
	var unread *os.PathError
	if errors.As(err, &unread) {
		return nil, newFileError(path, err)
	}
	return opened, err
}

// runVerifyBackup reads a backup to its end and proves everything in it.
func runVerifyBackup(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "backup_file"); err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		opened, err := p.readBackup(ctx, p.keeper(s), args[0])
		if err != nil {
			return err
		}
		return p.printBackup(ctx, "cli.backup.verified", args[0], opened.Snapshot)
	})
}

// planJSON is what backup restore says with --json.
type planJSON struct {
	Missing   int  `json:"missing"`   // added, or would be
	Different int  `json:"different"` // replaced with --replace
	Equal     int  `json:"equal"`
	Newer     int  `json:"newer"`   // in the vault only: stay
	Applied   bool `json:"applied"` // false: nothing was changed
}

// runRestore says what restoring would do, and does it with --apply, after a backup of what is there.
func runRestore(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "backup_file"); err != nil {
		return err
	}
	apply, replace := isSet(ctx, "apply"), isSet(ctx, "replace")
	return p.with(ctx, apply, func(s *Services) error {
		keeper := p.keeper(s)
		opened, err := p.readBackup(ctx, keeper, args[0])
		if err != nil {
			return err
		}
		plan, err := keeper.Plan(ctx, opened)
		if err != nil {
			return err
		}
		if !isSet(ctx, "json") {
			p.say("cli.backup.plan", "time", plan.Taken().Local().Format(timeLayout), "missing", len(plan.Missing),
				"different", len(plan.Different), "equal", plan.Equal, "newer", len(plan.Newer))
			for _, item := range plan.Different {
				if item.Label != "" {
					p.say("cli.backup.different", "name", item.Label)
				}
			}
		}
		if apply {
			apply, err = p.restore(ctx, keeper, plan, replace)
			if err != nil {
				return err
			}
		}
		if isSet(ctx, "json") {
			return p.printJSON(planJSON{len(plan.Missing), len(plan.Different), plan.Equal, len(plan.Newer), apply})
		}
		if !apply {
			p.say("cli.backup.nothing_changed")
		}
		return nil
	})
}

// restore brings back what the plan says. It reports whether there was anything to do.
func (p *Program) restore(ctx context.Context, keeper *archive.Service, plan *archive.Plan, replace bool) (bool, error) {
	done, err := keeper.Restore(ctx, plan, replace)
	if archive.NothingToDo(err) {
		return false, nil
	}
	if !isSet(ctx, "json") {
		if done.Safety != "" {
			p.say("cli.backup.safety", "file", done.Safety)
		}
		if err == nil {
			p.put(p.texts.Count("cli.backup.restored", done.Records))
		}
	}
	return err == nil, err
}
