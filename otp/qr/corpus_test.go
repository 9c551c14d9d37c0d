package qr

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The corpus stands beside the checkout: machine-made pictures with their payloads, and score.py, which
// reads the results:
//
//	go test ./otp/qr -run TestCorpus -args -results /tmp/r.jsonl -budget 1.3s
//	python3 ../shared/qr-corpus/score.py --results /tmp/r.jsonl --misses
var (
	corpusResults = flag.String("results", "", "write what was read from the corpus to this file, one JSON object a line, as score.py reads it")
	corpusBudget  = flag.Duration("budget", time.Minute, "time budget for a picture of the corpus; ample, so that a busy machine loses none")
)

var corpusDir = filepath.Join("..", "..", "..", "shared", "qr-corpus")

type corpusPicture struct {
	File            string
	Family          string
	Expected        []string
	ExpectedOTPAuth []string `json:"expected_otpauth"`
	Optional        bool
}

func corpus(t testing.TB) []corpusPicture {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(corpusDir, "manifest.json"))
	if err != nil {
		t.Skip("the QR corpus is not beside the checkout (../shared/qr-corpus)")
	}
	var manifest struct{ Images []corpusPicture }
	if err := json.Unmarshal(raw, &manifest); err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(manifest.Images, func(p corpusPicture) bool { return p.Optional })
}

// corpusFloor is how many pictures of each family are read: all otpauth payloads, and nothing that is not
// in the picture. A family that is not named is read completely. Raise a number when a change earns it.
var corpusFloor = map[string]int{
	"h-blur": 7, // of 8
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	pictures := corpus(t)
	if raceDetector {
		// One easy picture of each family: the run without the detector reads them all.
		seen := map[string]bool{}
		pictures = slices.DeleteFunc(pictures, func(p corpusPicture) bool {
			again := seen[p.Family] || strings.HasPrefix(p.Family, "h-")
			seen[p.Family] = true
			return again
		})
	}
	type outcome struct {
		File     string   `json:"file"`
		Payloads []string `json:"payloads"`
		MS       float64  `json:"ms"`
	}
	outcomes := make([]outcome, len(pictures))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				data, err := os.ReadFile(filepath.Join(corpusDir, pictures[i].File))
				if err != nil {
					t.Error(err)
					continue
				}
				o := outcome{File: pictures[i].File, Payloads: []string{}}
				start := time.Now()
				if img, err := Load(data); err == nil {
					symbols, _ := Reader{Budget: *corpusBudget}.Decode(context.Background(), img)
					for _, s := range symbols {
						o.Payloads = append(o.Payloads, s.Payload)
					}
				}
				o.MS = float64(time.Since(start).Microseconds()) / 1000
				outcomes[i] = o
			}
		})
	}
	for i := range pictures {
		next <- i
	}
	close(next)
	workers.Wait()

	type tally struct{ all, read, strict int }
	families, sum := map[string]*tally{}, tally{}
	for i, p := range pictures {
		f := families[p.Family]
		if f == nil {
			f = &tally{}
			families[p.Family] = f
		}
		f.all++
		got := outcomes[i].Payloads
		for _, payload := range got {
			if !slices.Contains(p.Expected, payload) {
				t.Errorf("%s: a read that is not in the picture", p.File)
			}
		}
		missing := func(want []string) bool {
			return slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(got, w) })
		}
		if !missing(p.ExpectedOTPAuth) {
			f.read++
		} else {
			t.Logf("not read: %s", p.File)
		}
		if !missing(p.Expected) {
			f.strict++
		}
	}
	for name, f := range families {
		floor, named := corpusFloor[name]
		if !named {
			floor = f.all
		}
		if f.read < floor {
			t.Errorf("%s: %d of %d read, %d before", name, f.read, f.all, floor)
		}
		if name != "negative" {
			sum.all, sum.read, sum.strict = sum.all+f.all, sum.read+f.read, sum.strict+f.strict
		}
	}
	times := slices.SortedFunc(slices.Values(outcomes), func(a, b outcome) int { return cmp.Compare(a.MS, b.MS) })
	t.Logf("read %d of %d = %.1f %%, every code of the picture %.1f %%; median %.0f ms, p95 %.0f ms, worst %.0f ms", sum.read, sum.all,
		100*float64(sum.read)/float64(sum.all), 100*float64(sum.strict)/float64(sum.all),
		times[len(times)/2].MS, times[len(times)*95/100].MS, times[len(times)-1].MS)

	if *corpusResults != "" {
		var b strings.Builder
		for _, o := range outcomes {
			if err := json.NewEncoder(&b).Encode(o); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(*corpusResults, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
