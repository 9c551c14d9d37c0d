package cli

import (
	"maps"
	"slices"

	"github.com/spf13/pflag"
)

// Verb is a command as [Program.Run] knows it, for what describes the command line.
type Verb struct {
	Name    string
	Options []Option // without those that every command takes; by name
	Verbs   []Verb   // that stand behind it; by name
}

// Option is an option of a command.
type Option struct {
	Name  string // without dashes
	Value bool   // it takes a value
}

// Verbs are all commands, by name.
func Verbs() []Verb {
	verbs := verbsOf(commands)
	for i := range verbs {
		verbs[i].Verbs = verbsOf(families[verbs[i].Name])
	}
	return verbs
}

// GlobalOptions are the options that every command takes, and --display, by name.
func GlobalOptions() []Option {
	p := &Program{}
	return optionsOf(p.globalFlags(&globals{}))
}

func verbsOf(known map[string]command) []Verb {
	var verbs []Verb
	for _, name := range slices.Sorted(maps.Keys(known)) {
		set := pflag.NewFlagSet(name, pflag.ContinueOnError)
		if flags := known[name].flags; flags != nil {
			flags(set)
		}
		verbs = append(verbs, Verb{Name: name, Options: optionsOf(set)})
	}
	return verbs
}

func optionsOf(set *pflag.FlagSet) []Option {
	var options []Option
	set.VisitAll(func(f *pflag.Flag) {
		options = append(options, Option{Name: f.Name, Value: f.Value.Type() != "bool"})
	})
	return options
}
