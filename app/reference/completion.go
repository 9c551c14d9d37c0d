package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kanzleicode/app/cli"
)

// place is what can be typed at one place of the command line.
type place struct {
	path    string   // the verbs before it: "", "mandates", "mandates list"
	verbs   []string // that can come next
	options []option
}

// option is an option with what its value can be.
type option struct {
	name  string
	value value
	words []string // to choose from, for [choice]
}

type value int

const (
	none   value = iota // it takes no value
	free                // anything, which a shell does not know
	choice              // one of some words
	file
	folder
)

// places are all places of the command line; the English help says what the values of options are. Options that it
// does not tell of are there to be refused with a reason, and not offered.
func places(h help) []place {
	global := place{options: valued(h, "", cli.GlobalOptions())}
	var all []place
	var add func(path string, verbs []cli.Verb)
	add = func(path string, verbs []cli.Verb) {
		for _, v := range verbs {
			at := strings.TrimSpace(path + " " + v.Name)
			here := place{path: at, options: valued(h, at, v.Options)}
			for _, next := range v.Verbs {
				here.verbs = append(here.verbs, next.Name)
			}
			all = append(all, here)
			add(at, v.Verbs)
		}
	}
	for _, v := range cli.Verbs() {
		global.verbs = append(global.verbs, v.Name)
	}
	add("", cli.Verbs())
	return append([]place{global}, all...)
}

func valued(h help, path string, options []cli.Option) []option {
	var all []option
	for _, o := range options {
		if path != "" && !h.tells(path, o.Name) {
			continue
		}
		named := option{name: o.Name}
		if o.Value {
			named.value, named.words = kindOf(h.valueOf(path, o.Name))
		}
		all = append(all, named)
	}
	return all
}

// tells reports whether the help tells of an option of a command.
func (h help) tells(path, name string) bool {
	return slices.ContainsFunc(h.commands, func(e entry) bool { return slices.Contains(e.path(), path) && e.names(name) })
}

// valueOf is what the help says about the value of an option: the first that it says.
func (h help) valueOf(path, name string) string {
	for _, e := range slices.Concat(h.commands, h.options) {
		if said := e.value(name); said != "" && (path == "" || !strings.HasPrefix(e.synopsis, brandName) || slices.Contains(e.path(), path)) {
			return said
		}
	}
	return ""
}

// kindOf understands what the help says: capitals stand for a value, anything else is one.
func kindOf(said string) (value, []string) {
	switch words := strings.Split(said, "|"); {
	case strings.HasPrefix(said, "FILE"):
		return file, nil
	case said == "DIR":
		return folder, nil
	case len(words) > 1:
		return choice, words
	}
	return free, nil
}

// valuesOf groups the options with values at all places by what they can be: "file" → `--csv`, `--out` …. Where one
// option has other words at another place, the place stands before it.
func valuesOf(all []place) (files, folders, frees []string, choices map[string][]string) {
	choices = map[string][]string{}
	sets := map[value]map[string]bool{file: {}, folder: {}, free: {}}
	for _, at := range all {
		for _, o := range at.options {
			switch o.value {
			case none:
			case choice:
				choices[strings.Join(o.words, " ")] = append(choices[strings.Join(o.words, " ")], at.path+":--"+o.name)
			default:
				sets[o.value]["--"+o.name] = true
			}
		}
	}
	sorted := func(of value) []string { return slices.Sorted(maps.Keys(sets[of])) }
	return sorted(file), sorted(folder), sorted(free), choices
}

// offered are the words that can come next at a place: verbs and options. Those that every command takes come with all.
func (p place) offered(global place) []string {
	words := slices.Clone(p.verbs)
	for _, o := range p.options {
		words = append(words, "--"+o.name)
	}
	for _, o := range global.options {
		if p.path != global.path && o.name != "display" && o.name != "software-gl" {
			words = append(words, "--"+o.name)
		}
	}
	return words
}

