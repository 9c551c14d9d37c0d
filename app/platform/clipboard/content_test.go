package clipboard

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"kanzleicode/app/language"
)

// picture is a small PNG file.
func picture(t testing.TB) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 5, 3))
	img.SetGray(2, 1, color.Gray{Y: 255})
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// fake is a clipboard of forms that are given, and of forms that fail.
type fake struct {
	has   map[string]string
	fails map[string]error
	asked []string
}

func (f *fake) forms(context.Context) ([]string, error) {
	return append(slices.Sorted(maps.Keys(f.has)), slices.Sorted(maps.Keys(f.fails))...), nil
}

func (f *fake) read(_ context.Context, form string) ([]byte, error) {
	f.asked = append(f.asked, form)
	if err := f.fails[form]; err != nil {
		return nil, err
	}
	return []byte(f.has[form]), nil
}

func TestGather(t *testing.T) {
	t.Parallel()
	image := string(picture(t))
	address := "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(image))
	tests := []struct {
		name  string
		has   map[string]string
		fails map[string]error
		want  Content
		err   error
	}{
		{"nothing", nil, nil, Content{}, ErrEmpty},
		{"of no use", map[string]string{"audio/ogg": "x"}, nil, Content{}, ErrNothingUsable},
		{"empty text", map[string]string{"text/plain": ""}, nil, Content{}, ErrNothingUsable},
		{"cells are text and picture", map[string]string{"UTF8_STRING": "4711", "image/png": image, "text/html": "<table>"}, nil,
			Content{Pictures: [][]byte{[]byte(image)}, Text: "4711"}, nil},
		{"PNG before JPEG", map[string]string{"image/jpeg": "jpeg", "image/PNG": image}, nil, Content{Pictures: [][]byte{[]byte(image)}}, nil},
		{"empty PNG, then JPEG", map[string]string{"image/jpeg": "jpeg", "image/png": ""}, nil, Content{Pictures: [][]byte{[]byte("jpeg")}}, nil},
		{"PNG refused, then BMP", map[string]string{"image/bmp": "bmp"}, map[string]error{"image/png": ErrTooLarge},
			Content{Pictures: [][]byte{[]byte("bmp")}}, nil},
		{"too large only", nil, map[string]error{"image/png": ErrTooLarge}, Content{}, ErrTooLarge},
		{"silent after the picture", map[string]string{"image/png": image}, map[string]error{"text/plain": ErrTimeout},
			Content{Pictures: [][]byte{[]byte(image)}}, nil},
		{"silent is asked once", map[string]string{"text/plain": "late"}, map[string]error{"image/png": ErrTimeout}, Content{}, ErrTimeout},
		{"files stand for their text", map[string]string{"text/uri-list": "file:///a/b%20c.png\r\n", "text/plain": "/a/b c.png"}, nil,
			Content{Files: []string{"/a/b c.png"}}, nil},
		{"links are no files", map[string]string{"text/uri-list": "https://example.org/\r\n", "text/plain": "https://example.org/"}, nil,
			Content{Text: "https://example.org/"}, nil},
		{"page with a picture", map[string]string{"text/html": "<p>scan <IMG alt=x src='" + address + "'></p>", "text/plain": "scan"}, nil,
			Content{Pictures: [][]byte{[]byte(image)}, Text: "scan"}, nil},
		{"data URL as text", map[string]string{"text/plain": " " + address + "\n"}, nil, Content{Pictures: [][]byte{[]byte(image)}}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS == "windows" && len(test.want.Files) > 0 {
				t.Skip("paths of Unix")
			}
			board := &fake{has: test.has, fails: test.fails}
			got, err := gather(t.Context(), board)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			same(t, got, test.want)
			if errors.Is(test.err, ErrTimeout) && len(board.asked) > 1 {
				t.Errorf("a silent program was asked again: %q", board.asked)
			}
		})
	}
}

func same(t *testing.T, got, want Content) {
	t.Helper()
	if got.Text != want.Text {
		t.Errorf("text %q, want %q", got.Text, want.Text)
	}
	if !slices.Equal(got.Files, want.Files) {
		t.Errorf("files %q, want %q", got.Files, want.Files)
	}
	if !slices.EqualFunc(got.Pictures, want.Pictures, bytes.Equal) {
		t.Errorf("%d pictures differ from %d", len(got.Pictures), len(want.Pictures))
	}
}

func TestDataPicture(t *testing.T) {
	t.Parallel()
	const bytes = "\x00\xff\xfe picture?>"
	standard := base64.StdEncoding.EncodeToString([]byte(bytes))
	tests := map[string]string{
		"data:image/png;base64," + standard:                                            bytes,
		"DATA:Image/PNG;charset=x;BASE64," + standard:                                  bytes,
		"data:image/png;base64," + base64.RawURLEncoding.EncodeToString([]byte(bytes)): bytes,
		"data:image/png;base64," + standard[:5] + "\r\n  " + standard[5:]:              bytes,
		"data:image/png;base64," + strings.ReplaceAll(standard, "+", "%2B"):            bytes,
		"data:image/gif,GIF89a%00":                                                     "GIF89a\x00",
		"data:image/png;base64,":                                                       "",
		"data:image/png;base64,!!!!":                                                   "",
		"data:image/gif,%zz":                                                           "",
		"data:image/svg+xml,<svg/>":                                                    "",
		"data:text/plain,hello":                                                        "",
		"data:,hello":                                                                  "",
		"data:image/png":                                                               "",
		"https://example.org/a.png":                                                    "",
		"":                                                                             "",
	}
	for address, want := range tests {
		got, ok := dataPicture(address)
		if ok != (want != "") || ok && string(got) != want {
			t.Errorf("%.60q: %q %v, want %q", address, got, ok, want)
		}
	}
}

