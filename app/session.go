package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"kanzleicode/app/access"
	"kanzleicode/app/authenticator"
	"kanzleicode/app/cli"
	"kanzleicode/app/firm"
	"kanzleicode/app/mandate"
	"kanzleicode/app/platform/files"
	"kanzleicode/app/platform/folders"
	"kanzleicode/app/platform/keyring"
	"kanzleicode/app/platform/policyfile"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/policy"
	"kanzleicode/app/preferences"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

// system is this PC as the services need it.
type system struct {
	keyring   *keyring.Keyring
	now       func() time.Time
	kdf       *vault.Argon2id // cost of new passphrases; nil = calibrated on this PC
	input     io.Reader
	documents fs.FS // the manual's; nil in tests that show none

	place   policyfile.Place   // where the firm's IT lays things down
	policy  policy.Policy      // and what it has laid down
	faulty  error              // why that cannot be followed; then nothing works but to say so
	wishes  *preferences.Store // how the window is wanted on this PC; nil without one
	display bool               // the window comes up with the code full screen
	quit    bool               // the window that is open is to end
	mesa    bool               // it is to be drawn without the graphics card
	offered []string           // links and files that it offers for import
	door    *entrance          // where further starts of this person come in; nil before the window
}

func newSystem() *system {
	return &system{keyring: keyring.New(), now: time.Now, input: os.Stdin, place: policyfile.System()}
}

// session is an opened vault with its services.
type session struct {
	vault    *vault.Vault
	folder   string
	usual    bool   // folder is where a start that names none finds it
	state    string // folder of what this PC remembers beside the vault
	accounts *authenticator.Service
	mandates *mandate.Register
	firm     *firm.Service
	sheets   *recovery.Service
	ways     *access.Service
}

// backups are where this PC's folder of backups stands.
func (s *session) backups() statefile.Folder { return statefile.In(s.state, ".backup.json") }

// ways are what a person brings to open a vault; the keyring is there besides.
type ways struct {
	passphrase []byte // nil = none
	recovery   recovery.Identity
}

// open is what the command line asks for.
func (s *system) open(ctx context.Context, access cli.Access) (*cli.Services, error) {
	passphrase, err := readPassphrase(ctx, access.PassphraseFile)
	if err != nil {
		return nil, err
	}
	defer clear(passphrase)
	identity, err := s.readIdentity(ctx, access.RecoveryFile)
	if err != nil {
		return nil, err
	}
	opened, err := s.unlock(ctx, access.Folder, ways{passphrase, identity}, access.Create)
	if err != nil {
		return nil, err
	}
	return &cli.Services{
		Vault: opened.vault, Accounts: opened.accounts, Mandates: opened.mandates, Firm: opened.firm, Sheets: opened.sheets,
		Ways: opened.ways, Settings: opened.backups(), Close: opened.vault.Close,
	}, nil
}

