package clock

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// DefaultServers are the public time servers of the Physikalisch-Technische Bundesanstalt, which by law keeps the time
// in Germany: https://www.ptb.de/cms/en/ptb/fachabteilungen/abtq/gruppe-q4/ref-q42/time-synchronization-of-computers-using-the-network-time-protocol-ntp.html
func DefaultServers() []string {
	return []string{"ptbtime1.ptb.de", "ptbtime2.ptb.de", "ptbtime3.ptb.de", "ptbtime4.ptb.de"}
}

// MaxServers is how many servers may be named.
const MaxServers = 8

// Settings say whom to ask.
type Settings struct {
	Off     bool     `json:"off,omitempty"`     // nobody is asked, ever
	Servers []string `json:"servers,omitempty"` // the firm's own; none = DefaultServers
}

// Asked are the servers that are asked; none if asking is off.
func (s Settings) Asked() []string {
	switch {
	case s.Off:
		return nil
	case len(s.Servers) == 0:
		return DefaultServers()
	}
	return slices.Clone(s.Servers)
}

// ParseServers reads names and addresses of servers, separated by commas or blanks, each with or without a port:
// time.example, 192.0.2.1:123, 2001:db8::1, [2001:db8::1]:123. Doubles are left out. The errors are ReasonServer and
// ReasonTooMany.
func ParseServers(text string) ([]string, error) {
	var servers []string
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r <= ' ' }) {
		server := strings.ToLower(strings.TrimSuffix(field, "."))
		if !isServer(server) {
			return nil, &Error{Reason: ReasonServer, Servers: []string{field}}
		}
		if !slices.Contains(servers, server) {
			servers = append(servers, server)
		}
	}
	switch {
	case len(servers) == 0:
		return nil, &Error{Reason: ReasonServer, Servers: []string{text}}
	case len(servers) > MaxServers:
		return nil, &Error{Reason: ReasonTooMany, Servers: servers}
	}
	return servers, nil
}

// isServer reports whether a text is a host with or without a port.
func isServer(text string) bool {
	if _, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")); err == nil {
		return strings.HasPrefix(text, "[") == strings.HasSuffix(text, "]")
	}
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return isName(text)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return isName(host)
}

// isName reports whether a text is a host's name (RFC 1123 §2.1), or nearly so: firms have underscores in theirs.
func isName(text string) bool {
	if text == "" || len(text) > 253 {
		return false
	}
	for label := range strings.SplitSeq(text, ".") {
		strange := strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
		})
		if label == "" || len(label) > 63 || strange || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	last := text[strings.LastIndexByte(text, '.')+1:]
	return strings.Trim(last, "0123456789") != "" // else it is an address typed wrong
}
