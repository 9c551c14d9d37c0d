package clipboard

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// files reads the paths out of a list of copied files in the given form.
func files(form string, data []byte) []string {
	if form == filePaths {
		return limited(strings.FieldsFunc(string(data), func(r rune) bool { return r == 0 }))
	}
	lines := strings.FieldsFunc(decodeText(data), func(r rune) bool { return r == '\n' || r == '\r' || r == 0 })
	var paths []string
	for _, line := range lines {
		// The first line of x-special/gnome-copied-files is "copy" or "cut", lines of text/uri-list that
		// begin with "#" are comments (RFC 2483 §5): neither is the address of a file.
		if path := pathOf(strings.TrimSpace(line)); path != "" {
			paths = append(paths, path)
		}
	}
	return limited(paths)
}

func limited(paths []string) []string { return paths[:min(len(paths), MaxFiles)] }

// pathOf is the path behind a file: URL of this PC (RFC 8089), else "".
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "file" || strings.ContainsRune(u.Path, 0) {
		return ""
	}
	if u.Host != "" && !strings.EqualFold(u.Host, "localhost") {
		// File managers of KDE name this PC.
		if name, err := os.Hostname(); err != nil || !strings.EqualFold(u.Host, name) {
			return ""
		}
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/") // file:///C:/picture.png
	}
	path = filepath.FromSlash(path)
	if !filepath.IsAbs(path) {
		return ""
	}
	return filepath.Clean(path)
}
