package pdf

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"kanzleicode/otp/qr"
)

// Objects 1 and 2 of a document with one page, which is object 3.
const (
	catalog = "<</Type/Catalog/Pages 2 0 R>>"
	pages   = "<</Type/Pages/Count 1/Kids[3 0 R]>>"
)

// build writes a document of numbered objects, from 1 on, with their table.
func build(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var table strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table.String(), len(objects)+1, start)
	return b.Bytes()
}

func stream(entries, content string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(content), content)
}

func document1(content, entries string) []byte {
	return build(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"+entries+">>", stream("", content))
}

func manyPages(n int) []byte {
	return build(catalog, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n, strings.Repeat("3 0 R ", n)), "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>")
}

// drawing is the content stream of a QR code: a rectangle for each dark module, 400 points wide.
func drawing(t testing.TB, text string) string {
	t.Helper()
	code, err := qr.Encode(text, 1)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	bounds := code.Bounds()
	fmt.Fprintf(&b, "%g 0 0 %g 0 0 cm\n", 400/float64(bounds.Dx()), 400/float64(bounds.Dy()))
	for y := range bounds.Dy() {
		for x := range bounds.Dx() {
			if grey, _, _, _ := code.At(bounds.Min.X+x, bounds.Min.Y+y).RGBA(); grey < 0x8000 {
				fmt.Fprintf(&b, "%d %d 1 1 re\n", x, bounds.Dy()-1-y)
			}
		}
	}
	return b.String() + "f\n"
}

// bomb is a stream that unpacks to n times 16 MiB of spaces.
func bomb(n int) string {
	var block bytes.Buffer
	w, _ := flate.NewWriter(&block, flate.BestCompression)
	_, _ = w.Write(bytes.Repeat([]byte(" "), 16<<20))
	_ = w.Flush()
	return "\x78\xda" + strings.Repeat(block.String(), n) + "\x03\x00"
}

