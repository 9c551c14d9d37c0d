package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kanzleicode/otp/qr"
)

// TestMain lets tests start this program, which turns pictures in a process of its own.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == turnCommand {
		finish(turn(os.Args[2], os.Args[3]))
	}
	os.Exit(m.Run())
}

// TestLikeScorePy has the corpus's own scorer judge the same readings: right ones, and with a fixed seed some
// that are incomplete, wrong, empty or a crash.
func TestLikeScorePy(t *testing.T) {
	t.Parallel()
	corpus := filepath.Join("..", "..", "..", "..", "shared", "qr-corpus")
	if _, err := os.Stat(filepath.Join(corpus, "score.py")); err != nil {
		t.Skip("the QR corpus is not beside the checkout (../shared/qr-corpus)")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal("python3 is not installed; make test installs it")
		}
		t.Skip("python3 is not installed; make test installs it")
	}
	s, err := openSet(corpus, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	readings := make([]reading, len(s.Pictures))
	for i, p := range s.Pictures {
		r := reading{Payloads: slices.Clone(p.Expected), MS: float64(random.IntN(2_000_000)) / 1000}
		switch random.IntN(6) {
		case 0:
			r.Payloads = r.Payloads[:len(r.Payloads)/2]
		case 1:
			r.Payloads = append(r.Payloads, "https://example.org/not-there")
		case 2:
			r.Payloads = append(r.Payloads, "otpauth://totp/not-there?secret=MFRGGZDFMZTWQ2LK")
		case 3:
			r.Crash = true
		}
		readings[i] = r
	}
	results, verdicts := filepath.Join(t.TempDir(), "results.jsonl"), filepath.Join(t.TempDir(), "verdicts.json")
	if err := writeResults(results, s, readings); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", filepath.Join(corpus, "score.py"), "--results", results, "--json", verdicts).CombinedOutput()
	if err != nil {
		t.Fatalf("score.py: %v\n%s", err, out)
	}
	raw, err := os.ReadFile(verdicts)
	if err != nil {
		t.Fatal(err)
	}
	var theirs struct {
		Total    map[string]int
		Families map[string][3]int
	}
	if err := json.Unmarshal(raw, &theirs); err != nil {
		t.Fatal(err)
	}
	ours := s.rate(readings)
	for name, want := range theirs.Families {
		if f := ours.Families[name]; f == nil || [3]int{f.All, f.Import, f.Strict} != want {
			t.Errorf("%s: %v, score.py says %v", name, f, want)
		}
	}
	total := map[string]int{
		"n": ours.Positives.All, "import": ours.Positives.Import, "strict": ours.Positives.Strict,
		"neg": ours.Negatives.All, "negok": ours.Negatives.Import, "wrong": ours.Wrong, "crash": ours.Crashes,
	}
	for name, want := range theirs.Total {
		if total[name] != want {
			t.Errorf("%s: %d, score.py says %d", name, total[name], want)
		}
	}
	times := fmt.Sprintf("median %.1f, p95 %.1f, worst %.1f", median(ours.All), p95(ours.All), worst(ours.All))
	if !strings.Contains(string(out), times) {
		t.Errorf("%s, score.py says:\n%s", times, out)
	}
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		read   func(string) ([]string, error)
		output string
		want   []string
		bad    bool
	}{
		{"ours", readJSON, `{"file":"a","payloads":["x\ny","ä"],"error":null,"ms":1.5}` + "\n", []string{"x\ny", "ä"}, false},
		{"ours, nothing", readJSON, `{"file":"a","payloads":[],"error":"broken","ms":0.1}` + "\n", []string{}, false},
		{"ours, silent", readJSON, "", nil, true},
		{"ours, another", readJSON, `{"a":1}`, nil, true},
		{"zbarimg", readZbar, "QR-Code:one\nQR-Code:two\n", []string{"one", "two"}, false},
		{"zbarimg, lines", readZbar, "QR-Code:BCD\n002\n\n\nend\nQR-Code:two\n\n", []string{"BCD\n002\n\n\nend", "two\n"}, false},
		{"zbarimg, mark inside", readZbar, "QR-Code:a QR-Code:b\n", []string{"a QR-Code:b"}, false},
		{"zbarimg, nothing", readZbar, "", nil, false},
		{"zbarimg, another", readZbar, "hello\n", nil, true},
		{"ZXingReader", readZXing, "Text:       \"one\"\nBytes:      6F 6E\nFormat:     QRCode\n\nText:       \"t\"w\no\"\nBytes:      74\n", []string{"one", "t\"w\no"}, false},
		{"ZXingReader, nothing", readZXing, "No barcode found\n", nil, false},
		{"ZXingReader, another", readZXing, "Text:       \"one\"\nLength: 3\n", nil, true},
	}
	for _, test := range tests {
		got, err := test.read(test.output)
		if !slices.Equal(got, test.want) || test.bad != (err != nil) {
			t.Errorf("%s: %q, %v", test.name, got, err)
		}
	}
}

