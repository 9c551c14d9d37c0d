package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if len(os.Args) == 4 && os.Args[1] == turnCommand {
		finish(turn(os.Args[2], os.Args[3]))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	options, err := parse(os.Args[1:])
	if err == nil {
		err = options.run(ctx, os.Stdout)
	}
	finish(err)
}

func finish(err error) {
	switch {
	case err == nil:
		os.Exit(0)
	case !errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(os.Stderr, "score:", err)
	}
	os.Exit(1)
}

// options are the arguments.
type options struct {
	corpus, program, results, docs string
	sets, families                 []string
	compare                        bool
	limit                          time.Duration
}

func parse(args []string) (*options, error) {
	o := &options{}
	list := func(to *[]string) func(string) error {
		return func(value string) error {
			*to = append(*to, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })...)
			return nil
		}
	}
	flags := flag.NewFlagSet("score", flag.ContinueOnError)
	flags.StringVar(&o.corpus, "corpus", filepath.Join("..", "shared", "qr-corpus"), "`folder` with the corpus")
	flags.StringVar(&o.program, "program", filepath.Join("build", "kanzleicode"), "`path` of our program")
	flags.BoolVar(&o.compare, "compare", false, "measure zbarimg and ZXingReader beside it")
	flags.Func("set", "further `folders` with pictures, FOLDER or NAME=FOLDER, after a comma or a blank each", list(&o.sets))
	flags.Func("family", "only these `families`", list(&o.families))
	flags.StringVar(&o.results, "results", "", "write what was read from the corpus to this `file`, as score.py reads it")
	flags.StringVar(&o.docs, "docs", "", "write the result into performance.md in this `folder`, and the misses into its pictures")
	flags.DurationVar(&o.limit, "limit", 20*time.Second, "`time` after which a program counts as hanging")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("what is %q?", flags.Arg(0))
	}
	return o, nil
}

// outcome is a set with what the programs made of it.
type outcome struct {
	set      *set
	programs []*program
	scores   []*score
}

func (o *options) run(ctx context.Context, w io.Writer) error {
	programs, err := o.programs()
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "qr-score")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	corpus, err := openSet(o.corpus, scratch, o.families)
	if err != nil {
		return err
	}
	first, readings, err := o.score(ctx, corpus, programs)
	if err != nil {
		return err
	}
	if o.results != "" {
		if err := writeResults(o.results, corpus, readings[0]); err != nil {
			return err
		}
	}
	outcomes := []outcome{first}
	for _, folder := range o.sets {
		name, folder, named := strings.Cut(folder, "=")
		if !named {
			name, folder = filepath.Base(name), name
		}
		s, err := openSet(folder, scratch, nil)
		if err != nil {
			return err
		}
		s.Name = name
		next, _, err := o.score(ctx, s, programs)
		if err != nil {
			return err
		}
		outcomes = append(outcomes, next)
	}
	for _, out := range outcomes {
		if _, err := io.WriteString(w, out.report(true)); err != nil {
			return err
		}
	}
	if o.docs != "" {
		return document(o.docs, outcomes)
	}
	return nil
}

// programs are those to measure; what is missing is named before anything starts.
func (o *options) programs() ([]*program, error) {
	programs := []*program{ours(o.program)}
	if o.compare {
		programs = append(programs, others()...)
	}
	for _, p := range programs {
		if err := p.there(); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(filepath.Join(o.corpus, "manifest.json")); err != nil {
		return nil, fmt.Errorf("the corpus of QR pictures is missing: no manifest.json in %s. It is not part of this repository; "+
			"put it there or name its folder (-corpus, or QR_CORPUS for make)", o.corpus)
	}
	return programs, nil
}

func (o *options) score(ctx context.Context, s *set, programs []*program) (outcome, [][]reading, error) {
	readings, err := measure(ctx, s, programs, o.limit, progress(s))
	if err != nil {
		return outcome{}, nil, err
	}
	out := outcome{set: s, programs: programs}
	for _, r := range readings {
		out.scores = append(out.scores, s.rate(r))
	}
	return out, readings, nil
}

// progress tells on the error output how far it is, for people who wait.
func progress(s *set) func(int) {
	return func(done int) {
		if done%25 == 0 || done == len(s.Pictures) {
			fmt.Fprintf(os.Stderr, "%s: %d of %d pictures\n", s.Name, done, len(s.Pictures))
		}
	}
}

// writeResults writes one JSON object a line, as score.py --results reads them.
func writeResults(path string, s *set, readings []reading) error {
	var out strings.Builder
	for i, r := range readings {
		line := struct {
			File     string   `json:"file"`
			Payloads []string `json:"payloads"`
			MS       float64  `json:"ms"`
			Crash    bool     `json:"crash"`
		}{s.Pictures[i].Name, append([]string{}, r.Payloads...), r.MS, r.Crash}
		if err := json.NewEncoder(&out).Encode(line); err != nil {
			return err
		}
	}
	return os.WriteFile(path, []byte(out.String()), 0o600)
}
