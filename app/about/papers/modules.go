package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// module is a Go module that at least one program is built from.
type module struct {
	Path, Version string
	Dir           string   // where its files are
	Patched       bool     // the files are not those of the version but ours, from build/
	Folders       []string // of the packages that are built in
	Programs      []string // that it is in, by name
	Needs         []string // paths of the modules whose packages its packages import, sorted
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir string
	Imports         []string
	ImportMap       map[string]string
	Module          *struct {
		Path, Version, Dir string
		Main               bool
		Replace            *struct{ Dir string }
	}
}

// shipped asks go which modules the programs are built from; the path of our own is "kanzleicode", and it is the first.
func shipped(ctx context.Context, programs []string) ([]module, error) {
	if len(programs) == 0 {
		return nil, errors.New("no programs are named")
	}
	found := map[string]*module{}
	for _, program := range programs {
		words := strings.Fields(program)
		if len(words) != 4 {
			return nil, fmt.Errorf("%q is not NAME GOOS CGO_ENABLED TAGS", program)
		}
		packages, err := list(ctx, words[1], words[2], words[3])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", words[0], err)
		}
		add(found, words[0], packages)
	}
	modules := make([]module, 0, len(found))
	for _, m := range found {
		for _, names := range []*[]string{&m.Folders, &m.Programs, &m.Needs} {
			slices.Sort(*names)
			*names = slices.Compact(*names)
		}
		modules = append(modules, *m)
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	at := slices.IndexFunc(modules, func(m module) bool { return m.Path == us })
	if at < 0 {
		return nil, errors.New("the program itself is missing: not in the root of the repository?")
	}
	ours := modules[at]
	return slices.Insert(slices.Delete(modules, at, at+1), 0, ours), nil
}

// us is the path of our own module.
const us = "kanzleicode"

func list(ctx context.Context, system, cgo, tags string) ([]listed, error) {
	command := exec.CommandContext(ctx, "go", "list", "-deps", "-json=ImportPath,Dir,Imports,ImportMap,Module", "-tags", tags, ".") //nolint:gosec // our own script names the tags
	command.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED="+cgo)
	command.Stderr = os.Stderr
	said, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(said)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		packages = append(packages, p)
	}
}

// add enters the packages of one program.
func add(found map[string]*module, program string, packages []listed) {
	of := map[string]string{}
	for _, p := range packages {
		if p.Module == nil {
			continue // the standard library
		}
		of[p.ImportPath] = p.Module.Path
		m := found[p.Module.Path]
		if m == nil {
			m = &module{Path: p.Module.Path, Version: p.Module.Version, Dir: p.Module.Dir, Patched: p.Module.Replace != nil}
			found[p.Module.Path] = m
		}
		m.Folders = append(m.Folders, p.Dir)
		m.Programs = append(m.Programs, program)
	}
	for _, p := range packages {
		for _, imported := range p.Imports {
			if mapped := p.ImportMap[imported]; mapped != "" {
				imported = mapped
			}
			if to := of[imported]; to != "" && p.Module != nil && to != p.Module.Path {
				found[p.Module.Path].Needs = append(found[p.Module.Path].Needs, to)
			}
		}
	}
}

// hashes reads a go.sum: for "path version" the SHA-256 in hexadecimal that go holds the module to (over the list of its
// files and their hashes, as golang.org/x/mod/sumdb/dirhash describes).
func hashes(path string) (map[string]string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) != 3 || !strings.HasPrefix(words[2], "h1:") {
			return nil, fmt.Errorf("%s: %q is no line of a go.sum", path, lines.Text())
		}
		sum, err := base64.StdEncoding.DecodeString(words[2][len("h1:"):])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		sums[words[0]+" "+words[1]] = hex.EncodeToString(sum)
	}
	return sums, nil
}
