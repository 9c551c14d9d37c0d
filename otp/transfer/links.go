package transfer

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"kanzleicode/otp"
)

// linkStart finds where a link begins. Programs separate links by lines, commas or blanks, or put them into
// quotes; names in links may hold commas and blanks themselves.
var linkStart = regexp.MustCompile(`(?i)otpauth(-migration)?:(//|\\/\\/)`)

// otherLink is a line that is a link of another kind, which is reported and not passed over.
var otherLink = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)

// FindLinks is every otpauth and otpauth-migration link in a text, whatever stands around them, and every line
// that is a link of another kind, in their order; not many more than [MaxEntries].
func FindLinks(data []byte) []string { return findLinks(open(data)) }

// findLinks is every link in a text, and every line that is a link of another kind, in their order. It ends
// where there are too many.
func findLinks(d *document) []string {
	if bytes.IndexByte(d.data, 0) >= 0 || !linkStart.Match(d.data) {
		return nil
	}
	var links []string
	for line := range strings.Lines(string(d.data)) {
		if len(links) > MaxEntries {
			break
		}
		line = strings.TrimSpace(line)
		starts := linkStart.FindAllStringIndex(line, MaxEntries+1)
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case starts == nil && otherLink.MatchString(line):
			links = append(links, line)
		}
		for i, at := range starts {
			link := line[at[0]:]
			if i+1 < len(starts) {
				link = line[at[0]:starts[i+1][0]]
			}
			links = append(links, endOfLink(line[:at[0]], link))
		}
	}
	return links
}

// endOfLink cuts off what stands behind a link: its closing quote and all after it, or a separator. What a
// JSON writer escaped is undone.
func endOfLink(before, link string) string {
	if quote := before[max(len(before)-1, 0):]; quote == `"` || quote == `'` {
		link, _, _ = strings.Cut(link, quote)
	}
	link = strings.TrimRight(link, " \t,;\"'")
	if strings.Contains(link, `\`) {
		var plain string
		if json.Unmarshal([]byte(`"`+link+`"`), &plain) == nil {
			link = plain
		}
	}
	return link
}

func isLinks(d *document) bool { return len(findLinks(d)) > 0 }

func readLinks(d *document, _ []byte) (Export, error) {
	var export Export
	for _, link := range findLinks(d) {
		e := linkEntry(link, "", "")
		if e.Problem != nil {
			e.Name = labelOf(link)
		}
		e.Trashed = inEnteBin(link)
		export.Entries = append(export.Entries, e)
	}
	return export, nil
}

// labelOf is the label of a link that could not be read, to name it by; the secret stands behind it.
func labelOf(link string) string {
	path, _, hasQuery := strings.Cut(link, "?")
	parts := strings.SplitN(path, "/", 4)
	if !hasQuery || len(parts) < 4 {
		return ""
	}
	label := parts[3]
	if decoded, err := url.PathUnescape(label); err == nil {
		label = decoded
	}
	if prefix, account, found := strings.Cut(label, ":"); found {
		return shownAs(prefix, account)
	}
	return shownAs(label)
}

// inEnteBin reports whether a link says that Ente Auth keeps it in its waste bin. It does so in a parameter
// codeDisplay, which holds JSON.
func inEnteBin(link string) bool {
	_, after, found := strings.Cut(link, "codeDisplay=")
	if !found {
		return false
	}
	after, _, _ = strings.Cut(after, "&")
	text, err := url.QueryUnescape(after)
	if err != nil {
		return false
	}
	var display struct {
		Trashed bool `json:"trashed"`
	}
	return json.Unmarshal([]byte(text), &display) == nil && display.Trashed
}

// WriteLinks writes keys as otpauth links, one a line, the form that nearly every program imports. It holds
// the secrets in clear text. Keys that fail [otp.Key.Check] are refused.
func WriteLinks(keys []otp.Key) (text []byte, refused []Refused) {
	for i, key := range keys {
		if err := key.Check(); err != nil {
			refused = append(refused, Refused{Index: i, Problem: err})
			continue
		}
		text = append(text, key.URI()+"\n"...)
	}
	return text, refused
}
