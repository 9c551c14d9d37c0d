package cli_test

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"kanzleicode/app/cli"
)

// TestOffers holds what is the window's: links and files that are there, also by the addresses that desktops use.
func TestOffers(t *testing.T) {
	t.Parallel()
	picture := filepath.Join(t.TempDir(), "Bild vom Code ü.png")
	if err := os.WriteFile(picture, []byte("picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(picture)}).String()
	const link = "otpauth://totp/Amainvoice:kanzlei?secret=JBSWY3DPEHPK3PXP"
	for name, c := range map[string]struct{ args, want []string }{
		"a file":                {[]string{picture}, []string{picture}},
		"its address":           {[]string{address}, []string{picture}},
		"with the PC's name":    {[]string{"file://localhost" + address[len("file://"):]}, []string{picture}},
		"a link":                {[]string{link}, []string{link}},
		"both":                  {[]string{address, link}, []string{picture, link}},
		"a file that is gone":   {[]string{address + "x"}, nil},
		"a file on another PC":  {[]string{"file://server" + address[len("file://"):]}, nil},
		"an address of the web": {[]string{"https://example.com/" + filepath.Base(address)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			p := &cli.Program{Out: &out, Err: &out, Env: func(string) string { return "" }}
			code := p.Run(t.Context(), c.args)
			if (code == -1) != (c.want != nil) || !slices.Equal(p.Offered(), c.want) {
				t.Errorf("exit code %d, offers %q, want %q", code, p.Offered(), c.want)
			}
		})
	}
}
