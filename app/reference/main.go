// Command reference writes what goes with the packaged program besides itself, out of the command line's own tables and
// help: the manual page in English and German, and what bash, zsh and fish complete words with.
//
//	go run ./app/reference FOLDER VERSION DAY
//
// It writes into FOLDER what belongs below /usr/share.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"kanzleicode/app/language"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: reference FOLDER VERSION DAY")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(1)
	}
}

func write(folder, version, day string) error {
	texts, err := reference(version, day)
	if err != nil {
		return err
	}
	for name, text := range texts {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // everybody may read what is packaged
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // likewise
			return err
		}
	}
	return nil
}

// reference are the texts by the name of their file below /usr/share.
func reference(version, day string) (map[string]string, error) {
	en, err := readHelp(language.New(language.English).Text("cli.help"))
	if err != nil {
		return nil, err
	}
	de, err := readHelp(language.New(language.German).Text("cli.help"))
	if err != nil {
		return nil, err
	}
	all := places(en)
	return map[string]string{
		"man/man1/kanzleicode.1":                         manualPage(en, english, version, day),
		"man/de/man1/kanzleicode.1":                      manualPage(de, german, version, day),
		"man/man1/kanzleicode-window.1":                  ".so man1/kanzleicode.1\n",
		"man/de/man1/kanzleicode-window.1":               ".so man1/kanzleicode.1\n",
		"bash-completion/completions/kanzleicode":        bash(all),
		"bash-completion/completions/kanzleicode-window": ". \"${BASH_SOURCE[0]%-window}\"\n",
		"zsh/vendor-completions/_kanzleicode":            zsh(all),
		"fish/vendor_completions.d/kanzleicode.fish":     fish(all),
	}, nil
}