// TestOtherPrograms has the real ones read two codes in one picture, one of them with line breaks.
func TestOtherPrograms(t *testing.T) {
	t.Parallel()
	want := []string{"BCD\n002\n1\n\n\nRG 2026", "otpauth://totp/a?secret=MFRGGZDFMZTWQ2LK"}
	page := image.NewGray(image.Rect(0, 0, 700, 400))
	for i := range page.Pix {
		page.Pix[i] = 255
	}
	for n, text := range want {
		code, err := qr.Encode(text, 5)
		if err != nil {
			t.Fatal(err)
		}
		for y := range code.Bounds().Dy() {
			for x := range code.Bounds().Dx() {
				page.Set(50+n*350+x, 50+y, code.At(x, y))
			}
		}
	}
	file := filepath.Join(t.TempDir(), "page.png")
	if err := writePNG(file, page, png.BestSpeed); err != nil {
		t.Fatal(err)
	}
	for _, p := range others() {
		if p.there() != nil {
			t.Logf("%s is not installed; make qr-compare installs it", p.Name)
			continue
		}
		r, err := p.run(t.Context(), file, time.Minute)
		if err != nil || r.Crash || r.Refused || !slices.Equal(r.Payloads, want) {
			t.Errorf("%s: %+v, %v", p.Name, r, err)
		}
	}
}

