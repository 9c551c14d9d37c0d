package transfer

import (
	"regexp"
	"strings"

	"kanzleicode/otp"
)

// winAuthLink is the shape of WinAuth's own links: digits right behind the secret, and the picture of the
// entry, which may be kilobytes long.
var winAuthLink = regexp.MustCompile(`(?i)^(otpauth://[a-z]+/)([^?]*)(\?secret=[^&]*&digits=[0-9]+(?:&[^&]*)*?)&icon=[^&]*(.*)$`)

func isWinAuth(d *document) bool {
	links := findLinks(d)
	return len(links) > 0 && winAuthLink.MatchString(links[0])
}

// readWinAuth reads a list of links as WinAuth exports it. WinAuth writes + for a blank in names, and where
// it knows no service the name stands alone: people name their entries after the service.
func readWinAuth(d *document, _ []byte) (Export, error) {
	var export Export
	for _, link := range findLinks(d) {
		parts := winAuthLink.FindStringSubmatch(link)
		if parts != nil {
			link = parts[1] + strings.ReplaceAll(parts[2], "+", "%20") + parts[3] + parts[4]
		}
		e := linkEntry(link, "", "")
		if e.Problem != nil {
			e.Name = labelOf(link)
		} else if parts != nil && e.Key.Issuer == "" {
			e.Key.Issuer, e.Key.Account = e.Key.Account, ""
			e.drop(otp.NoteIssuerMissing)
			e.Notes = append(e.Notes, otp.Note{Kind: otp.NoteAccountMissing})
			if err := e.Key.Check(); err != nil {
				e = Entry{Name: e.Name, Problem: err}
			}
		}
		export.Entries = append(export.Entries, e)
	}
	return export, nil
}