// unlock opens the vault in folder ("" = the usual place) and, with create, makes it if there is none.
func (s *system) unlock(ctx context.Context, folder string, by ways, create bool) (*session, error) {
	folder, state, err := s.located(folder)
	if err != nil {
		return nil, err
	}
	usual, _, err := s.located("")
	if err != nil {
		return nil, err
	}
	options := vault.Options{
		Now: s.now, Host: hostName(), OSUser: userName(), KDF: s.kdf,
		Pins: statefile.In(state, ".pin.json"), Unique: uniques(),
	}
	place := sqlite.At(folder)
	store, err := place.Open(ctx)
	if create && isReason(err, "foreign_folder") {
		return nil, &vault.Error{Reason: "foreign_folder", Args: map[string]any{"folder": folder}} // refused, not only missing
	}
	if create && errors.Is(err, vault.ErrNotFound) {
		if err = s.create(ctx, place, by.passphrase, options); err == nil || isReason(err, "exists") { // another process may have made it this moment
			store, err = place.Open(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	opened, err := vault.Open(ctx, store, vault.Unlock{Seed: s.seed, Passphrase: by.passphrase, Recovery: by.recovery.Reveal()}, options)
	if err != nil {
		s.noteAttempts(ctx, store, state, err)
		return nil, errors.Join(err, store.Close())
	}
	// A vault that may only be read opens all the same: the tries are told when it can be written again.
	_ = s.attemptsOf(state, opened.ID()).Report(ctx, opened)
	accounts, house := authenticator.New(opened), firm.NewService(opened, s.policy.Firm())
	accounts.Forbid(s.policy.Forbidden()...)
	accounts.CentralBy(func(ctx context.Context) (vault.ID, error) {
		data, err := house.Load(ctx)
		return data.Reference.Account, err
	})
	if err := accounts.Load(ctx); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return &session{vault: opened, folder: folder, usual: folder == usual, state: state, accounts: accounts, mandates: mandate.NewRegister(opened), firm: house, sheets: recovery.NewService(opened), ways: access.New(opened, s.seatOf())}, nil
}

// located is a vault's folder ("" = the one that the firm's IT has laid down, or else the usual place), and the one of
// what this PC remembers beside it. Another folder than the one that is locked is refused.
func (s *system) located(folder string) (vault, state string, err error) {
	usual, err := folders.System()
	if err != nil {
		return "", "", err
	}
	laid, err := s.laidFolder()
	if err != nil {
		return "", "", err
	}
	if folder == "" {
		folder = firstOf(laid, usual.Vault)
	}
	vault, err = filepath.Abs(folder)
	if err == nil && s.policy.VaultFolder.Locked && vault != laid {
		err = &lockedFolderError{laid}
	}
	return vault, usual.State, err
}

// lockedFolderError: another vault was asked for than the one that the firm's IT has laid down.
type lockedFolderError struct{ folder string }

func (e *lockedFolderError) Error() string            { return "app: the vault's folder is locked" }
func (e *lockedFolderError) TextKey() string          { return "problem.policy.locked_folder" }
func (e *lockedFolderError) TextArgs() map[string]any { return map[string]any{"folder": e.folder} }

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// uniques tells the vault what is unique of its records.
func uniques() map[vault.Kind]func([]byte) (string, error) {
	return map[vault.Kind]func([]byte) (string, error){
		vault.KindAccount: authenticator.Unique, vault.KindMandate: mandate.Unique, vault.KindSetting: vault.SettingName,
	}
}

// isReason reports whether the vault gave this reason.
func isReason(err error, reason string) bool {
	var problem *vault.Error
	return errors.As(err, &problem) && problem.Reason == reason
}

// errNoKeyring: a vault was to be made with the keyring, and this PC or session has none.
var errNoKeyring = errors.New("app: no keyring for a new vault")

// create makes the vault with this PC's keyring, or with a passphrase if there is one.
func (s *system) create(ctx context.Context, place vault.Place, passphrase []byte, options vault.Options) error {
	if passphrase != nil {
		_, err := vault.Create(ctx, place, vault.SlotKey{Passphrase: passphrase}, options)
		return err
	}
	var saved string
	_, err := vault.Create(ctx, place, vault.SlotKey{SaveSeed: func(ctx context.Context, id vault.ID, seed vault.Seed) error {
		err := s.save(ctx, entryName(id), seed)
		if errors.Is(err, keyring.ErrUnavailable) {
			return errors.Join(errNoKeyring, err)
		}
		if err == nil {
			saved = entryName(id)
		}
		return err
	}}, options)
	if err != nil && saved != "" {
		// The vault was not made: its seed, which nobody else knows of, is of no use.
		return errors.Join(err, s.keyring.Delete(context.WithoutCancel(ctx), saved))
	}
	return err
}

// save keeps a seed in the keyring under a name that is free, and proves that it can be read back.
func (s *system) save(ctx context.Context, name string, seed vault.Seed) error {
	raw := seed.Bytes()
	defer clear(raw)
	kept, err := keyring.NewSeed(raw)
	if err != nil {
		return err
	}
	defer kept.Clear()
	return s.keyring.Create(ctx, name, kept)
}

// entryName is the keyring's name for this seat's seed of a vault.
func entryName(id vault.ID) string { return "seat-" + id.String() }

// seed fetches this seat's seed.
func (s *system) seed(ctx context.Context, id vault.ID) (vault.Seed, error) {
	kept, err := s.keyring.Get(ctx, entryName(id))
	if err != nil {
		return vault.Seed{}, err
	}
	defer kept.Clear()
	raw := kept.Bytes()
	defer clear(raw)
	return vault.SeedFrom(raw)
}

// maxPassphrase bounds a passphrase file; a longer one is some other file.
const maxPassphrase = 4096

// passphraseFileError is a passphrase file that cannot be used: the vault stays locked.
type passphraseFileError struct {
	file, reason string
	err          error
}

func (e *passphraseFileError) Error() string            { return "app: passphrase file: " + e.reason }
func (e *passphraseFileError) Unwrap() []error          { return []error{vault.ErrLocked, e.err} }
func (e *passphraseFileError) TextKey() string          { return "problem.passphrase_file." + e.reason }
func (e *passphraseFileError) TextArgs() map[string]any { return map[string]any{"file": e.file} }

// readPassphrase reads a file's content without the line break at its end; nil for no file.
func readPassphrase(ctx context.Context, file string) ([]byte, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := files.Read(ctx, file, maxPassphrase+1)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &passphraseFileError{file, "unreadable", err}
	case len(raw) > maxPassphrase:
		return nil, &passphraseFileError{file, "too_long", errors.New("too long")}
	}
	passphrase := bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
	if len(passphrase) == 0 {
		return nil, &passphraseFileError{file, "empty", errors.New("empty")}
	}
	return passphrase, nil
}

// hostName is this PC's name for the history; without one the history shows the slot.
func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return name
}

// userName is who is logged in, for the history.
func userName() string {
	who, err := user.Current()
	if err != nil {
		return ""
	}
	return who.Username
}
