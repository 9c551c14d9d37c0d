package main

import (
	"fmt"
	"regexp"
	"strings"
)

// help is the text of kanzleicode --help, taken apart.
type help struct {
	title    string // "Kanzleicode – …"
	commands []entry
	notes    []string // paragraphs between the commands and the options
	options  []entry  // that every command takes
	exit     string   // "Exit code: 0 ok · 1 failed …"
}

// entry is a command or an option with its explanation, which may be empty.
type entry struct{ synopsis, text string }

const brandName = "kanzleicode"

var gap = regexp.MustCompile(`\s{2,}`)

// readHelp takes a help text apart by its layout: a command or option stands two blanks in; what stands further in goes
// on with it, with an option or argument if that comes first, or else with its explanation, which two blanks or more
// separate.
func readHelp(text string) (help, error) {
	var h help
	blocks := strings.Split(strings.TrimSpace(text), "\n\n")
	if len(blocks) < 4 {
		return h, fmt.Errorf("the help has %d blocks", len(blocks))
	}
	h.title, h.exit = blocks[0], blocks[len(blocks)-1]
	for _, block := range blocks[1 : len(blocks)-1] {
		lines := strings.Split(block, "\n")
		if len(lines) == 1 || !strings.HasPrefix(lines[1], "  ") {
			h.notes = append(h.notes, block)
			continue
		}
		entries, err := readEntries(lines[1:])
		if err != nil {
			return h, err
		}
		if h.commands == nil {
			h.commands = entries
		} else {
			h.options = append(h.options, entries...)
		}
	}
	return h, nil
}

func readEntries(lines []string) ([]entry, error) {
	var entries []entry
	for _, line := range lines {
		parts := gap.Split(strings.TrimSpace(line), 2)
		if !strings.HasPrefix(line, "   ") {
			e := entry{synopsis: parts[0]}
			if len(parts) > 1 {
				e.text = parts[1]
			}
			entries = append(entries, e)
			continue
		}
		if len(entries) == 0 {
			return nil, fmt.Errorf("a line goes on with nothing: %q", line)
		}
		last := &entries[len(entries)-1]
		if last.text == "" && strings.HasPrefix(parts[0], "[") {
			last.synopsis += " " + parts[0]
			parts = parts[1:]
		}
		last.text = strings.TrimSpace(last.text + " " + strings.Join(parts, " "))
	}
	return entries, nil
}

// path is the verbs of a command's synopsis, of which one may be several: "submissions confirm|reopen".
func (e entry) path() []string {
	paths := []string{""}
	for _, word := range strings.Fields(strings.TrimPrefix(e.synopsis, brandName)) {
		if word[0] < 'a' || word[0] > 'z' {
			break
		}
		var longer []string
		for _, path := range paths {
			for _, verb := range strings.Split(word, "|") {
				longer = append(longer, strings.TrimSpace(path+" "+verb))
			}
		}
		paths = longer
	}
	return paths
}

// value is what the synopsis says about an option's value: "FILE", or the words to choose from.
func (e entry) value(option string) string {
	m := regexp.MustCompile(`--` + regexp.QuoteMeta(option) + ` ([^\s\]]+)`).FindStringSubmatch(e.synopsis)
	if m == nil {
		return ""
	}
	said, _, _ := strings.Cut(m[1], "|-") // another option in its place
	return strings.TrimSuffix(said, "…")
}

// names reports whether the synopsis has an option.
func (e entry) names(option string) bool {
	return regexp.MustCompile(`--` + regexp.QuoteMeta(option) + `([\s\]|…]|$)`).MatchString(e.synopsis)
}
