package app

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestDocumentedCommands runs every example of docs/commands.md, in its order and on one vault, and compares what it
// prints with what the document says. Every name of the JSON must stand in the document.
func TestDocumentedCommands(t *testing.T) {
	if raced {
		t.Skip("the examples run without the race detector; under it they would take minutes")
	}
	t.Parallel()
	raw, err := os.ReadFile("../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	document := string(raw)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "commands.txtar"), []byte(scriptOf(document)), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: dir, RequireExplicitExec: true, Setup: setUp, Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"json": takeJSON, "exitcode": exitCodeOf,
			"prints": func(ts *testscript.TestScript, _ bool, args []string) { printsAs(ts, document, ts.ReadFile(args[0])) },
		},
	})
}

var (
	block      = regexp.MustCompile("(?s)```(csv file=[^ \n]+|console)\n(.*?)```")
	exited     = regexp.MustCompile(`^\(exit code (\d)\)$`)
	assignment = regexp.MustCompile(`^([A-Z]+)=\$\((kanzleicode .*) \| jq -r '\.\[(\d+)\]\.([a-z]+)'\)$`)
)

// scriptOf makes a testscript of the examples in a document.
func scriptOf(document string) string {
	var script, files strings.Builder
	script.WriteString("env KANZLEICODE_PASSPHRASE_FILE=$WORK/passphrase\nenv KANZLEICODE_VAULT=$WORK/vault\nenv KANZLEICODE_LANG=en\n")
	n := 0
	for _, found := range block.FindAllStringSubmatch(document, -1) {
		if name, isFile := strings.CutPrefix(found[1], "csv file="); isFile {
			fmt.Fprintf(&files, "-- %s --\n%s", name, found[2])
			continue
		}
		for _, example := range strings.Split("\n"+found[2], "\n$ ")[1:] {
			command, output, _ := strings.Cut(example, "\n")
			if c := assignment.FindStringSubmatch(command); c != nil {
				fmt.Fprintf(&script, "exec %s\njson %s %s.%s\n", c[2], c[1], c[3], c[4])
				continue
			}
			if code := exited.FindStringSubmatch(strings.TrimSpace(output)); code != nil {
				fmt.Fprintf(&script, "exitcode %s %s\n", code[1], command)
				continue
			}
			n++
			fmt.Fprintf(&script, "exec %s\nprints want-%d\n", command, n)
			fmt.Fprintf(&files, "-- want-%d --\n%s\n", n, strings.TrimRight(output, "\n"))
		}
	}
	return script.String() + files.String()
}

// printsAs compares the last command's output with what the document says; "…" stands for anything.
func printsAs(ts *testscript.TestScript, document, want string) {
	got := ts.ReadFile("stdout")
	pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(want)), "…", `.*`)
	if !regexp.MustCompile("^" + pattern + "$").MatchString(strings.TrimSpace(got)) {
		ts.Fatalf("it prints\n%sand the document says\n%s", got, want)
	}
	var value any
	if json.Unmarshal([]byte(got), &value) == nil {
		wantNames(ts, document, value)
	}
}

// wantNames fails unless every name in a JSON value stands in the first column of one of the document's tables, or
// among the values there.
func wantNames(ts *testscript.TestScript, document string, value any) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			wantNames(ts, document, element)
		}
	case map[string]any:
		for name, element := range value {
			if !regexp.MustCompile("(?m)^\\|.*`" + regexp.QuoteMeta(name) + "`").MatchString(document) {
				ts.Fatalf("the document does not say what %q is", name)
			}
			wantNames(ts, document, element)
		}
	}
}
