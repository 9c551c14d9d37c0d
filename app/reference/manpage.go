package main

import (
	"fmt"
	"strings"
)

// words are what a manual page says besides the help.
type words struct {
	name, synopsis, description, commands, options, exit, files, also string // headings
	begin                                                             string // the description
	vault, state                                                      string // what lies in the files
	read                                                              string // where there is more
}

var german = words{
	name: "BEZEICHNUNG", synopsis: "ÜBERSICHT", description: "BESCHREIBUNG", commands: "BEFEHLE", options: "OPTIONEN",
	exit: "RÜCKGABEWERT", files: "DATEIEN", also: "SIEHE AUCH",
	begin: "Kanzleicode bewahrt den zentralen Anmeldecode (TOTP, RFC 6238) einer Steuerkanzlei auf, zeigt ihn und führt die Liste " +
		"der Mandate, für die er gilt. Ohne Befehl öffnet es das Fenster; die Befehle tun dasselbe für Skripte und wo sich kein " +
		"Fenster öffnet. Schlüssel werden nie ausgegeben, außer durch „accounts export“.",
	vault: "der Tresor", state: "was sich dieser PC zum Tresor merkt, und seine Einstellungen",
	read: "Das Handbuch steht im Fenster auf der Seite Hilfe.",
}

var english = words{
	name: "NAME", synopsis: "SYNOPSIS", description: "DESCRIPTION", commands: "COMMANDS", options: "OPTIONS",
	exit: "EXIT STATUS", files: "FILES", also: "SEE ALSO",
	begin: "Kanzleicode keeps the central login code (TOTP, RFC 6238) of a tax firm, shows it, and keeps the list of the clients " +
		"that it is valid for. Without a command it opens the window; the commands do the same for scripts and where no " +
		"window opens. Keys are never printed, except by \"accounts export\".",
	vault: "the vault", state: "what this PC remembers about the vault, and its settings",
	read: "The manual stands in the window, on the page Help.",
}

// manualPage writes the page for man(1), for a version of a day.
func manualPage(h help, w words, version, day string) string {
	var b strings.Builder
	b.WriteString(".\\\" Written by app/reference from kanzleicode --help.\n")
	fmt.Fprintf(&b, ".TH KANZLEICODE 1 %q %q Kanzleicode\n", day, "Kanzleicode "+version)
	section := func(title string) { fmt.Fprintf(&b, ".SH %s\n", quoted(title)) }
	section(w.name)
	_, what, _ := strings.Cut(h.title, " – ")
	fmt.Fprintf(&b, "kanzleicode, kanzleicode\\-window \\- %s\n", roff(what))
	section(w.synopsis)
	for _, e := range h.commands[:4] {
		fmt.Fprintf(&b, ".B %s\n.br\n", literal(e.synopsis))
	}
	fmt.Fprintf(&b, ".B %s\n", literal("kanzleicode scan|import|code|… [OPTION…]"))
	section(w.description)
	b.WriteString(roff(w.begin) + "\n")
	section(w.commands)
	for _, e := range h.commands {
		b.WriteString(item(e))
	}
	for _, note := range h.notes {
		b.WriteString(".PP\n" + roff(note) + "\n")
	}
	section(w.options)
	for _, e := range h.options {
		b.WriteString(item(e))
	}
	section(w.exit)
	_, codes, _ := strings.Cut(h.exit, ": ")
	for _, code := range strings.Split(codes, " · ") {
		number, meaning, _ := strings.Cut(code, " ")
		b.WriteString(item(entry{number, meaning}))
	}
	section(w.files)
	b.WriteString(item(entry{"~/.local/share/kanzleicode/vault", w.vault}))
	b.WriteString(item(entry{"~/.local/state/kanzleicode", w.state}))
	section(w.also)
	b.WriteString(roff(w.read) + "\n")
	return b.String()
}

// item is a paragraph with a tag.
func item(e entry) string {
	text := roff(e.text)
	if text == "" {
		text = "\\&"
	}
	return ".TP\n.B " + literal(e.synopsis) + "\n" + text + "\n"
}

// roff protects a text: no line of it is a request, and the dashes of options can be copied.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, `--`, `\-\-`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

// literal protects what is typed: all of its dashes can be copied.
func literal(text string) string {
	return strings.NewReplacer(`\-`, `\-`, `-`, `\-`).Replace(roff(text))
}

func quoted(text string) string { return `"` + text + `"` }
