// Package cli is the command line of Kanzleicode: the same services as the window, for scripts, for the
// administrator and for a PC on which no window opens.
//
// Every command is one method of [Program]. What it prints for people comes from the catalogue; what it
// prints with --json is stable and in English. Errors go to the error output and say what to do.
package cli

import (
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/access"
	"kanzleicode/app/archive"
	"kanzleicode/app/authenticator"
	"kanzleicode/app/clock"
	"kanzleicode/app/firm"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/policy"
	"kanzleicode/app/preferences"
	"kanzleicode/app/recovery"
	"kanzleicode/app/repair"
	"kanzleicode/app/vault"
	"kanzleicode/otp/qr"
)

// The exit codes.
const (
	ExitOK      = 0
	ExitFailed  = 1 // it did not work; the message says why
	ExitUsage   = 2 // the command was not understood
	ExitLocked  = 3 // the vault is locked or its key is missing
	ExitNothing = 4 // nothing was found
)

// Vault is what the commands need of an opened vault besides its services.
type Vault interface {
	repair.Vault
	AcceptState(ctx context.Context) error
	Refusal() error
	PinFault() error
	Rekey(ctx context.Context) error
}

// Services are an opened vault with its services.
type Services struct {
	Vault    Vault
	Accounts *authenticator.Service
	Mandates *mandate.Register
	Firm     *firm.Service
	Sheets   *recovery.Service
	Ways     *access.Service
	Settings archive.Settings // where this PC's folder of backups stands
	Close    func() error
}

// Access says which vault to open and how.
type Access struct {
	Folder         string // "" = the usual place
	PassphraseFile string // "" = the keyring
	RecoveryFile   string // file with the key of a recovery sheet, or "-"; "" = none
	Create         bool   // make the vault if there is none
}

// Check is one line of doctor.
type Check struct {
	Name string // "keyring", "display", …
	OK   bool
	Text string // what was found, for people
	Err  error  // why it does not work; explained behind the text
}

// Program is the command line with everything that it reaches the world through.
type Program struct {
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
	Env      func(string) string
	Version  string
	User     string // who is logged in; "" = not known
	Open     func(ctx context.Context, access Access) (*Services, error)
	Clock    func() (*clock.Service, error)                             // how this PC stands with the time
	Doctor   func(ctx context.Context, texts *language.Catalog) []Check // what this PC offers besides the vault
	Policy   policy.Policy                                              // what the firm's IT has laid down
	Faulty   error                                                      // why that cannot be followed: no command works then

	out     *output
	texts   *language.Catalog
	asked   bool // for this language
	access  Access
	display bool
	offered []string

	softwareGL bool
}

// command is one verb.
type command struct {
	run   func(ctx context.Context, p *Program, args []string) error
	flags func(*pflag.FlagSet)
}

// errUsage is a command that was not understood; the text has been chosen already.
type errUsage struct{ text string }

func (e errUsage) Error() string { return e.text }

// errNothing says that nothing was found; the output is complete.
var errNothing = errors.New("nothing found")

// errReported says that the command failed and has told why already.
var errReported = errors.New("reported")

// Run carries out a command line without the program's name and returns the exit code. Without a verb, or with
// nothing but links and files, it returns -1: that is the window's.
func (p *Program) Run(ctx context.Context, args []string) int {
	p.out = &output{w: p.Out}
	p.texts, p.asked = p.speak()
	global := &globals{}
	set := p.globalFlags(global)
	if err := set.Parse(args); err != nil {
		return p.finish(p.usage(err))
	}
	if err := p.adopt(global); err != nil {
		return p.finish(err)
	}
	rest := set.Args()
	offered := pathsOf(rest)
	switch {
	case global.version:
		p.put("Kanzleicode " + p.Version)
		return p.finish(nil)
	case global.help, len(rest) > 0 && rest[0] == "help":
		p.put(strings.TrimSuffix(p.texts.Text("cli.help"), "\n"))
		return p.finish(nil)
	case len(rest) == 0:
		return -1
	case IsLink(rest[0]) && !soundLinks(offered, set.ArgsLenAtDash() == 0):
		return p.finish(errUsage{p.texts.Text("cli.usage.links")})
	case p.display, p.softwareGL && !isOffer(rest):
		return p.finish(errUsage{p.texts.Text("cli.usage.too_many", "argument", named(rest[0]))})
	case isOffer(offered):
		p.offered = offered
		return -1
	}
	if p.Faulty != nil && rest[0] != doctorName {
		return p.finish(p.Faulty)
	}
	return p.finish(p.dispatch(ctx, commands, rest, global))
}

// doctorName is the command that works also where what the firm's IT has laid down cannot be followed.
const doctorName = "doctor"

// speak chooses the language before any option is read; asked is as [Program.Asked].
func (p *Program) speak() (texts *language.Catalog, asked bool) {
	own := p.Env("KANZLEICODE_LANG")
	tag := p.Policy.Language.Of(own, own != "")
	asked = own != "" && tag == own
	if tag == "" || tag == preferences.SystemLanguage {
		tag = language.System(p.Env)
	}
	return catalog(tag), asked
}

// Access is the vault that the options and the environment name, for the window.
func (p *Program) Access() Access { return p.access }

// Display reports whether the window is to come up with the code full screen.
func (p *Program) Display() bool { return p.display }

// SoftwareGL reports whether the window is to be drawn without the graphics card.
func (p *Program) SoftwareGL() bool { return p.softwareGL }

// Offered are the links and files that the window is to offer for import; relative paths begin in the working folder.
func (p *Program) Offered() []string { return p.offered }

