package sheet

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	// A number in another dress than digits: 1.23E+05, 10,012, 10012.00, 12/31/24, 2024-12-31.
	dressed = regexp.MustCompile(`^[+-]?[0-9][0-9.,:/ \x{00A0}\x{202F}-]*([eE][+-]?[0-9]+)?( ?[AaPp][Mm])?$`)
	// decimals are the .00 of a whole number.
	decimals = regexp.MustCompile(`[.,]0+$`)
	float    = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
)

// isDoubtful: what is shown may be a number that looks otherwise than it was entered.
func isDoubtful(shown string) bool {
	digits := true
	for i := range len(shown) {
		c := shown[i]
		if c >= '0' && c <= '9' {
			continue
		}
		// Most cells are settled here, at a letter that no number has.
		if i == 0 && c != '+' && c != '-' || c > ' ' && c < 0x80 && !strings.ContainsRune("+-.,:/eEaApPmM", rune(c)) {
			return false
		}
		digits = false
	}
	return !digits && dressed.MatchString(shown)
}

// settle decides between what a cell shows and what is stored behind it. A text cell has the same in
// both. A number cell that holds a whole number gives the digits that it shows, without grouping and
// decimals. Everything else, such as a date, stays as shown and is not ok.
func settle(shown, raw string) (value string, ok bool) {
	if shown == raw || !float.MatchString(raw) {
		return shown, true
	}
	digits, exact := wholeNumber(raw)
	if !exact {
		return shown, false
	}
	if strings.ContainsAny(shown, "eE") {
		// 123456 shown as 1.23E+05 is exact behind. 123000 mostly came from a file that had lost the
		// digits already: it stays as it is, and the rules for rows name it.
		if significant(digits) > significant(mantissa(shown)) {
			return digits, true
		}
		return shown, true
	}
	for _, form := range []string{shown, decimals.ReplaceAllString(shown, "")} {
		if seen := onlyDigits(form); strings.TrimLeft(seen, "0") == digits {
			if strings.ContainsAny(form, "-/:") {
				return form, true // a format of the firm's own, such as 00-000
			}
			return seen, true
		}
	}
	return shown, false
}

// wholeNumber gives the digits of a stored number if it is whole and small enough to be exact: Excel
// keeps 15 digits.
func wholeNumber(raw string) (string, bool) {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || v < 0 || v >= 1e15 || v != float64(int64(v)) {
		return "", false
	}
	return strconv.FormatInt(int64(v), 10), true
}

func mantissa(shown string) string {
	m, _, _ := strings.Cut(strings.ToUpper(shown), "E")
	return onlyDigits(m)
}

func significant(digits string) int { return len(strings.Trim(digits, "0")) }

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
