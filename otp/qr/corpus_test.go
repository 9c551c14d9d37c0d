package qr

import (
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var results = flag.String("results", "", "write what was read from the corpus to this file, one JSON object a line, for score.py")
var budget = flag.Duration("budget", 0, "time budget for a picture of the corpus (default: that of Decode)")

type corpusPicture struct {
	File            string
	Family          string
	Expected        []string
	ExpectedOTPAuth []string `json:"expected_otpauth"`
	Optional        bool
}

func TestCorpus(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "qr-corpus")
	raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Skip("the QR corpus is not beside the checkout (../shared/qr-corpus)")
	}
	var manifest struct{ Images []corpusPicture }
	if err := json.Unmarshal(raw, &manifest); err != nil {
		t.Fatal(err)
	}
	var out *json.Encoder
	if *results != "" {
		f, err := os.Create(*results)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		out = json.NewEncoder(f)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	work := make(chan corpusPicture)
	for range 2 {
		wg.Go(func() {
			for p := range work {
				data, err := os.ReadFile(filepath.Join(dir, p.File))
				if err != nil {
					t.Error(err)
					continue
				}
				got := []string{}
				start := time.Now()
				if img, err := Load(data); err == nil {
					symbols, _ := Reader{Budget: *budget}.Decode(context.Background(), img)
					for _, s := range symbols {
						got = append(got, s.Payload)
					}
				}
				ms := float64(time.Since(start).Microseconds()) / 1000
				mu.Lock()
				for _, g := range got {
					if !slices.Contains(p.Expected, g) {
						t.Errorf("%s: a read that is not in the picture", p.File)
					}
				}
				if out != nil {
					out.Encode(map[string]any{"file": p.File, "payloads": got, "ms": ms})
				}
				mu.Unlock()
			}
		})
	}
	for _, p := range manifest.Images {
		if !strings.HasSuffix(p.File, ".pdf") {
			work <- p
		}
	}
	close(work)
	wg.Wait()
}
