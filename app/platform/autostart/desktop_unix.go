//go:build unix

package autostart

import (
	"fmt"
	"os"
	"strings"
)

// The entry's file. marker tells it from one that somebody else has written.
const (
	desktopName   = "kanzleicode"
	desktopSuffix = ".desktop"
	marker        = "X-Kanzleicode-Autostart"
)

// desktop is the XDG autostart folder of a person.
type desktop struct {
	folder string
	common []string // files of our name that an administrator may have put there for all
}

func (d desktop) read() (State, []string, error) {
	raw, err := load(d.folder, desktopSuffix, desktopName)
	if err != nil {
		return "", nil, err
	}
	if raw == nil { // the person's own file goes before the one for all
		if d.isCommon() {
			return Foreign, nil, nil
		}
		return Off, nil, nil
	}
	keys := desktopEntry(string(raw))
	command, ok := parseExec(keys["Exec"])
	switch {
	case keys["Hidden"] == "true":
		return Off, nil, nil
	case keys[marker] != "true" || !ok:
		return Foreign, nil, nil
	case keys["X-GNOME-Autostart-enabled"] == "false": // as GNOME's own settings switch it off
		return Off, nil, nil
	}
	return On, command, nil
}

// write puts our file where none is or an older one of ours. One that only says Hidden is nobody's work.
func (d desktop) write(command []string) error {
	if strings.ContainsAny(command[0], "=%") { // the specification rules out the one, and GLib does not find the other
		return ErrPath
	}
	if err := d.yields(); err != nil {
		return err
	}
	lines := []string{
		"[Desktop Entry]", "Type=Application", "Name=Kanzleicode",
		"Comment=The codes of the firm, from the start", "Comment[de]=Die Codes der Kanzlei, gleich nach der Anmeldung",
		"Exec=" + formatExec(command), "TryExec=" + escape(command[0]),
		"Terminal=false", "StartupNotify=false", marker + "=true", "",
	}
	return save(d.folder, desktopSuffix, desktopName, []byte(strings.Join(lines, "\n")))
}

// remove takes our file away; where there is one for all, it says that this person does not want that one.
func (d desktop) remove() error {
	state, _, err := d.read()
	if err != nil || state == Off {
		return err
	}
	if err := d.yields(); err != nil {
		return err
	}
	if d.isCommon() {
		hidden := fmt.Sprintf("[Desktop Entry]\nType=Application\nName=Kanzleicode\nHidden=true\n%s=true\n", marker)
		return save(d.folder, desktopSuffix, desktopName, []byte(hidden))
	}
	return remove(d.folder, desktopName+desktopSuffix)
}

// yields makes sure that the person's own file is not somebody else's.
func (d desktop) yields() error {
	raw, err := load(d.folder, desktopSuffix, desktopName)
	if err != nil || raw == nil {
		return err
	}
	if keys := desktopEntry(string(raw)); keys[marker] != "true" && keys["Hidden"] != "true" {
		return ErrForeign
	}
	return nil
}

func (d desktop) isCommon() bool {
	for _, path := range d.common {
		if raw, err := os.ReadFile(path); err == nil { //nolint:gosec // the session says itself where it is
			return desktopEntry(string(raw))["Hidden"] != "true"
		}
	}
	return false
}

// desktopEntry reads the keys of the group "Desktop Entry".
func desktopEntry(text string) map[string]string {
	keys, inside := map[string]string{}, false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			inside = line == "[Desktop Entry]"
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok && inside && !strings.HasPrefix(line, "#") {
			keys[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	return keys
}

// formatExec quotes a command for the key Exec: words in double quotes with ", `, $ and \ escaped, a percent sign
// doubled, and then all of it escaped as every value is.
func formatExec(command []string) string {
	quoting := strings.NewReplacer(`"`, `\"`, "`", "\\`", `$`, `\$`, `\`, `\\`, `%`, `%%`)
	words := make([]string, len(command))
	for i, word := range command {
		words[i] = `"` + quoting.Replace(word) + `"`
	}
	return escape(strings.Join(words, " "))
}

// escape is how a value stands in its line. There are no control characters.
func escape(value string) string {
	value = strings.ReplaceAll(value, `\`, `\\`)
	if strings.HasPrefix(value, " ") {
		return `\s` + value[1:]
	}
	return value
}

// parseExec reads what formatExec has written, and what a person may have made of it.
func parseExec(value string) (command []string, ok bool) {
	value = strings.NewReplacer(`\\`, `\`, `\s`, " ", `\t`, "\t", `\n`, "\n", `\r`, "\r").Replace(value)
	var word strings.Builder
	begun, quoted := false, false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '"':
			begun, quoted = true, !quoted
			continue
		case c == ' ' && !quoted:
			if begun {
				command = append(command, word.String())
				word.Reset()
				begun = false
			}
			continue
		case c == '\\' && quoted, c == '%':
			if i++; i == len(value) {
				return nil, false
			}
			if c == '%' && value[i] != '%' { // a field code, such as %u: we write none
				continue
			}
			c = value[i]
		}
		begun = true
		word.WriteByte(c)
	}
	if begun {
		command = append(command, word.String())
	}
	return command, !quoted && len(command) > 0
}
