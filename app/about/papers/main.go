// Command papers writes the papers that come with a release: the list of everything that is in the programs (a CycloneDX
// SBOM) and the licences of all of it. Both are made from what go would build, from app/about/parts.json, and from the
// licences that the modules bring; it fails, with the module's name, if a licence is not known there, is not one that may
// be built in, or is not what the text beside the module says. Run it from the root of the repository, by .ci/package-papers:
//
//	papers [-out DIR -version VERSION [-extra]] "NAME GOOS CGO_ENABLED TAGS" ...
//
// Each argument is a program that is handed out. Without -out it only checks. -extra: the parts that lie beside the programs
// in some packages are in these.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"kanzleicode/app/about"
)

func main() {
	out := flag.String("out", "", "the folder to write to; none: only check")
	version := flag.String("version", "", "of the release")
	extra := flag.Bool("extra", false, "with the parts beside the programs")
	flag.Parse()
	if err := run(context.Background(), *out, *version, *extra, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, version string, extra bool, programs []string) error {
	table, err := about.Read()
	if err != nil {
		return fmt.Errorf("parts.json: %w", err)
	}
	modules, err := shipped(ctx, programs)
	if err != nil {
		return err
	}
	parts, err := collect(table, modules)
	if err != nil {
		return err
	}
	if out == "" {
		fmt.Printf("%d modules and %d other parts, each with a licence that may be built in\n", len(table.Modules), len(table.Others))
		return nil
	}
	if !extra {
		parts = slices.DeleteFunc(parts, func(p part) bool { return p.Other != nil && p.Other.Extra })
	}
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return errors.New("SOURCE_DATE_EPOCH is to say when the release was made, in seconds since 1970")
	}
	sums, err := hashes("go.sum")
	if err != nil {
		return err
	}
	bom, err := sbom(version, time.Unix(seconds, 0).UTC(), parts, sums)
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{
		"kanzleicode-" + version + ".cdx.json": bom,
		"THIRD_PARTY_LICENSES.txt":             licences(version, parts),
	} {
		if err := os.WriteFile(filepath.Join(out, name), data, 0o644); err != nil { //nolint:gosec // everybody may read the papers
			return err
		}
	}
	return nil
}
