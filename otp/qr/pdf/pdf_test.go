package pdf

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"kanzleicode/otp/qr"
)

// shared compiles PDFium once for all tests. Its budget is ample, so that a busy machine loses no code.
var shared = Reader{budget: time.Minute}

// impatient is shared with less time for a document.
func impatient(t testing.TB, limit time.Duration) *Reader {
	t.Helper()
	if _, err := shared.Payloads(t.Context(), manyPages(1)); !errors.Is(err, qr.ErrNone) {
		t.Fatal(err)
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	return &Reader{compiled: shared.compiled, limit: limit}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".pdf"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func sample(name string) string {
	return "otpauth://totp/Muster%20GmbH:" + name + "@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Muster%20GmbH&algorithm=SHA256"
}

func TestPayloads(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"chromium-img":   {"img"},
		"chromium-svg":   {"svg"},
		"chromium-two":   {"two-1", "two-2"},
		"libreoffice":    {"libreoffice"},
		"scan-jpeg":      {"scan"},
		"scan-ccitt":     {"fax"},
		"owner-password": {"password"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := fixture(t, name)
			if !Is(data) {
				t.Error("not recognised")
			}
			got, err := shared.Payloads(t.Context(), data)
			if err != nil {
				t.Fatal(err)
			}
			for i := range want {
				want[i] = sample(want[i])
			}
			if !slices.Equal(got, want) {
				t.Errorf("read %q, want %q", got, want)
			}
		})
	}
}

// TestCorpus reads the documents of the corpus beside the checkout.
func TestCorpus(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "..", "..", "shared", "qr-corpus")
	raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Skip("the QR corpus is not beside the checkout (../shared/qr-corpus)")
	}
	var manifest struct {
		Images []struct {
			File     string
			Expected []string
		}
	}
	if err := json.Unmarshal(raw, &manifest); err != nil {
		t.Fatal(err)
	}
	documents := 0
	for _, p := range manifest.Images {
		if filepath.Ext(p.File) != ".pdf" {
			continue
		}
		documents++
		data, err := os.ReadFile(filepath.Join(dir, p.File))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := shared.Payloads(t.Context(), data); err != nil || !slices.Equal(got, p.Expected) {
			t.Errorf("%s: %d codes, %v", p.File, len(got), err)
		}
	}
	if documents == 0 {
		t.Error("no documents in the corpus")
	}
}