// withValue are the options whose next word is a value.
func withValue(all []place) []string {
	set := map[string]bool{}
	for _, at := range all {
		for _, o := range at.options {
			if o.value != none {
				set["--"+o.name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// known are the paths that go on from "".
func known(all []place) []string {
	var paths []string
	for _, at := range all[1:] {
		paths = append(paths, at.path)
	}
	return paths
}

const begin = "# Written by app/reference from the tables of the command line.\n"

// patterns joins words as a shell's case has them; blanks are protected.
func patterns(words []string) string {
	return strings.ReplaceAll(strings.Join(words, "|"), " ", `\ `)
}

// walk is the part that bash and zsh share: it goes through the words before the one that is typed, and takes those for
// verbs that are neither options nor their values.
func walk(all []place, words string) string {
	return fmt.Sprintf(`	for word in %s; do
		case $skip$word in
		%s) skip=value- ;;
		value-*) skip= ;;
		-*) ;;
		*) case ${path:+$path }$word in
			%s) path=${path:+$path }$word ;;
			esac ;;
		esac
	done
`, words, patterns(withValue(all)), patterns(known(all)))
}

// bash writes what bash completes words with.
func bash(all []place) string {
	files, folders, frees, choices := valuesOf(all)
	var b strings.Builder
	b.WriteString(begin)
	b.WriteString("_kanzleicode() {\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path= skip= word words\n\tCOMPREPLY=()\n")
	b.WriteString(walk(all, `"${COMP_WORDS[@]:1:COMP_CWORD-1}"`))
	b.WriteString("\tcase $prev in\n")
	fmt.Fprintf(&b, "\t%s) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n", patterns(files))
	fmt.Fprintf(&b, "\t%s) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\"); return ;;\n", patterns(folders))
	b.WriteString("\tesac\n\tcase $path:$prev in\n")
	for _, words := range slices.Sorted(maps.Keys(choices)) {
		fmt.Fprintf(&b, "\t%s) mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\"); return ;;\n", anywhere(choices[words]), words)
	}
	fmt.Fprintf(&b, "\t%s) return ;;\n", patterns(after(frees)))
	b.WriteString("\tesac\n\tcase $path in\n")
	for _, at := range all {
		fmt.Fprintf(&b, "\t%s) words='%s' ;;\n", patterns([]string{pathOr(at)}), strings.Join(at.offered(all[0]), " "))
	}
	b.WriteString("\tesac\n\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n")
	b.WriteString("\t[[ ${#COMPREPLY[@]} != 0 || $cur == -* ]] || { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); }\n")
	b.WriteString("}\ncomplete -F _kanzleicode kanzleicode kanzleicode-window\n")
	return b.String()
}

// zsh writes what zsh completes words with.
func zsh(all []place) string {
	files, folders, frees, choices := valuesOf(all)
	var b strings.Builder
	b.WriteString("#compdef kanzleicode kanzleicode-window\n" + begin)
	b.WriteString("local prev=${words[CURRENT-1]} path_ skip word\nlocal -a before=(${words[2,CURRENT-1]})\n")
	b.WriteString(strings.ReplaceAll(walk(all, "$before"), "path", "path_"))
	b.WriteString("case $prev in\n")
	fmt.Fprintf(&b, "%s) _files; return ;;\n%s) _files -/; return ;;\n", patterns(files), patterns(folders))
	b.WriteString("esac\ncase $path_:$prev in\n")
	for _, words := range slices.Sorted(maps.Keys(choices)) {
		fmt.Fprintf(&b, "%s) compadd -- %s; return ;;\n", anywhere(choices[words]), words)
	}
	fmt.Fprintf(&b, "%s) return 1 ;;\n", patterns(after(frees)))
	b.WriteString("esac\ncase $path_ in\n")
	for _, at := range all {
		fmt.Fprintf(&b, "%s) compadd -- %s ;;\n", patterns([]string{pathOr(at)}), strings.Join(at.offered(all[0]), " "))
	}
	b.WriteString("esac\n_files\n")
	return b.String()
}

// fish writes what fish completes words with.
func fish(all []place) string {
	var b strings.Builder
	b.WriteString(begin)
	fmt.Fprintf(&b, `function __kanzleicode_at
	set -l path
	set -l skip
	for word in (commandline -opc)[2..-1]
		if test -n "$skip"
			set skip
		else if contains -- $word %s
			set skip 1
		else if not string match -q -- '-*' $word
			and contains -- (string join ' ' $path $word) %s
			set -a path $word
		end
	end
	test "$path" = "$argv"
end
`, strings.Join(withValue(all), " "), "'"+strings.Join(known(all), "' '")+"'")
	for _, c := range []string{"kanzleicode", "kanzleicode-window"} {
		for _, o := range all[0].options {
			fmt.Fprintf(&b, "complete -c %s%s\n", c, fishOption(o))
		}
	}
	for _, at := range all {
		condition := fmt.Sprintf("complete -c kanzleicode -n '__kanzleicode_at %s'", at.path)
		if len(at.verbs) > 0 {
			fmt.Fprintf(&b, "%s -a '%s'\n", condition, strings.Join(at.verbs, " "))
		}
		for _, o := range at.options {
			if at.path != "" {
				b.WriteString(condition + fishOption(o) + "\n")
			}
		}
	}
	return b.String()
}

func fishOption(o option) string {
	said := " -l " + o.name
	switch o.value {
	case none:
		return said
	case choice:
		return said + " -x -a '" + strings.Join(o.words, " ") + "'"
	case file:
		return said + " -r -F"
	case folder:
		return said + " -x -a '(__fish_complete_directories)'"
	}
	return said + " -x"
}

// anywhere are the patterns of options with their place; those of no verb fit every place.
func anywhere(places []string) string {
	var all []string
	for _, at := range places {
		if strings.HasPrefix(at, ":") {
			at = "*" + at
		}
		all = append(all, at)
	}
	return patterns(all)
}

// after are the patterns of options at every place.
func after(options []string) []string {
	var all []string
	for _, o := range options {
		all = append(all, "*:"+o)
	}
	return all
}

func pathOr(p place) string {
	if p.path == "" {
		return "''"
	}
	return p.path
}
