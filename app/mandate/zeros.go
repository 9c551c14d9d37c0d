package mandate

import "strings"

// zeros suspects numbers whose leading zeros a spreadsheet has lost. It can only suspect: a shorter
// number may be a number of its own. So it warns and never repairs.
type zeros struct {
	exact  map[string]bool   // every number in the list
	known  map[string]string // number without leading zeros -> the number with most of them, list and file
	common int               // digits that most of the file's numbers have; 0 if they vary
}

// A file must hold so many numbers of one length, and this share of all, for the length to be a rule.
const (
	commonAtLeast = 3
	commonPercent = 60
)

func newZeros(list []Mandate, rows []Row) zeros {
	z := zeros{exact: make(map[string]bool, len(list)), known: make(map[string]string, len(list)+len(rows))}
	for _, m := range list {
		z.exact[m.Number] = true
		z.remember(m.Number)
	}
	lengths := map[int]int{}
	counted := map[string]bool{}
	for _, row := range rows {
		number := cleanLine(row.Number)
		if !isDigits(number) || counted[number] {
			continue
		}
		counted[number] = true
		z.remember(number)
		lengths[len(number)]++
	}
	for length, n := range lengths {
		if n >= commonAtLeast && n*100 >= len(counted)*commonPercent {
			z.common = length
		}
	}
	return z
}

func (z *zeros) remember(number string) {
	if !isDigits(number) {
		return
	}
	if bare := strings.TrimLeft(number, "0"); len(number) > len(z.known[bare]) {
		z.known[bare] = number
	}
}

// warning is for a row that the list does not have yet.
func (z *zeros) warning(f Fields) error {
	if !isDigits(f.Number) || z.exact[f.Number] {
		return nil
	}
	if known := z.known[strings.TrimLeft(f.Number, "0")]; known != f.Number {
		return &Error{Reason: ReasonZerosDiffer, Number: f.Number, User: f.User, Known: known}
	}
	if len(f.Number) < z.common {
		return &Error{Reason: ReasonZerosLost, Number: f.Number, User: f.User, Limit: z.common}
	}
	return nil
}

func isDigits(s string) bool { return s != "" && digits(s) == s }
