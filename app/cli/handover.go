package cli

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/export"
	"kanzleicode/app/vault"
)

// accountCommands are the verbs behind "accounts"; without one the accounts are listed.
var accountCommands = map[string]command{
	"settle": {runSettle, func(*pflag.FlagSet) {}},
	"revert": {runRevert, func(*pflag.FlagSet) {}},
	"export": {runHandOver, func(f *pflag.FlagSet) {
		f.Bool("json", false, "")
		f.Bool("all", false, "")
		f.Bool("force", false, "")
		f.Bool("unencrypted", false, "")
		f.String("format", "", "")
		f.StringArray("account", nil, "")
		f.String("export-passphrase-file", "", "")
	}},
}

// runHandOver writes accounts with their secrets into a file, or pictures, for another program.
func runHandOver(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, 1, "accounts_file"); err != nil {
		return err
	}
	order, err := p.handoverOrder(ctx, args[0])
	if err != nil {
		return err
	}
	if order.Form.Encrypted() {
		if order.Passphrase, err = p.exportPassphrase(ctx); err != nil {
			return err
		}
		defer clear(order.Passphrase)
	}
	return p.with(ctx, false, func(s *Services) error {
		if order.Accounts, err = p.chosenAccounts(ctx, s.Accounts); err != nil {
			return err
		}
		parcel, err := s.Accounts.Pack(ctx, order)
		if parcel != nil {
			for _, r := range parcel.Refused {
				p.warn("cli.accounts.refused", "name", r.Account.Name, "text", p.texts.Explain(r.Problem))
			}
		}
		if err != nil {
			return err
		}
		if err := p.deliver(ctx, parcel, args[0]); err != nil {
			return err
		}
		if len(parcel.Refused) > 0 {
			return errReported // what was asked for is not complete
		}
		return nil
	})
}

// handoverOrder reads what is to be handed over how. A file that anyone can read is written only for those
// who say that they know.
func (p *Program) handoverOrder(ctx context.Context, path string) (authenticator.Order, error) {
	form, err := p.handoverForm(ctx, path)
	order := authenticator.Order{Form: form}
	_, locked := option(ctx, "export-passphrase-file")
	named := flagsOf(ctx).Changed("account")
	switch {
	case err != nil:
	case named && isSet(ctx, "all"):
		err = errUsage{p.texts.Text("cli.usage.accounts_which")}
	case form.Encrypted() && !locked:
		err = errUsage{p.texts.Text("cli.usage.accounts_passphrase")}
	case !form.Encrypted() && locked:
		err = errUsage{p.texts.Text("cli.usage.accounts_no_passphrase")}
	case !form.Encrypted() && !isSet(ctx, "unencrypted"):
		err = errUsage{p.texts.Text("cli.usage.accounts_unencrypted")}
	case path == "-" && isTerminal(p.Out):
		err = errUsage{p.texts.Text("cli.usage.accounts_terminal")}
	}
	return order, err
}

// handoverForm goes by --format or else by the file's ending.
func (p *Program) handoverForm(ctx context.Context, path string) (authenticator.Form, error) {
	format, given := option(ctx, "format")
	if !given {
		format = strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
		for ending, form := range map[string]authenticator.Form{
			"json": authenticator.FormAegis, "txt": authenticator.FormLinks, "png": authenticator.FormQR,
		} {
			if format == ending {
				return form, nil
			}
		}
	}
	for _, form := range authenticator.Forms() {
		if given && strings.EqualFold(format, string(form)) {
			return form, nil
		}
	}
	return "", errUsage{p.texts.Text("cli.usage.accounts_format", "format", format)}
}

// isTerminal reports whether a stream is a screen or a keyboard, or another device.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// chosenAccounts are those that --account or --all name; the only one there is needs no naming.
func (p *Program) chosenAccounts(ctx context.Context, accounts *authenticator.Service) ([]vault.ID, error) {
	all := accounts.Accounts()
	names, err := flagsOf(ctx).GetStringArray("account")
	if err != nil {
		return nil, err
	}
	var chosen []vault.ID
	switch {
	case len(names) > 0:
		for _, name := range names {
			account, err := accounts.Find(name)
			if err != nil {
				return nil, err
			}
			chosen = append(chosen, account.ID)
		}
	case len(all) > 1 && !isSet(ctx, "all"):
		return nil, errUsage{p.texts.Text("cli.usage.accounts_which")}
	default:
		for _, account := range all {
			chosen = append(chosen, account.ID)
		}
	}
	return chosen, nil
}