// isOffer reports whether arguments are no command, but links and files for the window.
func isOffer(args []string) bool {
	if _, verb := commands[args[0]]; verb {
		return false
	}
	return !slices.ContainsFunc(args, func(arg string) bool {
		info, err := os.Stat(arg)
		return !IsLink(arg) && (err != nil || !info.Mode().IsRegular())
	})
}

// pathsOf has paths in the place of the addresses (file://…) by which desktops on Linux name the files that they hand to a program.
func pathsOf(args []string) []string {
	paths := slices.Clone(args)
	for i, arg := range args {
		if u, err := url.Parse(arg); err == nil && u.Scheme == "file" && (u.Host == "" || u.Host == "localhost") {
			paths[i] = u.Path
		}
	}
	return paths
}

// maxLink bounds a link, in bytes: a QR code holds less than a fifth of it.
const maxLink = 16 << 10

// soundLinks reports whether arguments that begin with a link may be offered: links and, unless they stand behind "--",
// files. Behind "--" stands what the desktop hands over when a link is opened anywhere: a link made by a stranger must not
// bring along the path of a file, on a server of his.
func soundLinks(args []string, handed bool) bool {
	return !slices.ContainsFunc(args, func(arg string) bool {
		return IsLink(arg) && len(arg) > maxLink || !IsLink(arg) && handed
	}) && (handed || isOffer(args))
}

// named is an argument as messages may show it: a link holds a secret.
func named(arg string) string {
	if IsLink(arg) {
		return "otpauth://…"
	}
	return arg
}

// IsLink reports whether an argument is an otpauth link, and so no file.
func IsLink(arg string) bool {
	return strings.HasPrefix(strings.ToLower(arg), "otpauth") && strings.Contains(arg, "://")
}

// Texts is the catalogue in the language that was asked for, for the window.
func (p *Program) Texts() *language.Catalog { return p.texts.Preferring("") }

// Asked reports whether an option or KANZLEICODE_LANG asks for the language of [Program.Texts]; else it is the system's.
func (p *Program) Asked() bool { return p.asked }

// catalog holds a language's texts as the command line tells them: with its own ways out of a problem.
func catalog(tag string) *language.Catalog { return language.New(tag).Preferring("cli.") }

// dispatch finds the verb and reads its options.
func (p *Program) dispatch(ctx context.Context, known map[string]command, args []string, global *globals) error {
	verb, ok := known[args[0]]
	if !ok {
		return errUsage{p.texts.Text("cli.usage.unknown_command", "command", named(args[0]))}
	}
	family := families[args[0]]
	switch {
	case verb.run == nil && len(args) < 2:
		return errUsage{p.texts.Text("cli.usage.command_missing", "command", args[0])}
	case verb.run == nil:
		return p.dispatch(ctx, family, verbFirst(args[1:]), global)
	case len(args) > 1 && family[args[1]].run != nil:
		return p.dispatch(ctx, family, args[1:], global)
	}
	set := p.flagSet(global)
	verb.flags(set)
	if err := set.Parse(args[1:]); err != nil {
		return p.usage(err)
	}
	if err := p.adopt(global); err != nil {
		return err
	}
	if global.help {
		p.put(strings.TrimSuffix(p.texts.Text("cli.help"), "\n"))
		return nil
	}
	return verb.run(withFlags(ctx, set), p, set.Args())
}

// verbFirst moves options that stand before the verb behind it.
func verbFirst(args []string) []string {
	at := slices.IndexFunc(args, func(arg string) bool { return !strings.HasPrefix(arg, "-") })
	if at <= 0 {
		return args
	}
	return slices.Concat(args[at:at+1], args[:at], args[at+1:])
}

// finish tells of an error and gives its exit code.
func (p *Program) finish(err error) int {
	var usage errUsage
	if p.out.err != nil && (err == nil || errors.Is(err, p.out.err)) {
		// Whatever the command did is done: only its answer is missing.
		err = &fileError{name: "-", reason: "output", err: p.out.err}
	}
	switch {
	case err == nil:
		return ExitOK
	case errors.Is(err, errReported):
		return ExitFailed
	case errors.Is(err, errNothing):
		return ExitNothing
	case errors.As(err, &usage):
		p.complain(usage.text)
		p.complain(p.texts.Text("cli.usage.hint"))
		return ExitUsage
	case errors.Is(err, context.Canceled):
		return ExitFailed
	}
	p.complain(p.texts.Explain(err))
	switch {
	case errors.Is(err, vault.ErrLocked):
		return ExitLocked
	case errors.Is(err, vault.ErrNotFound), errors.Is(err, qr.ErrNone),
		errors.Is(err, &authenticator.Error{Reason: authenticator.ReasonNotFound}),
		errors.Is(err, &authenticator.Error{Reason: authenticator.ReasonNoAccounts}),
		errors.Is(err, &mandate.Error{Reason: mandate.ReasonNothing}):
		return ExitNothing
	}
	return ExitFailed
}

// open opens the vault; with create it makes one if there is none. A vault in a state that this PC does
// not know is readable, and said to be so.
func (p *Program) open(ctx context.Context, create bool) (*Services, error) {
	access := p.access
	access.Create = create
	services, err := p.Open(ctx, access)
	if err != nil {
		return nil, err
	}
	if refusal := services.Vault.Refusal(); refusal != nil {
		p.complain(p.texts.Explain(refusal))
	}
	for _, d := range services.Accounts.Damaged() {
		p.complain(p.texts.Text("cli.damaged_account", "id", d.ID))
	}
	return services, nil
}

// with opens the vault, does the work and closes the vault, so that an error in closing is not lost.
func (p *Program) with(ctx context.Context, create bool, work func(*Services) error) error {
	services, err := p.open(ctx, create)
	if err != nil {
		return err
	}
	err = work(services)
	return errors.Join(err, services.Close())
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
