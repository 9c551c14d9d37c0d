package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
)

// program is a command that reads one picture file.
type program struct {
	Name    string
	Command []string                              // the file's name follows
	Read    func(output string) ([]string, error) // what it printed
	Refuses func(output, problems string) bool    // whether it says that it cannot open such a file
	Version func() string                         // for the record
}

// ours is the command line of this repository.
func ours(path string) *program {
	return &program{
		Name: "kanzleicode", Command: []string{path, "scan", "--json"}, Read: readJSON,
		Refuses: func(output, _ string) bool {
			var line struct{ Error *string }
			return json.Unmarshal([]byte(output), &line) == nil && line.Error != nil
		},
		Version: func() string { return firstLine(path, "--version") },
	}
}

// others are the command lines of two C and C++ libraries, as Debian packages them, with the settings that
// are best for the comparison: QR codes only, as we do, and everything that they try by themselves. zbarimg is
// told to look for light codes on dark ground as well; ZXingReader 1.4 cannot. Without --nodbus zbarimg
// waits for a bus.
func others() []*program {
	return []*program{
		{
			Name: "zbarimg", Read: readZbar,
			Command: []string{"zbarimg", "--quiet", "--nodbus", "-Sdisable", "-Sqrcode.enable", "-Stest-inverted"},
			Refuses: func(_, problems string) bool { return strings.Contains(problems, "ERROR") },
			Version: func() string { return firstLine("zbarimg", "--version") },
		},
		{
			Name: "ZXingReader", Read: readZXing,
			Command: []string{"ZXingReader", "-format", "QRCode"},
			Refuses: func(_, problems string) bool { return strings.Contains(problems, "Failed to read image") },
			Version: func() string {
				return firstLine("dpkg-query", "--show", "--showformat", "${Version}\n", "zxing-cpp-tools")
			},
		},
	}
}

// there reports whether the program is installed.
func (p *program) there() error {
	_, err := exec.LookPath(p.Command[0])
	return err
}

func firstLine(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output() //nolint:gosec // names and arguments stand in this file
	if err != nil {
		return "?"
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return line
}

// readJSON reads the one line of scan --json.
func readJSON(output string) ([]string, error) {
	var line struct {
		Payloads []string
		MS       *float64
	}
	if err := json.NewDecoder(bytes.NewReader([]byte(output))).Decode(&line); err != nil {
		return nil, err
	}
	if line.Payloads == nil || line.MS == nil {
		return nil, errors.New("not a line of scan --json")
	}
	return line.Payloads, nil
}

// readZbar reads what zbarimg prints: "QR-Code:", the text, a line break. Texts may hold line breaks, so
// a text reaches to the next such line. (Its XML would say more clearly where a text ends, but writes bytes
// beyond ASCII wrongly.)
func readZbar(output string) ([]string, error) {
	const mark = "QR-Code:"
	var payloads []string
	for i, text := range strings.Split("\n"+output, "\n"+mark) {
		switch {
		case i > 0:
			payloads = append(payloads, strings.TrimSuffix(text, "\n"))
		case strings.TrimSpace(text) != "":
			return nil, errors.New("zbarimg prints in another way")
		}
	}
	return payloads, nil
}

// readZXing reads what ZXingReader 1.4 prints: blocks of lines, the first `Text:       "…"`, where the text may
// hold line breaks, the next "Bytes:      …".
func readZXing(output string) ([]string, error) {
	var payloads []string
	for rest := "\n" + output; ; {
		_, after, found := strings.Cut(rest, "\nText:       \"")
		if !found {
			return payloads, nil
		}
		text, next, found := strings.Cut(after, "\"\nBytes:      ")
		if !found {
			return nil, errors.New("ZXingReader prints in another way")
		}
		payloads = append(payloads, text)
		rest = next
	}
}
