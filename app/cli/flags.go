package cli

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/language"
	"kanzleicode/otp"
)

// globals are the options that every command takes.
type globals struct {
	vault, passphraseFile, recoveryFile, lang string
	help, version                             bool
}

func (p *Program) flagSet(g *globals) *pflag.FlagSet {
	set := pflag.NewFlagSet("kanzleicode", pflag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	set.StringVar(&g.vault, "vault", g.vault, "")
	set.StringVar(&g.passphraseFile, "passphrase-file", g.passphraseFile, "")
	set.StringVar(&g.recoveryFile, "recovery-file", g.recoveryFile, "")
	set.StringVar(&g.lang, "lang", g.lang, "")
	set.BoolVarP(&g.help, "help", "h", g.help, "")
	set.BoolVar(&g.version, "version", g.version, "")
	return set
}

// globalFlags are the options that stand before the verb.
func (p *Program) globalFlags(g *globals) *pflag.FlagSet {
	set := p.flagSet(g)
	set.BoolVar(&p.display, "display", false, "") // the window's own, as the next one
	set.BoolVar(&p.softwareGL, "software-gl", false, "")
	set.SetInterspersed(false)
	return set
}

// adopt takes over the global options; the environment stands behind them.
func (p *Program) adopt(g *globals) error {
	switch g.lang {
	case "":
	case language.German, language.English:
		if p.Policy.Language.Locked && g.lang != p.texts.Tag() {
			return errUsage{p.texts.Text("cli.usage.language_locked")}
		}
		p.texts, p.asked = catalog(g.lang), true
	default:
		return errUsage{p.texts.Text("cli.usage.language", "value", g.lang)}
	}
	p.access.Folder = firstOf(g.vault, p.Env("KANZLEICODE_VAULT"))
	p.access.PassphraseFile = firstOf(g.passphraseFile, p.Env("KANZLEICODE_PASSPHRASE_FILE"))
	p.access.RecoveryFile = g.recoveryFile
	return nil
}

// usage puts the flag library's errors into words.
func (p *Program) usage(err error) error {
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return errUsage{p.texts.Text("cli.help")}
	case errors.As(err, &unknown):
		return errUsage{p.texts.Text("cli.usage.unknown_option", "option", dashed(unknown.GetSpecifiedName()))}
	case errors.As(err, &missing):
		return errUsage{p.texts.Text("cli.usage.value_missing", "option", dashed(missing.GetSpecifiedName()))}
	case errors.As(err, &invalid):
		return errUsage{p.texts.Text("cli.usage.value_invalid", "option", dashed(invalid.GetFlag().Name), "value", invalid.GetValue())}
	}
	return errUsage{p.texts.Text("cli.usage.not_understood")}
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

type flagsKey struct{}

// withFlags carries the parsed options to the command.
func withFlags(ctx context.Context, set *pflag.FlagSet) context.Context {
	return context.WithValue(ctx, flagsKey{}, set)
}

func flagsOf(ctx context.Context) *pflag.FlagSet { return ctx.Value(flagsKey{}).(*pflag.FlagSet) }

// isSet reports whether a boolean option was given.
func isSet(ctx context.Context, name string) bool {
	on, err := flagsOf(ctx).GetBool(name)
	return err == nil && on
}

// option is a text option's value; given is false if it was left out.
func option(ctx context.Context, name string) (value string, given bool) {
	set := flagsOf(ctx)
	value, err := set.GetString(name)
	return value, err == nil && set.Changed(name)
}

// families are the verbs that have verbs of their own behind them.
var families = map[string]map[string]command{
	"accounts": accountCommands, "mandates": mandateCommands, "submissions": submissionCommands, "firm": firmCommands,
	"vault": vaultCommands, "backup": backupCommands, "clock": clockCommands,
}

// number is the value of an option for numbers.
func number(ctx context.Context, name string) int {
	n, err := flagsOf(ctx).GetInt(name)
	if err != nil {
		return 0 // the command has no such option
	}
	return n
}

// commands are the verbs. One that cannot be run by itself needs a verb of its family.
var commands = map[string]command{
	"scan": {runScan, func(f *pflag.FlagSet) { f.Bool("json", false, "") }},
	"import": {runImport, func(f *pflag.FlagSet) {
		f.String("name", "", "")
		f.Bool("renew", false, "")
		f.String("export-passphrase-file", "", "")
		f.String("key-file", "", "")
		f.String("issuer", "", "")
		f.String("account", "", "")
		f.String("algorithm", string(otp.SHA1), "")
		f.Int("digits", otp.DefaultDigits, "")
		f.Int("period", int(otp.DefaultPeriod/time.Second), "")
	}},
	"accounts": {runAccounts, func(f *pflag.FlagSet) { f.Bool("json", false, "") }},
	"code": {runCode, func(f *pflag.FlagSet) {
		f.Bool("next", false, "")
		f.Bool("previous", false, "")
		f.Bool("watch", false, "")
		f.Bool("json", false, "")
	}},
	"mandates":    {nil, nil},
	"submissions": {nil, nil},
	"firm":        {nil, nil},
	"vault":       {nil, nil},
	"backup":      {nil, nil},
	"history": {runHistory, func(f *pflag.FlagSet) {
		f.String("search", "", "")
		f.String("since", "", "")
		f.String("kind", "", "")
		f.String("csv", "", "")
		f.Bool("force", false, "")
		f.Bool("json", false, "")
	}},
	"clock": {runClock, func(f *pflag.FlagSet) {
		f.Bool("check", false, "")
		f.String("server", "", "")
		f.Bool("json", false, "")
	}},
	"doctor": {runDoctor, func(f *pflag.FlagSet) {
		f.Bool("json", false, "")
		f.Bool("accept-state", false, "")
		f.Bool("clock", false, "")
	}},
}

// arguments checks the number of arguments; name is what they are, for the message.
func (p *Program) arguments(args []string, least, most int, key string) error {
	if len(args) < least {
		return errUsage{p.texts.Text("cli.usage.missing." + key)}
	}
	if most >= 0 && len(args) > most {
		return errUsage{p.texts.Text("cli.usage.too_many", "argument", named(args[most]))}
	}
	return nil
}
