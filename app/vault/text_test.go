package vault_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryReasonHasWords: whatever reason stands in the code of vault and its engines can be told to a
// person, in both languages, with the same named values.
func TestEveryReasonHasWords(t *testing.T) {
	t.Parallel()
	texts := map[string]map[string]string{"de": nil, "en": nil}
	for tag := range texts {
		raw, err := os.ReadFile("../../assets/translation/" + tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]string
		if err := json.Unmarshal(raw, &all); err != nil {
			t.Fatal(err)
		}
		texts[tag] = all
	}
	keys := map[string]bool{"problem.vault.conflict": true, "problem.vault.duplicate": true, "history.vault.create": true, "history.vault.accept_state": true}
	reasons := regexp.MustCompile(`(?:Reason: |problem\(|reasonOf\(err, |still = |return )"([a-z_]{2,})"`)
	parts := regexp.MustCompile(`damaged\("([a-z]+)"`)
	for _, pattern := range []string{"*.go", "sqlite/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || file == "types.go" {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range reasons.FindAllStringSubmatch(string(source), -1) {
				if m[1] != "damaged_" {
					keys["problem.vault."+m[1]] = true
				}
			}
			for _, m := range parts.FindAllStringSubmatch(string(source), -1) {
				keys["problem.vault.damaged_"+m[1]] = true
			}
		}
	}
	if len(keys) < 25 {
		t.Fatalf("only %d reasons found", len(keys))
	}
	values := regexp.MustCompile(`\{[a-z_]+\}`)
	for key := range keys {
		named := map[string]bool{}
		for _, value := range values.FindAllString(texts["de"][key], -1) {
			named[value] = true
		}
		for _, value := range values.FindAllString(texts["en"][key], -1) {
			if !named[value] {
				t.Errorf("%s: %s is not in the German text", key, value)
			}
			delete(named, value)
		}
		if texts["de"][key] == "" || texts["en"][key] == "" || len(named) > 0 {
			t.Errorf("%s: missing in a language, or with other values", key)
		}
	}
}
