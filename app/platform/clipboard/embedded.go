package clipboard

import (
	"encoding/base64"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxPictures is how many pictures are taken from copied HTML: a copied mail has a handful.
const maxPictures = 64

// decodeText makes UTF-8 of what a program gave as text or HTML: UTF-8 or UTF-16 by its byte order mark
// (Firefox gives HTML so), else UTF-8, else Windows-1252, which holds Latin-1 (target STRING).
func decodeText(data []byte) string {
	var fallback transform.Transformer = transform.Nop
	if !utf8.Valid(data) {
		fallback = charmap.Windows1252.NewDecoder()
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(fallback), data)
	if err != nil {
		return ""
	}
	// Some programs count the NUL that ends a text in C to the text.
	return strings.TrimRight(string(text), "\x00")
}

// htmlPictures returns the pictures that stand inside a page as data: URLs. If there are none, it returns
// the picture files on this PC that the page shows: mail and word processors put the pictures of what was
// copied into a folder of theirs. Nothing that lies on a network is taken.
func htmlPictures(page string) (pictures [][]byte, paths []string) {
	left := MaxBytes
	tokens := html.NewTokenizer(strings.NewReader(page))
	for len(pictures) < maxPictures && len(paths) < maxPictures {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		source := strings.TrimSpace(imageSource(tokens))
		if picture, ok := dataPicture(source); ok && len(picture) <= left {
			left -= len(picture)
			pictures = append(pictures, picture)
		} else if path := pathOf(source); path != "" && isPlainFile(path) {
			paths = append(paths, path)
		}
	}
	if len(pictures) > 0 {
		return pictures, nil
	}
	return nil, paths
}

// imageSource is the src of the <img> that the tokenizer stands on, or "".
func imageSource(tokens *html.Tokenizer) string {
	name, more := tokens.TagName()
	if string(name) != "img" {
		return ""
	}
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		if string(key) == "src" {
			return string(value)
		}
	}
	return ""
}

// isPlainFile keeps a foreign page from naming a device, a pipe or a share of another machine.
func isPlainFile(path string) bool {
	if strings.HasPrefix(filepath.VolumeName(path), `\\`) {
		return false
	}
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular()
}

// dataPicture returns the picture inside a data: URL (RFC 2397). Base64 is read with or without padding,
// in both alphabets, percent-encoded and broken over lines: all of that is found in the wild. Drawings
// (SVG) are no pictures here.
func dataPicture(address string) ([]byte, bool) {
	const scheme = "data:"
	if len(address) < len(scheme) || !strings.EqualFold(address[:len(scheme)], scheme) {
		return nil, false
	}
	head, body, found := strings.Cut(address[len(scheme):], ",")
	parameters := strings.Split(strings.ToLower(head), ";")
	kind := strings.TrimSpace(parameters[0])
	if !found || !strings.HasPrefix(kind, "image/") || strings.HasPrefix(kind, "image/svg") || len(body) > 2*MaxBytes {
		return nil, false
	}
	if strings.Contains(body, "%") {
		plain, err := url.PathUnescape(body)
		if err != nil {
			return nil, false
		}
		body = plain
	}
	data := []byte(body)
	if strings.TrimSpace(parameters[len(parameters)-1]) == "base64" {
		var err error
		if data, err = base64.RawStdEncoding.DecodeString(standardBase64(body)); err != nil {
			return nil, false
		}
	}
	return data, len(data) > 0 && len(data) <= MaxBytes
}

// standardBase64 brings Base64 to the usual alphabet without padding and blanks.
func standardBase64(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '-':
			return '+'
		case '_':
			return '/'
		case ' ', '\t', '\r', '\n', '=':
			return -1
		}
		return r
	}, text)
}