// TestSamples reads a folder as ZXing-C++ and BoofCV keep theirs.
func TestSamples(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"qrcode-1/1.png": "", "qrcode-1/1.txt": "one\r\ntwo\n",
		"qrcode-7/01-01.png": "", "qrcode-7/01-02.png": "", "qrcode-7/01.txt": "whole text",
		"blurred/a.png": "", "blurred/a.txt": "# list of hand selected 2D points\nSETS\n1 2 3 4\n", "blurred/b-3.png": "",
		"falsepositives-1/x.png": "",
	} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".png" {
			img := image.NewRGBA(image.Rect(0, 0, 3, 2))
			img.Set(0, 0, color.White)
			if err := writePNG(path, img, png.BestSpeed); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := openSet(folder, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	readings := map[string][]string{
		"qrcode-1/1.png":                 {"one\r\ntwo\n"},
		"qrcode-1/1.png turned 90°":      {"one\ntwo"},
		"qrcode-1/1.png turned 180°":     {},
		"qrcode-1/1.png turned 270°":     {"one\r\ntwo\n", "three"},
		"qrcode-7/01-01.png":             {"whole "},
		"qrcode-7/01-02.png":             {"other"},
		"qrcode-7/01-02.png turned 180°": {},
		"blurred/a.png":                  {"anything"},
		"blurred/b-3.png":                {},
		"falsepositives-1/x.png":         {"anything"},
	}
	want := map[string]verdict{
		"qrcode-1/1.png":             {Import: true, Strict: true},
		"qrcode-1/1.png turned 90°":  {Wrong: true},
		"qrcode-1/1.png turned 270°": {Wrong: true},
		"qrcode-7/01-01.png":         {Import: true, Strict: true},
		"qrcode-7/01-02.png":         {Wrong: true},
		"blurred/a.png":              {Import: true, Strict: true},
		"falsepositives-1/x.png":     {Wrong: true},
	}
	if len(s.Pictures) != 3*4+2+1 {
		t.Errorf("%d pictures", len(s.Pictures))
	}
	for _, p := range s.Pictures {
		if got := p.judge(reading{Payloads: readings[p.Name]}); got != want[p.Name] {
			t.Errorf("%s: %+v, want %+v", p.Name, got, want[p.Name])
		}
		if _, err := os.Stat(p.File); err != nil {
			t.Error(err)
		}
	}
}

// TestTurned turns a picture whose corners differ.
func TestTurned(t *testing.T) {
	t.Parallel()
	img := image.NewGray(image.Rect(0, 0, 2, 3))
	copy(img.Pix, []byte{1, 2, 3, 4, 5, 6})
	got := quarter(img)
	var values []byte
	for y := range 2 {
		for x := range 3 {
			values = append(values, color.GrayModel.Convert(got.At(x, y)).(color.Gray).Y)
		}
	}
	if !slices.Equal(values, []byte{5, 3, 1, 6, 4, 2}) {
		t.Errorf("%v", values)
	}
}

// TestRuns starts real processes: what they print, a crash, one that hangs, and how much memory they held.
func TestRuns(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh")
	}
	shell := func(script string) *program {
		return &program{Name: "sh", Command: []string{"sh", "-c", script, "sh"}, Read: readZbar,
			Refuses: func(_, problems string) bool { return problems != "" }}
	}
	tests := []struct {
		name, script string
		want         reading
	}{
		{"twice the same", `printf 'QR-Code:%s\nQR-Code:a\nQR-Code:%s\n' "$1" "$1"`, reading{Payloads: []string{"FILE", "a"}}},
		{"fails", `echo 'QR-Code:a'; exit 3`, reading{Payloads: []string{"a"}}},
		{"refuses", `echo no >&2; exit 1`, reading{Refused: true}},
		{"panics", `echo 'QR-Code:a'; echo 'panic: x' >&2; exit 2`, reading{Crash: true}},
		{"is killed", `kill -9 $$`, reading{Crash: true}},
		{"hangs", `exec sleep 60`, reading{Crash: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			limit := 30 * time.Second
			if test.name == "hangs" {
				limit = 100 * time.Millisecond
			}
			got, err := shell(test.script).run(t.Context(), "FILE", limit)
			if err != nil {
				t.Fatal(err)
			}
			if got.MS <= 0 || got.Memory <= 0 {
				t.Errorf("%f ms, %d bytes", got.MS, got.Memory)
			}
			if !slices.Equal(got.Payloads, test.want.Payloads) || got.Crash != test.want.Crash || got.Refused != test.want.Refused {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

// TestMissing says what is missing.
func TestMissing(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{"-program", "true", "-corpus", filepath.Join(t.TempDir(), "nowhere")})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.run(t.Context(), &strings.Builder{}); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("%v", err)
	}
	o.program = filepath.Join(t.TempDir(), "no-program")
	if err := o.run(t.Context(), &strings.Builder{}); err == nil || !strings.Contains(err.Error(), "no-program") {
		t.Errorf("%v", err)
	}
}

// TestDocument writes a result between the marks, and the misses as pictures in place of older ones.
func TestDocument(t *testing.T) {
	t.Parallel()
	docs := t.TempDir()
	if err := os.Mkdir(filepath.Join(docs, "pictures"), 0o750); err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(docs, "pictures", missPrefix+"old.png")
	if err := os.WriteFile(old, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(docs, "performance.md")
	if err := os.WriteFile(path, []byte("before\n"+docsBegin+"\nstale\n"+docsEnd+"\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	photo := filepath.Join(docs, "blur-1.png")
	if err := writePNG(photo, image.NewGray(image.Rect(0, 0, 900, 300)), png.BestSpeed); err != nil {
		t.Fatal(err)
	}
	s := &set{Name: "corpus", Pictures: []picture{{File: photo, Name: "blur-1.png", Family: "blur", Expected: []string{"a"}, Wanted: []string{"a"}, Params: `{"radius":3}`}}}
	p := &program{Name: "kanzleicode", Version: func() string { return "Kanzleicode 1.2.3" }}
	o := outcome{set: s, programs: []*program{p}, scores: []*score{s.rate([]reading{{MS: 1}})}}
	if err := document(docs, []outcome{o}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"before\n", "kanzleicode 1.2.3", "![blur-1](pictures/qr-miss-blur-1.png)", `{"radius":3}`, "\nafter\n"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%q is not in it:\n%s", part, text)
		}
	}
	if _, err := os.Stat(old); strings.Contains(string(text), "stale") || err == nil {
		t.Errorf("what was there before still is (%v):\n%s", err, text)
	}
	if img := load(filepath.Join(docs, "pictures", missPrefix+"blur-1.png")); img == nil || img.Bounds().Dx() != missSide {
		t.Errorf("the small picture is %v", img)
	}
}
