package policy_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kanzleicode/app/policy"
)

// repository reads a file of ours by its path from the repository's root.
func repository(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(raw), "\r\n", "\n")
}

// TestTheDocumentSaysWhatTheProgramReads compares the table of docs/policy.md with the definitions, and reads its example.
func TestTheDocumentSaysWhatTheProgramReads(t *testing.T) {
	t.Parallel()
	document := repository(t, "docs/policy.md")
	var got, want []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([^|]+) \\| ([^|]+) \\| [^|]+ \\| ([^|]+) \\|").FindAllStringSubmatch(document, -1) {
		got = append(got, strings.Join(row[1:], "; "))
	}
	for _, d := range policy.Definitions() {
		values, lock := "see below", "on wish"
		switch {
		case d.Kind == policy.Switch:
			values = "`true`, `false`"
		case d.Kind == policy.Number:
			values = fmt.Sprintf("`0` to `%d`", d.Most)
		case len(d.Choices) > 0:
			values = "`" + strings.Join(d.Choices, "`, `") + "`"
		}
		if d.Rule {
			lock = "always"
		}
		kind := map[policy.Kind]string{policy.Text: "text", policy.Switch: "true/false", policy.Number: "number"}[d.Kind]
		want = append(want, strings.Join([]string{d.Name, kind, values, lock}, "; "))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the document has\n%s\nand the program\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	_, rest, _ := strings.Cut(document, "```json\n")
	example, _, _ := strings.Cut(rest, "```")
	if p, err := policy.Parse("docs/policy.md", []byte(example)); err != nil || len(p.Forbidden()) != 2 {
		t.Errorf("the example: %v", err)
	}
}

// template is what a test has to know of an ADMX file.
type template struct {
	Policies []struct {
		Name         string `xml:"name,attr"`
		Class        string `xml:"class,attr"`
		Key          string `xml:"key,attr"`
		ValueName    string `xml:"valueName,attr"`
		Display      string `xml:"displayName,attr"`
		Explain      string `xml:"explainText,attr"`
		Presentation string `xml:"presentation,attr"`
		Enabled      *value `xml:"enabledValue"`
		Disabled     *value `xml:"disabledValue"`
		All          struct {
			Elements []element `xml:",any"`
		} `xml:"elements"`
	} `xml:"policies>policy"`
}

type value struct {
	Decimal struct {
		Value string `xml:"value,attr"`
	} `xml:"decimal"`
}

type element struct {
	XMLName   xml.Name
	ID        string `xml:"id,attr"`
	ValueName string `xml:"valueName,attr"`
	Max       string `xml:"maxValue,attr"`
	Items     []struct {
		Display string `xml:"displayName,attr"`
		String  string `xml:"value>string"`
		Decimal struct {
			Value string `xml:"value,attr"`
		} `xml:"value>decimal"`
	} `xml:"item"`
}

// resources is what a test has to know of an ADML file.
type resources struct {
	Strings []struct {
		ID   string `xml:"id,attr"`
		Text string `xml:",chardata"`
	} `xml:"resources>stringTable>string"`
	Presentations []struct {
		ID    string `xml:"id,attr"`
		Parts []struct {
			Ref string `xml:"refId,attr"`
		} `xml:",any"`
	} `xml:"resources>presentationTable>presentation"`
}

// TestTheTemplatesSayWhatTheProgramReads compares the group policy templates with the definitions.
func TestTheTemplatesSayWhatTheProgramReads(t *testing.T) {
	t.Parallel()
	raw := repository(t, "packaging/windows/policy/kanzleicode.admx")
	var admx template
	if err := xml.Unmarshal([]byte(raw), &admx); err != nil {
		t.Fatal(err)
	}
	definitions := policy.Definitions()
	if len(admx.Policies) != len(definitions) {
		t.Fatalf("%d policies for %d settings", len(admx.Policies), len(definitions))
	}
	var shown [][]string // the elements of each policy
	for i, d := range definitions {
		p := admx.Policies[i]
		if p.Name != d.Name || p.Class != "Both" || p.Key != `Software\Policies\Kanzleicode` {
			t.Errorf("policy %d is %s of %s in %s, want %s", i, p.Name, p.Class, p.Key, d.Name)
		}
		var got, want []string
		for _, e := range p.All.Elements {
			line := e.XMLName.Local + " " + e.ID + " " + e.ValueName + " " + e.Max
			for _, item := range e.Items {
				line += " " + item.String + item.Decimal.Value
			}
			got = append(got, strings.TrimSpace(line))
		}
		name := d.Name + " " + d.Name
		switch {
		case d.Rule:
			if p.ValueName != d.Name || p.Enabled == nil || p.Enabled.Decimal.Value != "1" || p.Disabled == nil || p.Disabled.Decimal.Value != "0" {
				t.Errorf("%s is not 1 or 0", d.Name)
			}
		case d.Kind == policy.Switch:
			want = []string{"enum " + name + "  1 0"}
		case d.Kind == policy.Number:
			want = []string{fmt.Sprintf("decimal %s %d", name, d.Most)}
		case len(d.Choices) > 0:
			want = []string{"enum " + name + "  " + strings.Join(d.Choices, " ")}
		default:
			want = []string{"text " + name}
		}
		if !d.Rule {
			want = append(want, "boolean "+d.Name+"_locked "+d.Name+"_locked")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", d.Name, got, want)
		}
		var ids []string
		for _, e := range p.All.Elements {
			ids = append(ids, e.ID)
		}
		shown = append(shown, ids)
	}
	used := regexp.MustCompile(`\$\(string\.([a-z_0-9]+)\)`).FindAllStringSubmatch(raw, -1)
	for _, tag := range []string{"de-DE", "en-US"} {
		var adml resources
		if err := xml.Unmarshal([]byte(repository(t, "packaging/windows/policy/"+tag+"/kanzleicode.adml")), &adml); err != nil {
			t.Fatal(err)
		}
		texts := map[string]bool{}
		for _, s := range adml.Strings {
			if texts[s.ID] || strings.TrimSpace(s.Text) == "" {
				t.Errorf("%s: %s is empty or twice", tag, s.ID)
			}
			texts[s.ID] = true
		}
		needed := map[string]bool{}
		for _, u := range used {
			if needed[u[1]] = true; !texts[u[1]] {
				t.Errorf("%s: no text for %s", tag, u[1])
			}
		}
		if len(needed) != len(texts) {
			t.Errorf("%s: %d texts, of which %d are used", tag, len(texts), len(needed))
		}
		parts := map[string][]string{}
		for _, p := range adml.Presentations {
			for _, part := range p.Parts {
				parts[p.ID] = append(parts[p.ID], part.Ref)
			}
		}
		for i, d := range definitions {
			if !slices.Equal(parts[d.Name], shown[i]) {
				t.Errorf("%s: %s shows %v, want %v", tag, d.Name, parts[d.Name], shown[i])
			}
		}
	}
}
