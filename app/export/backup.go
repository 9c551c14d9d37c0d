package export

import (
	"bytes"
	"context"

	"filippo.io/age"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
)

// Firm is everything that a backup is made of, and restored into.
type Firm struct {
	Texts    *language.Catalog
	Vault    FirmVault
	Accounts *authenticator.Service
	Mandates *mandate.Register
}

// FirmVault is what a backup needs of an opened vault.
type FirmVault interface {
	backup.Vault
	backup.Target
	Slots(ctx context.Context) ([]vault.SlotInfo, error)
	BackupIdentity() (*age.X25519Identity, error)
}

// Services describe the records of a backup.
func Services() map[vault.Kind]backup.Service {
	return map[vault.Kind]backup.Service{
		vault.KindAccount: {Unique: authenticator.Unique, Label: authenticator.Label, Known: authenticator.Known},
		vault.KindMandate: {Unique: mandate.Unique, Label: mandate.Label, Known: mandate.Known},
		vault.KindSetting: {Unique: vault.SettingName},
	}
}

// Backup writes a backup to a path, for the recovery sheet and this seat, or with a passphrase (nil = none)
// for that alone. It is read back and compared before it has its name. Without a sheet and without a
// passphrase nobody but this PC could open it: that is [backup.ReasonNoKey], unless here asks for just that.
func (f *Firm) Backup(ctx context.Context, path string, passphrase []byte, here bool) (*backup.Snapshot, error) {
	own, err := f.Vault.BackupIdentity()
	if err != nil {
		return nil, err
	}
	var reader age.Identity = own
	to := []age.Recipient{own.Recipient()}
	switch sheet, err := f.sheet(ctx); {
	case err != nil:
		return nil, err
	case passphrase != nil:
		if reader, to, err = byPassphrase(passphrase); err != nil {
			return nil, err
		}
	case sheet != nil:
		to = append(to, sheet)
	case !here:
		return nil, &backup.Error{Reason: backup.ReasonNoKey}
	}
	snapshot, err := backup.Take(ctx, f.Vault)
	if err != nil {
		return nil, err
	}
	files, err := f.files(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	return snapshot, backup.SaveAs(ctx, path, snapshot, files, reader, to...)
}

// sheet is the public half of the newest recovery sheet; nil if there is none.
func (f *Firm) sheet(ctx context.Context) (*age.X25519Recipient, error) {
	slots, err := f.Vault.Slots(ctx)
	if err != nil {
		return nil, err
	}
	var newest *age.X25519Recipient
	for _, slot := range slots { // oldest first
		if slot.Type != vault.SlotRecovery {
			continue
		}
		if newest, err = age.ParseX25519Recipient(slot.Recipient); err != nil {
			return nil, &vault.Error{Reason: "damaged_keys", Err: err}
		}
	}
	return newest, nil
}

func byPassphrase(passphrase []byte) (age.Identity, []age.Recipient, error) {
	to, err := age.NewScryptRecipient(string(passphrase))
	if err != nil {
		return nil, nil, err
	}
	reader, err := age.NewScryptIdentity(string(passphrase))
	return reader, []age.Recipient{to}, err
}

// files are what people can read of a backup without Kanzleicode.
func (f *Firm) files(ctx context.Context, s *backup.Snapshot) ([]backup.File, error) {
	list, _, err := f.Mandates.List(ctx) // damaged ones are named in vault.json
	if err != nil {
		return nil, err
	}
	var mandates bytes.Buffer
	if err := Write(&mandates, f.Texts, Form{CSV: true, Full: true}, list, s.Taken); err != nil {
		return nil, err
	}
	if err := f.Accounts.Load(ctx); err != nil {
		return nil, err
	}
	readme := f.Texts.Text("backup.readme", "vault", s.Vault, "time", s.Taken.Local().Format(f.Texts.Text("date.day")+" 15:04"),
		"accounts", len(f.Accounts.Accounts()), "mandates", len(list))
	return []backup.File{
		{Name: "LIESMICH.txt", Data: []byte(readme)}, {Name: "mandates.csv", Data: mandates.Bytes()}, {Name: "otpauth.txt", Data: f.Accounts.Links()},
	}, nil
}

// maxWorkFactor bounds what opening a backup by a passphrase may cost, as the logarithm of scrypt's N: 1 GiB and
// some seconds, four times what age itself writes.
const maxWorkFactor = 20

// Keys are the ways to open a backup; without any it is this seat's own key.
func (f *Firm) Keys(identity recovery.Identity, passphrase []byte) ([]age.Identity, error) {
	if passphrase != nil {
		key, err := age.NewScryptIdentity(string(passphrase))
		if err != nil {
			return nil, err
		}
		key.SetMaxWorkFactor(maxWorkFactor)
		return []age.Identity{key}, nil
	}
	if identity.Reveal() != "" {
		key, err := age.ParseX25519Identity(identity.Reveal())
		if err != nil {
			return nil, &recovery.Error{Reason: recovery.ReasonMistyped}
		}
		return []age.Identity{key}, nil
	}
	own, err := f.Vault.BackupIdentity()
	return []age.Identity{own}, err
}
