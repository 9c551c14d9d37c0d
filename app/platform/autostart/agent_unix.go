//go:build unix

package autostart

import (
	"encoding/xml"
	"strings"
)

// The launch agent's file is named as its label is.
const (
	label       = "de.kanzleicode.Kanzleicode"
	agentSuffix = ".plist"
)

// agent is the folder of a person's launch agents. A person who switches ours off in the System Settings does so
// elsewhere, where programs cannot look: it is On here all the same, and does not start.
type agent struct{ folder string }

func (a agent) read() (State, []string, error) {
	raw, err := load(a.folder, agentSuffix, label)
	if err != nil {
		return "", nil, err
	}
	if raw == nil {
		return Off, nil, nil
	}
	list, err := parsePlist(raw)
	switch {
	case err != nil || list.values["Label"] != label || len(list.command) == 0:
		return Foreign, nil, nil
	case list.values["Disabled"] == "true", list.values["RunAtLoad"] != "true":
		return Off, nil, nil
	}
	return On, list.command, nil
}

func (a agent) write(command []string) error {
	if state, _, err := a.read(); err != nil {
		return err
	} else if state == Foreign {
		return ErrForeign
	}
	var words strings.Builder
	for _, word := range command {
		words.WriteString("\t\t<string>")
		if err := xml.EscapeText(&words, []byte(word)); err != nil {
			return err
		}
		words.WriteString("</string>\n")
	}
	return save(a.folder, agentSuffix, label, []byte(xml.Header+
		`<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>`+label+`</string>
	<key>LimitLoadToSessionType</key>
	<string>Aqua</string>
	<key>ProcessType</key>
	<string>Interactive</string>
	<key>ProgramArguments</key>
	<array>
`+words.String()+`	</array>
	<key>RunAtLoad</key>
	<true/>
</dict>
</plist>
`))
}

func (a agent) remove() error {
	state, _, err := a.read()
	if err != nil {
		return err
	}
	if state == Foreign {
		return ErrForeign
	}
	return remove(a.folder, label+agentSuffix)
}

// plist is what we read of a property list.
type plist struct {
	values  map[string]string // texts, "true" and "false"
	command []string          // ProgramArguments
}

func parsePlist(raw []byte) (plist, error) {
	var document struct {
		Dict struct {
			Items []struct { // a key, its value, the next key …
				XMLName xml.Name
				Text    string   `xml:",chardata"`
				Strings []string `xml:"string"`
			} `xml:",any"`
		} `xml:"dict"`
	}
	list := plist{values: map[string]string{}}
	if err := xml.Unmarshal(raw, &document); err != nil {
		return list, err
	}
	key := ""
	for _, item := range document.Dict.Items {
		switch kind := item.XMLName.Local; kind {
		case "key":
			key = item.Text
		case "true", "false":
			list.values[key] = kind
		case "string":
			list.values[key] = item.Text
		case "array":
			if key == "ProgramArguments" {
				list.command = item.Strings
			}
		}
	}
	return list, nil
}
