package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"kanzleicode/app/about"
)

// part is a module or another part, with its licence.
type part struct {
	module               // of another part only Programs
	Other   *about.Other // nil: a Go module
	Licence string       // an SPDX expression
	Texts   []text
}

// text is a file that says under which terms a part stands.
type text struct{ Name, Body string }

// name is what people call a part.
func (p part) name() string {
	if p.Other != nil {
		return p.Other.Name
	}
	return p.Path
}

// known are the licences that may be built in, by their SPDX identifiers, each with words that its text contains. What is
// not here stops the build: a person decides whether it may be.
var known = map[string]string{
	"Apache-2.0":                     "Apache License Version 2.0",
	"Apache-2.0 WITH LLVM-exception": "LLVM Exceptions to the Apache 2.0 License",
	"BSD-2-Clause":                   "Redistributions of source code must retain the above copyright",
	"BSD-3-Clause":                   "endorse or promote products derived from",
	"Bitstream-Vera":                 "Bitstream Vera",
	"FTL":                            "The FreeType Project LICENSE",
	"GPL-3.0-or-later WITH GCC-exception-3.1": "GCC RUNTIME LIBRARY EXCEPTION", // the compiler's own code; by the exception the program is free of the GPL
	"IJG":                "Independent JPEG Group",
	"ISC":                "Permission to use, copy, modify, and",
	"LicenseRef-AGG-2.3": "Permission to copy, use, modify, sell and distribute this software is granted",
	"MIT":                "Permission is hereby granted, free of charge, to any person obtaining a copy",
	"OFL-1.1":            "SIL OPEN FONT LICENSE Version 1.1",
	"Unicode-3.0":        "UNICODE LICENSE V3",
	"ZPL-2.1":            "The right to distribute this software or to use it for any purpose does not give you the right to use Servicemarks",
	"Zlib":               "must not be misrepresented as being the original software",
	"blessing":           "dedicated to the public domain",
}

// forbidden are words of licences that would bind our own program.
var forbidden = regexp.MustCompile(`(?i)GNU (AFFERO |LESSER |LIBRARY )?GENERAL PUBLIC LICENSE|server side public license|business source license|creative commons attribution-?(noncommercial|sharealike)`)