func TestHTMLPictures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shown := filepath.Join(dir, "picture 1.png")
	if err := os.WriteFile(shown, picture(t), 0o600); err != nil {
		t.Fatal(err)
	}
	address := func(path string) string { return "file:///" + strings.TrimPrefix(filepath.ToSlash(path), "/") }
	img := func(source string) string { return `<p><img width=1 src="` + source + `"/>` }
	tests := []struct {
		name, page string
		pictures   int
		paths      []string
	}{
		{"nothing", "<p>data:image/png;base64,AAAA", 0, nil},
		{"two", img("data:image/png;base64,AAAA") + img("data:image/png;base64,AAAB"), 2, nil},
		{"entities", img("data:image/png;base64,AAAA&#61;"), 1, nil},
		{"commented out", "<!--" + img("data:image/png;base64,AAAA") + "-->", 0, nil},
		{"of a word processor", img(strings.ReplaceAll(address(shown), " ", "%20")), 0, []string{shown}},
		{"inside before beside", img(address(shown)) + img("data:image/png;base64,AAAA"), 1, nil},
		{"a folder, a device, nothing", img(address(dir)) + img("file:///dev/zero") + img(address(shown+"x")), 0, nil},
		{"of the network", img("https://example.org/qr.png") + img("//example.org/qr.png") + img("file://server/share/qr.png"), 0, nil},
		{"many", strings.Repeat(img("data:image/png;base64,AAAA"), 100), maxPictures, nil},
		{"broken off", `<img src="data:image/png;base64,AAAA`, 0, nil},
	}
	for _, test := range tests {
		pictures, paths := htmlPictures(test.page)
		if len(pictures) != test.pictures || !slices.Equal(paths, test.paths) {
			t.Errorf("%s: %d pictures, paths %q, want %d, %q", test.name, len(pictures), paths, test.pictures, test.paths)
		}
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("paths of Unix")
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		form, list string
		want       []string
	}{
		{"text/uri-list", "# two\r\nfile:///a/%C3%A4%20b.png\r\nfile://localhost/c\r\n", []string{"/a/ä b.png", "/c"}},
		{"text/uri-list", "file://" + host + "/a\x00", []string{"/a"}},
		{"text/uri-list", "file://other/a\nhttps://example.org/a\nfile:relative\nfile:///a%00b\n\n%\n", nil},
		{"text/uri-list", "file:///a/../etc/./b", []string{"/etc/b"}},
		{"x-special/gnome-copied-files", "copy\nfile:///a\nfile:///b", []string{"/a", "/b"}},
		{filePaths, "/a b\x00/c\x00", []string{"/a b", "/c"}},
		{filePaths, "", nil},
		{filePaths, strings.Repeat("/a\x00", MaxFiles+1), slices.Repeat([]string{"/a"}, MaxFiles)},
	}
	for _, test := range tests {
		if got := files(test.form, []byte(test.list)); !slices.Equal(got, test.want) {
			t.Errorf("%.80q: %q, want %q", test.list, got, test.want)
		}
	}
}

