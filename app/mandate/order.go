package mandate

import (
	"cmp"
	"strings"
)

// Compare orders the list as people expect it: by Kundennummer in natural order (digits count as
// numbers, so 999 comes before 10012, and 123 before 00123), then by Benutzername without regard to
// case, then by ID so that the order is always the same.
func Compare(a, b Mandate) int { return compare(&a, &b) }

func compare(a, b *Mandate) int {
	if order := CompareNatural(a.Number, b.Number); order != 0 {
		return order
	}
	return cmp.Or(CompareNatural(a.User, b.User), strings.Compare(string(a.ID[:]), string(b.ID[:])))
}

// CompareNatural compares two texts so that runs of digits count as numbers and letters count without
// regard to ASCII case. Texts that are equal so far are ordered byte by byte, shorter first, so that
// only equal texts give 0.
func CompareNatural(a, b string) int {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		if isDigit(a[i]) && isDigit(b[j]) {
			x, y := digits(a[i:]), digits(b[j:])
			i, j = i+len(x), j+len(y)
			x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
			if order := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); order != 0 {
				return order
			}
			continue
		}
		if order := cmp.Compare(lower(a[i]), lower(b[j])); order != 0 {
			return order
		}
		i, j = i+1, j+1
	}
	return cmp.Or(cmp.Compare(len(a)-i, len(b)-j), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func digits(s string) string {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return s[:n]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