// TestDrawn reads codes wherever a document can put them.
func TestDrawn(t *testing.T) {
	t.Parallel()
	code := drawing(t, sample("drawn"))
	for name, data := range map[string][]byte{
		"page":             document1(code, ""),
		"turned":           document1(code, "/Rotate 270"),
		"crop box":         document1(code, "/CropBox [20 20 420 420]"),
		"other origin":     build(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[-500 -500 100 100]/Contents 4 0 R>>", stream("", "1 0 0 1 -480 -480 cm "+code)),
		"transparency":     document1(code, "/Group<</S/Transparency/CS/DeviceRGB/I true>>"),
		"form in a form":   build(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>", stream("", "/F Do"), stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</G 6 0 R>>>>", "/G Do"), stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", code)),
		"stamp annotation": build(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R]>>", stream("", ""), "<</Type/Annot/Subtype/Stamp/F 4/Rect[0 0 595 842]/AP<</N 6 0 R>>>>", stream("/Type/XObject/Subtype/Form/BBox[0 0 595 842]", code)),
		"stamp-sized page": build(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 20 20]/Contents 4 0 R>>", stream("", "0.05 0 0 0.05 0 0 cm "+code)),
		"poster":           build(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 5950 8420]/Contents 4 0 R>>", stream("", "5 0 0 5 0 0 cm "+code)),
		"small":            build(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>", stream("", "0.055 0 0 0.055 100 100 cm "+code)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := shared.Payloads(t.Context(), data)
			if err != nil || !slices.Equal(got, []string{sample("drawn")}) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestSameCodeOnce(t *testing.T) {
	t.Parallel()
	code := stream("", drawing(t, sample("drawn")))
	page := "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>"
	got, err := shared.Payloads(t.Context(), build(catalog, "<</Type/Pages/Count 2/Kids[4 0 R 5 0 R]>>", code, page, page))
	if err != nil || len(got) != 1 {
		t.Errorf("%d payloads, %v", len(got), err)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	var numbers []int
	var pictures []image.Image
	for page, err := range shared.Pages(t.Context(), fixture(t, "chromium-two")) {
		if err != nil {
			t.Fatal(err)
		}
		picture, err := page.Picture(100)
		if err != nil {
			t.Fatal(err)
		}
		numbers, pictures = append(numbers, page.Number), append(pictures, picture)
	}
	if !slices.Equal(numbers, []int{1, 2}) {
		t.Fatalf("pages %v", numbers)
	}
	for i, picture := range pictures { // they outlive the document
		symbols, err := qr.Reader{Budget: time.Minute}.Decode(t.Context(), picture)
		if err != nil || symbols[0].Payload != sample([]string{"two-1", "two-2"}[i]) {
			t.Errorf("page %d: %v", i+1, err)
		}
		if corner := picture.At(0, 0); corner != (color.RGBA{0xff, 0xff, 0xff, 0xff}) {
			t.Errorf("page %d: the paper is %v", i+1, corner)
		}
	}
	for page, err := range shared.Pages(t.Context(), fixture(t, "chromium-two")) {
		if err != nil || page.Number != 1 {
			t.Error("went on after the loop was left")
		}
		break
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	var wait sync.WaitGroup
	for _, name := range []string{"img", "svg", "img"} {
		wait.Go(func() {
			got, err := shared.Payloads(context.Background(), fixture(t, "chromium-"+name))
			if err != nil || !slices.Equal(got, []string{sample(name)}) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	wait.Wait()
}

func TestErrors(t *testing.T) {
	t.Parallel()
	empty := "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"
	for _, c := range []struct {
		name string
		data []byte
		want Error
	}{
		{"password", fixture(t, "password"), Error{Reason: ReasonProtected}},
		{"nothing", nil, Error{Reason: ReasonDamaged}},
		{"header alone", []byte("%PDF-1.7\n"), Error{Reason: ReasonDamaged}},
		{"no picture at all", []byte("hello"), Error{Reason: ReasonDamaged}},
		{"too large", make([]byte, MaxFileSize+1), Error{Reason: ReasonFileTooLarge, Limit: 64, Actual: 65}},
		{"too many pages", manyPages(MaxPages + 1), Error{Reason: ReasonTooManyPages, Limit: 50, Actual: 51}},
		{"no page", build(catalog, "<</Type/Pages/Count 0/Kids[]>>"), Error{Reason: ReasonDamaged}},
		{"no code", build(catalog, pages, empty), Error{Reason: ReasonNone, Actual: 1}},
		{"page missing", build(catalog, "<</Type/Pages/Count 1/Kids[9 0 R]>>"), Error{Reason: ReasonDamaged, Page: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			payloads, err := shared.Payloads(t.Context(), c.data)
			var got *Error
			if !errors.As(err, &got) || len(payloads) > 0 {
				t.Fatalf("%d payloads, %v", len(payloads), err)
			}
			if got.Reason != c.want.Reason || got.Page != c.want.Page || got.Limit != c.want.Limit || got.Actual != c.want.Actual {
				t.Errorf("%+v, want %+v", *got, c.want)
			}
			if errors.Is(err, qr.ErrNone) != (c.want.Reason == ReasonNone) {
				t.Error("qr.ErrNone says that all pages were read well, and only that")
			}
			if !slices.Contains(Reasons(), got.Reason) || got.TextKey() != "problem.pdf."+string(got.Reason) {
				t.Error("not listed")
			}
		})
	}
}

// TestGoodAndBadPage: the codes of the good pages come with the error of the bad one.
func TestGoodAndBadPage(t *testing.T) {
	t.Parallel()
	data := build(catalog, "<</Type/Pages/Count 2/Kids[9 0 R 4 0 R]>>", stream("", drawing(t, sample("drawn"))),
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>")
	got, err := shared.Payloads(t.Context(), data)
	var bad *Error
	if len(got) != 1 || !errors.As(err, &bad) || bad.Reason != ReasonDamaged || bad.Page != 1 {
		t.Errorf("%d payloads, %v", len(got), err)
	}
}

func TestTooSlow(t *testing.T) {
	t.Parallel()
	payloads, err := impatient(t, 20*time.Millisecond).Payloads(t.Context(), fixture(t, "scan-ccitt"))
	var e *Error
	if !errors.As(err, &e) || e.Reason != ReasonTooSlow || len(payloads) > 0 {
		t.Errorf("%d payloads, %v", len(payloads), err)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	if _, err := shared.Payloads(t.Context(), fixture(t, "chromium-img")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for page, err := range shared.Pages(ctx, fixture(t, "scan-ccitt")) {
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(10*time.Millisecond, cancel) // drawing takes much longer
		if _, err := page.Picture(FineDPI); !errors.Is(err, context.Canceled) {
			t.Errorf("while drawing: %v", err)
		}
	}
	if _, err := shared.Payloads(ctx, fixture(t, "chromium-img")); !errors.Is(err, context.Canceled) {
		t.Errorf("before: %v", err)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	var r Reader
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"%PDF-1.4": true, "\xef\xbb\xbf%PDF-1.4": true, "\r\n\x00 %PDF-2.0": true, "\x1b%-12345X@PJL JOB\n%PDF-1.4": true,
		"": false, "%PDF": false, "Das Wort %PDF-1.4": false, "\x89PNG\r\n\x1a\n %PDF-1.4": false, "<a>%PDF-</a>": false,
	} {
		if Is([]byte(text)) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