// TestHostile: whatever a document asks for, there is an answer in bounded time, and pictures keep their bounds.
func TestHostile(t *testing.T) {
	t.Parallel()
	page := func(entries string) string { return "<</Type/Page/Parent 2 0 R" + entries + ">>" }
	good := document1(drawing(t, sample("drawn")), "")
	a4 := "/MediaBox[0 0 595 842]"
	reader := impatient(t, time.Second)
	for name, data := range map[string][]byte{
		"table of objects lost":        bytes.Replace(good, []byte("startxref"), []byte("startnope"), 1),
		"tables in a circle":           bytes.Replace(good, []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Prev 9"), 1),
		"cut off":                      good[:len(good)/2],
		"page tree in a circle":        build(catalog, "<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>"),
		"count without pages":          build(catalog, "<</Type/Pages/Count 40/Kids[]>>"),
		"count beyond numbers":         build(catalog, "<</Type/Pages/Count 99999999999/Kids[3 0 R]>>", page(a4)),
		"negative count":               build(catalog, "<</Type/Pages/Count -5/Kids[3 0 R]>>", page(a4)),
		"page of a square kilometre":   build(catalog, pages, page("/MediaBox[0 0 2834645 2834645]")),
		"page beyond numbers":          build(catalog, pages, page("/MediaBox[0 0 1e30 1e30]")),
		"page like a thread":           build(catalog, pages, page("/MediaBox[0 0 0.0001 100000000]")),
		"page without a size":          build(catalog, pages, page("/MediaBox[0 0 0 0]")),
		"magnified page":               build(catalog, pages, page(a4+"/UserUnit 100000000")),
		"form that contains itself":    build(catalog, pages, page(a4+"/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>"), stream("", "/F Do"), stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>", "/F Do /F Do")),
		"deep nesting":                 document1(strings.Repeat("[", 1_000_000), ""),
		"deep states":                  document1(strings.Repeat("q ", 1_000_000), ""),
		"length in a circle":           build(catalog, pages, page(a4+"/Contents 4 0 R"), "<</Length 4 0 R>>\nstream\nxx\nendstream"),
		"bomb in the content":          build(catalog, pages, page(a4+"/Contents 4 0 R"), stream("/Filter/FlateDecode", bomb(20))),
		"bomb in a picture":            build(catalog, pages, page(a4+"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>"), stream("", "595 0 0 842 0 0 cm /I Do"), stream("/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode", bomb(20))),
		"picture of a terapixel":       build(catalog, pages, page(a4+"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>"), stream("", "595 0 0 842 0 0 cm /I Do"), stream("/Type/XObject/Subtype/Image/Width 1000000/Height 1000000/BitsPerComponent 8/ColorSpace/DeviceRGB", "x")),
		"pattern of a million tiles":   build(catalog, pages, page(a4+"/Contents 4 0 R/Resources<</Pattern<</P 5 0 R>>>>"), stream("", "/Pattern cs /P scn 0 0 595 842 re f"), stream("/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.0001/YStep 0.0001/Resources<<>>", "0 0 1 1 re f")),
		"shading by a looping program": build(catalog, pages, page(a4+"/Contents 4 0 R/Resources<</Shading<</S<</ShadingType 1/ColorSpace/DeviceGray/Domain[0 1000 0 1000]/Function 5 0 R>>>>>>"), stream("", "/S sh"), stream("/FunctionType 4/Domain[0 1000 0 1000]/Range[0 1]", "{"+strings.Repeat("sin exch cos ", 5000)+"pop}")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			for page, err := range reader.Pages(t.Context(), data) {
				if page != nil {
					err = drawAt(t, page, UsualDPI)
				}
				var e *Error
				if err != nil && !errors.As(err, &e) {
					t.Errorf("%T %v", err, err)
				}
				if err != nil {
					break
				}
			}
			if d := time.Since(start); d > time.Minute { // 1 s of work, on a machine that does much else
				t.Errorf("took %v", d)
			}
		})
	}
	if got, err := shared.Payloads(t.Context(), bytes.Replace(good, []byte("startxref"), []byte("startnope"), 1)); len(got) != 1 {
		t.Errorf("a lost table of objects is no reason to give up: %v", err)
	}
}

func drawAt(t *testing.T, page *Page, dpi int) error {
	picture, err := page.Picture(dpi)
	if err != nil {
		return err
	}
	if b := picture.Bounds(); b.Dx()*b.Dy() > MaxPixels || b.Empty() {
		t.Errorf("page %d: a picture of %v", page.Number, b)
	}
	return nil
}

// TestNoNetwork: nothing that a document refers to is fetched, and no script runs.
func TestNoNetwork(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	called := make(chan bool, 16)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				close(called)
				return
			}
			_ = c.Close()
			called <- true
		}
	}()
	url := "http://" + listener.Addr().String() + "/x"
	remote := "<</FS/URL/F(" + url + ")>>"
	action := "<</S/URI/URI(" + url + ")/Next<</S/JavaScript/JS(app.launchURL\\(\"" + url + "\"\\);this.submitForm\\(\"" + url + "\"\\);)/Next<</S/SubmitForm/F" + remote + "/Next<</S/GoToR/F" + remote + "/D[0/Fit]/Next<</S/Launch/F" + remote + ">>>>>>>>>>"
	data := build("<</Type/Catalog/Pages 2 0 R/OpenAction "+action+"/AA<</WC "+action+">>/Names<</JavaScript<</Names[(a) "+action+"]>>>>>>", pages,
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[4 0 R 5 0 R]/AA<</O "+action+">>/Resources<</XObject<</I 6 0 R/R 7 0 R>>>>>>",
		stream("", drawing(t, sample("drawn"))),
		stream("/F"+remote, "/I Do /R Do"),
		stream("/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 8/ColorSpace/DeviceGray/F"+remote, ""),
		stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<</F"+remote+"/Page 0>>", ""))
	if got, err := shared.Payloads(t.Context(), data); len(got) != 1 || err != nil {
		t.Errorf("%d payloads, %v", len(got), err)
	}
	_ = listener.Close()
	if <-called {
		t.Error("a reference was followed")
	}
}