func TestDecodeText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Grüße":                      "Grüße",
		"\xef\xbb\xbfGrüße\x00":      "Grüße",
		"Gr\xfc\xdfe \x80":           "Grüße €",
		"\xff\xfeG\x00r\x00\xfc\x00": "Grü",
		"\xfe\xff\x00G\x00r":         "Gr",
		"":                           "",
	} {
		if got := decodeText([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// dib makes a device-independent bitmap of 2×2 pixels.
func dib(size uint32, height int32, depth uint16, compression, used uint32, rest ...any) []byte {
	out := make([]byte, size)
	binary.LittleEndian.PutUint32(out, size)
	binary.LittleEndian.PutUint32(out[4:], 2)
	binary.LittleEndian.PutUint32(out[8:], uint32(height))
	binary.LittleEndian.PutUint16(out[12:], 1)
	binary.LittleEndian.PutUint16(out[14:], depth)
	binary.LittleEndian.PutUint32(out[16:], compression)
	binary.LittleEndian.PutUint32(out[32:], used)
	for i, r := range rest {
		switch v := r.(type) {
		case []uint32:
			for j, mask := range v {
				if i == 0 && size >= 56 {
					binary.LittleEndian.PutUint32(out[40+4*j:], mask)
				} else {
					out = binary.LittleEndian.AppendUint32(out, mask)
				}
			}
		case string:
			out = append(out, v...)
		}
	}
	return out
}

func TestBitmapFile(t *testing.T) {
	t.Parallel()
	usual := []uint32{0xff0000, 0xff00, 0xff}
	withAlpha := []uint32{0xff0000, 0xff00, 0xff, 0xff000000}
	// Blue, white; red, green, as blue green red x.
	const four = "\xff\x00\x00\x00\xff\xff\xff\x00" + "\x00\x00\xff\x00\x00\xff\x00\x00"
	const opaque = "\xff\x00\x00\xff\xff\xff\xff\xff" + "\x00\x00\xff\xff\x00\xff\x00\xff"
	tests := map[string][]byte{
		"24 bits":                     dib(40, 2, 24, plain, 0, "\xff\x00\x00\xff\xff\xff..\x00\x00\xff\x00\xff\x00.."),
		"24 bits with spare colours":  dib(40, 2, 24, plain, 1, "0000\xff\x00\x00\xff\xff\xff..\x00\x00\xff\x00\xff\x00.."),
		"32 bits":                     dib(40, 2, 32, plain, 0, four),
		"32 bits, upper row first":    dib(40, -2, 32, plain, 0, four[8:]+four[:8]),
		"32 bits with masks behind":   dib(40, 2, 32, bitFields, 0, usual, four),
		"32 bits with alpha behind":   dib(40, 2, 32, alphaBitFields, 0, withAlpha, opaque),
		"32 bits with masks inside":   dib(124, 2, 32, bitFields, 0, withAlpha, opaque),
		"32 bits, transparency unset": dib(124, 2, 32, bitFields, 0, withAlpha, four),
		"32 bits, masks twice":        dib(124, 2, 32, bitFields, 0, withAlpha, usual, opaque),
		"32 bits, V5, plain":          dib(124, 2, 32, plain, 0, four),
		"32 bits, white seen through": dib(124, 2, 32, bitFields, 0, withAlpha, "\xff\x00\x00\xff\x00\x00\x00\x00\x00\x00\xff\xff\x00\xff\x00\xff"),
		"16 bits":                     dib(40, 2, 16, plain, 0, "\x1f\x00\xff\x7f\x00\x7c\xe0\x03"),
		"16 bits with masks":          dib(40, 2, 16, bitFields, 0, []uint32{0xf800, 0x7e0, 0x1f}, "\x1f\x00\xff\xff\x00\xf8\xe0\x07"),
		"palette of 4 bits":           dib(40, 2, 4, plain, 4, opaque, "\x01...\x23..."),
		"palette of 8 bits, V5":       dib(124, 2, 8, plain, 4, opaque, "\x00\x01..\x02\x03.."),
		"longer than it says":         dib(40, 2, 32, plain, 0, four, "rounded up"),
	}
	// Rows of a BMP stand on their head.
	want := []color.Color{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}, color.RGBA{255, 255, 255, 255}}
	for name, in := range tests {
		file, err := bitmapFile(in)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		img, err := bmp.Decode(bytes.NewReader(file))
		if err != nil || img.Bounds() != image.Rect(0, 0, 2, 2) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, c := range want {
			if got := color.RGBAModel.Convert(img.At(i%2, i/2)); got != c {
				t.Errorf("%s: pixel %d is %v, want %v", name, i, got, c)
			}
		}
	}
}

// TestBitmapFileDamaged: whatever a program puts there, it is an error or a picture.
func TestBitmapFileDamaged(t *testing.T) {
	t.Parallel()
	good := dib(124, 2, 32, bitFields, 0, []uint32{0xff0000, 0xff00, 0xff, 0xff000000}, "\xff\x00\x00\xff\xff\xff\xff\xff\x00\x00\xff\xff\x00\xff\x00\xff")
	for n := range good {
		if _, err := bitmapFile(good[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken", n, len(good))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		bad := bytes.Clone(good)
		for range 1 + random.IntN(4) {
			bad[random.IntN(72)] = byte(random.IntN(256))
		}
		if file, err := bitmapFile(bad); err == nil && len(file) > 4*len(bad)+2048 {
			t.Fatalf("%d bytes became %d", len(bad), len(file))
		}
	}
}

func TestBounded(t *testing.T) {
	t.Parallel()
	hang := func(context.Context) (Content, error) { <-t.Context().Done(); return Content{}, nil }
	if _, err := bounded(t.Context(), 1, hang); !errors.Is(err, ErrTimeout) {
		t.Errorf("%v, want %v", err, ErrTimeout)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := bounded(ctx, whole, hang); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		catalog := language.New(tag)
		for _, reason := range Reasons() {
			if key := (&Error{Reason: reason}).TextKey(); !catalog.Has(key) {
				t.Errorf("%s: no text for %s", tag, key)
			}
		}
	}
	wrapped := fmt.Errorf("pasting: %w", unavailable("connecting", errors.New("cause")))
	if !errors.Is(wrapped, ErrUnavailable) || errors.Is(wrapped, ErrEmpty) {
		t.Error("errors.Is does not tell the reasons apart")
	}
}
