package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"kanzleicode/app/about"
)

// The types below are those fields of CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/) that we have something to say in.
// Why cyclonedx-gomod does not write the list: docs/dependencies.md.

type document struct {
	Format       string       `json:"bomFormat"`
	Spec         string       `json:"specVersion"`
	Serial       string       `json:"serialNumber,omitempty"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Tools     tools     `json:"tools"`
	Component component `json:"component"`
}

type tools struct {
	Components []component `json:"components"`
}

type component struct {
	Type       string      `json:"type"`
	Ref        string      `json:"bom-ref,omitempty"`
	Name       string      `json:"name"`
	Version    string      `json:"version,omitempty"`
	Publisher  string      `json:"publisher,omitempty"`
	Hashes     []hash      `json:"hashes,omitempty"`
	Licences   []licence   `json:"licenses,omitempty"`
	PURL       string      `json:"purl,omitempty"`
	Pedigree   *pedigree   `json:"pedigree,omitempty"`
	References []reference `json:"externalReferences,omitempty"`
	Components []component `json:"components,omitempty"`
	Properties []property  `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type licence struct {
	Expression string `json:"expression"`
}

type pedigree struct {
	Patches []patch `json:"patches"`
	Notes   string  `json:"notes"`
}

type patch struct {
	Type string `json:"type"`
}

type reference struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref   string   `json:"ref"`
	Needs []string `json:"dependsOn,omitempty"`
}

// sbom lists the parts. The same parts give the same bytes: its serial number is made from its content.
func sbom(version string, made time.Time, parts []part, sums map[string]string) ([]byte, error) {
	doc := document{Format: "CycloneDX", Spec: "1.6", Version: 1, Components: []component{}, Metadata: metadata{
		Timestamp: made.UTC().Format(time.RFC3339),
		Tools:     tools{Components: []component{{Type: "application", Name: "kanzleicode/app/about/papers", Version: version}}},
	}}
	refs := map[string]string{us: "pkg:generic/kanzleicode@" + url.QueryEscape(version)}
	for _, p := range parts {
		if p.Other == nil && p.Path != us {
			refs[p.Path] = "pkg:golang/" + p.Path + "@" + p.Version
		}
	}
	inside := map[string][]component{} // by module
	var ours []string                  // what Kanzleicode itself brings
	for _, p := range parts {
		if p.Other == nil {
			continue
		}
		c := otherComponent(p)
		if p.Other.In == "" || p.Other.Name == about.Go { // its licence is read from a module by the same authors
			doc.Components, ours = append(doc.Components, c), append(ours, c.Ref)
			continue
		}
		inside[p.Other.In] = append(inside[p.Other.In], c)
	}
	for _, p := range parts {
		if p.Other != nil {
			continue
		}
		needs := dependency{Ref: refs[p.Path]}
		for _, path := range p.Needs {
			needs.Needs = append(needs.Needs, refs[path])
		}
		if p.Path == us {
			needs.Needs = append(needs.Needs, ours...)
			doc.Metadata.Component = component{Type: "application", Ref: refs[us], Name: us, Version: version,
				Publisher: "The Kanzleicode authors", Licences: []licence{{p.Licence}}, PURL: refs[us]}
			doc.Dependencies = append(doc.Dependencies, needs)
			continue
		}
		sum := sums[p.Path+" "+p.Version]
		if sum == "" {
			return nil, fmt.Errorf("%s %s: go.sum has no hash", p.Path, p.Version)
		}
		c := component{Type: "library", Ref: refs[p.Path], Name: p.Path, Version: p.Version, Hashes: []hash{{"SHA-256", sum}},
			Licences: []licence{{p.Licence}}, PURL: refs[p.Path], Components: inside[p.Path], Properties: programs(p)}
		if p.Patched {
			c.Pedigree = &pedigree{Patches: []patch{{"unofficial"}}, Notes: "Built with packaging/fyne-" + p.Version + ".patch of Kanzleicode's source; the hash is that of the module before."}
		}
		doc.Components, doc.Dependencies = append(doc.Components, c), append(doc.Dependencies, needs)
	}
	bare, err := encode(doc)
	if err != nil {
		return nil, err
	}
	doc.Serial = serial(bare)
	return encode(doc)
}

func otherComponent(p part) component {
	kind := "library"
	if strings.HasPrefix(p.Licence, "OFL-") || p.Licence == "Bitstream-Vera" {
		kind = "data" // a typeface
	}
	ref := strings.NewReplacer(" ", "-", ",", "", "(", "", ")", "").Replace(strings.ToLower(p.Other.Name))
	c := component{Type: kind, Ref: "part:" + ref + "@" + strings.ReplaceAll(p.Other.In, "/", ":"), Name: p.Other.Name, Version: p.Other.Version,
		Licences: []licence{{p.Licence}}, References: []reference{{"website", p.Other.Source}}, Properties: programs(p)}
	if p.Other.Name == about.Go {
		c.PURL = "pkg:golang/std@" + p.Other.Version
	}
	return c
}

// programs tells which of the programs a part is in.
func programs(p part) []property {
	told := make([]property, len(p.Programs))
	for i, program := range p.Programs {
		told[i] = property{"kanzleicode:program", program}
	}
	return told
}

// serial makes a UUID (version 8 of RFC 9562: of our own making) from the content.
func serial(content []byte) string {
	sum := sha256.Sum256(content)
	sum[6] = sum[6]&0x0f | 0x80
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func encode(doc document) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(doc)
	return out.Bytes(), err
}
