package window

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kanzleicode/app/language"
)

// TestTheWindowNamesItsOwnWays: no text that the window can show names a command or an option of the command
// line. Those stand under "cli.", and on paper and in files that are read without the window.
func TestTheWindowNamesItsOwnWays(t *testing.T) {
	t.Parallel()
	command := regexp.MustCompile(`--[a-z]|kanzleicode [a-z]`)
	for _, tag := range []string{language.German, language.English} {
		texts := catalogue(tag)
		for key, text := range texts {
			own := strings.HasPrefix(key, "cli.") || key == "sheet.step2" || key == "backup.readme"
			if found := command.FindString(text); found != "" && !own {
				t.Errorf("%s: %s names %q", tag, key, found)
			}
			if about, ok := strings.CutPrefix(key, "cli.problem."); ok && texts["problem."+about] == "" {
				t.Errorf("%s: there is no problem %s", tag, about)
			}
		}
	}
}

// TestTextsAreWrittenAndUsed compares the keys in this tree's sources with the catalogue, both ways. A
// key in the source may be the beginning of longer ones: counts, and texts by status or length.
func TestTextsAreWrittenAndUsed(t *testing.T) {
	t.Parallel()
	pattern := regexp.MustCompile(`"(window\.[a-z0-9_.]+)"`)
	used := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, match := range pattern.FindAllStringSubmatch(string(raw), -1) {
			used[match[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, prefix := range []string{"column", "field", "example"} {
		used["window.mandates."+prefix+"."] = true // put together from the columns' and fields' names
	}
	catalog := language.New("de")
	written := windowKeys()
	for key := range used {
		found := catalog.Has(key)
		for _, text := range written {
			found = found || strings.HasPrefix(text, key)
		}
		if !found {
			t.Errorf("%s is used and not written", key)
		}
	}
	for _, text := range written {
		found := false
		for key := range used {
			rest, begins := strings.CutPrefix(text, key)
			found = found || begins && (rest == "" || strings.HasSuffix(key, ".") || rest[0] == '.' || rest[0] == '_')
		}
		if !found {
			t.Errorf("%s is written and not used", text)
		}
	}
	for _, key := range fyneTexts {
		if !catalog.Has("fyne." + key) {
			t.Errorf("Fyne's word %q is not written", key)
		}
	}
}