// deliver writes a parcel to where it is to go, and says what lies there now.
func (p *Program) deliver(ctx context.Context, parcel *authenticator.Parcel, path string) error {
	if path == "-" {
		return p.deliverToOutput(ctx, parcel)
	}
	paths := numbered(path, parcel.Pictures)
	for _, path := range paths { // before anything is noted
		if info, err := os.Stat(path); err == nil && (info.IsDir() || !isSet(ctx, "force")) {
			return newFileError(path, fs.ErrExist)
		}
	}
	if err := p.writeParcel(ctx, parcel, paths); err != nil {
		return err
	}
	if isSet(ctx, "json") {
		if err := p.printAccounts(parcel.Accounts); err != nil {
			return err
		}
	} else {
		for _, path := range paths {
			p.say("cli.accounts.file", "file", path)
		}
		p.put(p.texts.Count("cli.accounts.exported", len(parcel.Accounts)))
	}
	if !parcel.Form.Encrypted() {
		p.warn("cli.accounts.exported_open")
	}
	return nil
}

func (p *Program) deliverToOutput(ctx context.Context, parcel *authenticator.Parcel) error {
	if parcel.Pictures > 1 {
		return errUsage{p.texts.Text("cli.usage.accounts_pictures", "n", parcel.Pictures)}
	}
	contents, err := parcel.Open(ctx)
	if err != nil {
		return err
	}
	defer clear(contents.File)
	if err := writeContents(p.out, contents, 0); err != nil {
		return err
	}
	if !parcel.Form.Encrypted() {
		p.warn("cli.accounts.exported_open")
	}
	return nil
}

// printAccounts prints accounts as a JSON array.
func (p *Program) printAccounts(accounts []authenticator.Account) error {
	list := make([]accountJSON, len(accounts))
	for i, a := range accounts {
		list[i] = accountJSON{a.ID, a.Name, a.Issuer, a.User, string(a.Algorithm), a.Digits, int(a.Period / time.Second), a.Created.UTC().Truncate(time.Second), moment(a.Renewed), a.Unsettled}
	}
	return p.printJSON(list)
}

// numbered are the files of so many pictures: "phone.png", or "phone-1.png", "phone-2.png" if there are
// several.
func numbered(path string, pictures int) []string {
	if pictures < 2 {
		return []string{path}
	}
	ending := filepath.Ext(path)
	paths := make([]string, pictures)
	for i := range paths {
		paths[i] = fmt.Sprintf("%s-%0*d%s", strings.TrimSuffix(path, ending), len(fmt.Sprint(pictures)), i+1, ending)
	}
	return paths
}

// writeParcel opens a parcel once there is a file to write into, and writes all of its files or none.
func (p *Program) writeParcel(ctx context.Context, parcel *authenticator.Parcel, paths []string) error {
	var contents authenticator.Contents
	var refusal error // of the vault, which is no fault of the file's
	defer func() { clear(contents.File) }()
	for i, path := range paths {
		err := export.ToFile(path, isSet(ctx, "force"), func(w io.Writer) error {
			if i == 0 {
				if contents, refusal = parcel.Open(ctx); refusal != nil {
					return refusal
				}
			}
			return writeContents(w, contents, i)
		})
		if err == nil {
			continue
		}
		if refusal != nil {
			return refusal
		}
		err = newFileError(path, err)
		for _, written := range paths[:i] {
			err = errors.Join(err, os.Remove(written))
		}
		return err
	}
	return nil
}

// pictureSide is how many pixels wide a picture is at most: room for the largest code at 4 pixels a module.
const pictureSide = 760

func writeContents(w io.Writer, contents authenticator.Contents, picture int) error {
	if len(contents.Pictures) > 0 {
		return png.Encode(w, contents.Pictures[picture].Image(pictureSide))
	}
	_, err := w.Write(contents.File)
	return err
}