// terms are the names of files in which a module says under which terms it stands.
var terms = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|copyright|unlicense|ofl)([-._].*)?$`)

// collect finds the licence of every part and the files that tell it, and reports all that is wrong at once.
func collect(table about.Table, modules []module) ([]part, error) {
	var parts []part
	var problems []error
	byPath := map[string]module{}
	for _, m := range modules {
		byPath[m.Path] = m
		if m.Path == us {
			parts = append(parts, part{module: m, Licence: "MIT"})
			continue
		}
		licence, ok := table.Modules[m.Path]
		if !ok {
			problems = append(problems, fmt.Errorf("%s: no licence stands in app/about/parts.json; read the module's, and enter it", m.Path))
			continue
		}
		texts, err := termsOf(m)
		p := part{module: m, Licence: licence, Texts: texts}
		parts, problems = append(parts, p), append(problems, err, p.check())
	}
	for path := range table.Modules {
		if _, ok := byPath[path]; !ok {
			problems = append(problems, fmt.Errorf("%s: stands in app/about/parts.json, and is in no program", path))
		}
	}
	for _, other := range table.Others {
		p, err := otherPart(other, byPath)
		parts, problems = append(parts, p), append(problems, err, p.check())
	}
	return parts, errors.Join(problems...)
}

// otherPart reads the texts of a part that is no module.
func otherPart(other about.Other, modules map[string]module) (part, error) {
	home := modules[us]
	if other.In != "" {
		var ok bool
		if home, ok = modules[other.In]; !ok {
			return part{Other: &other}, fmt.Errorf("%s: is said to be in %s, which is in no program", other.Name, other.In)
		}
	}
	p := part{module: module{Programs: home.Programs}, Other: &other, Licence: other.Licence}
	if other.System != "" {
		p.Programs = slices.DeleteFunc(slices.Clone(p.Programs), func(program string) bool { return !strings.HasPrefix(program, other.System) })
	}
	for _, name := range other.Texts {
		body, err := os.ReadFile(filepath.FromSlash(name)) //nolint:gosec // parts.json names it
		if err != nil {
			return p, err
		}
		p.Texts = append(p.Texts, text{Name: filepath.Base(name), Body: string(body)})
	}
	for _, name := range other.Within {
		body, err := os.ReadFile(filepath.Join(home.Dir, filepath.FromSlash(name)))
		if err != nil {
			return p, err
		}
		p.Texts = append(p.Texts, text{Name: name, Body: string(body)})
	}
	return p, nil
}

// termsOf reads the files of terms in the module's root, in the folders of the packages that are built in, and in between.
func termsOf(m module) ([]text, error) {
	folders := []string{m.Dir}
	for _, folder := range m.Folders {
		for ; len(folder) > len(m.Dir); folder = filepath.Dir(folder) {
			folders = append(folders, folder)
		}
	}
	slices.Sort(folders)
	var texts []text
	for _, folder := range slices.Compact(folders) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if !entry.Type().IsRegular() || !terms.MatchString(entry.Name()) || strings.HasSuffix(entry.Name(), ".go") {
				continue
			}
			path := filepath.Join(folder, entry.Name())
			body, err := os.ReadFile(path) //nolint:gosec // below a module's folder
			if errors.Is(err, fs.ErrNotExist) {
				continue
			} else if err != nil {
				return nil, err
			}
			name, err := filepath.Rel(m.Dir, path)
			if err != nil {
				return nil, err
			}
			texts = append(texts, text{Name: filepath.ToSlash(name), Body: string(body)})
		}
	}
	return texts, nil
}

// identifiers are the licences of an SPDX expression; one with an exception is one. OR is none: parts.json says what we chose.
var identifiers = regexp.MustCompile(`[A-Za-z][-.A-Za-z0-9]*( WITH [-.A-Za-z0-9]+)?`)

// check holds a part's licence against its texts.
func (p part) check() error {
	if len(p.Texts) == 0 {
		return fmt.Errorf("%s: it brings no licence", p.name())
	}
	var all strings.Builder
	for _, t := range p.Texts {
		all.WriteString(t.Body + "\n")
		// Lists of third parties name what is nowhere built in, too.
		if p.Other == nil && forbidden.MatchString(t.Body) && !strings.Contains(t.Name, "3RD-PARTY") {
			return fmt.Errorf("%s: %s speaks of a licence that may not be built in: %q", p.name(), t.Name, forbidden.FindString(t.Body))
		}
	}
	words := plain(all.String())
	for _, id := range identifiers.FindAllString(p.Licence, -1) {
		if id == "AND" {
			continue
		}
		says, ok := known[id]
		if !ok {
			return fmt.Errorf("%s: %s is not a licence that may be built in", p.name(), id)
		}
		if !strings.Contains(words, plain(says)) {
			return fmt.Errorf("%s: its texts are not those of %s; read them, and correct app/about/parts.json", p.name(), id)
		}
	}
	return nil
}

// plain is a text without what differs between copies of one licence: case, line ends, marks of comments, punctuation.
func plain(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), " ")
}

// licences writes all texts into one. A text that stands there already is not repeated.
func licences(version string, parts []part) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, `Kanzleicode %s contains parts by others, whose licences follow, in the words of their makers.
Kanzleicode itself is under the MIT licence (file LICENSE). The same list for machines: kanzleicode-%s.cdx.json.

`, version, version)
	for _, p := range parts {
		if p.Path != us {
			fmt.Fprintf(&out, "  %s: %s\n", strings.TrimSpace(p.name()+" "+p.version()), p.Licence)
		}
	}
	seen := map[string]string{}
	for _, p := range parts {
		if p.Path == us {
			continue
		}
		fmt.Fprintf(&out, "\n%s\n%s\n%s\n", strings.Repeat("=", 100), strings.TrimSpace(p.name()+" "+p.version()), p.Licence)
		switch {
		case p.Other == nil:
			fmt.Fprintf(&out, "https://pkg.go.dev/%s\n", p.Path)
		case p.Other.In != "" && p.Other.Name != about.Go:
			fmt.Fprintf(&out, "%s\npart of %s\n", p.Other.Source, p.Other.In)
		default:
			fmt.Fprintln(&out, p.Other.Source)
		}
		if p.Patched {
			fmt.Fprintln(&out, "with changes by the Kanzleicode authors (packaging/fyne-"+p.Version+".patch in Kanzleicode's source)")
		}
		for _, t := range p.Texts {
			body := strings.Trim(strings.ReplaceAll(t.Body, "\r", ""), "\ufeff\n")
			fmt.Fprintf(&out, "\n---- %s ----\n", t.Name)
			if before, ok := seen[body]; ok {
				fmt.Fprintf(&out, "\nThe same text as that of %s.\n", before)
				continue
			}
			seen[body] = p.name() + " (" + t.Name + ")"
			fmt.Fprintf(&out, "\n%s\n", body)
		}
	}
	return out.Bytes()
}

// version is a part's as people write it, "" if none is known.
func (p part) version() string {
	if p.Other != nil {
		return p.Other.Version
	}
	return p.Version
}
