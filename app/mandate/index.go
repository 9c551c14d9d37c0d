package mandate

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"kanzleicode/app/vault"
)

// Column is what a list is ordered by.
type Column string

// The columns.
const (
	ColumnNumber    Column = "number"
	ColumnUser      Column = "user"
	ColumnClient    Column = "client"
	ColumnClerk     Column = "clerk"
	ColumnMail      Column = "mail"
	ColumnStatus    Column = "status"
	ColumnCreated   Column = "created"
	ColumnSubmitted Column = "submitted"
	ColumnConfirmed Column = "confirmed"
	ColumnNote      Column = "note"
)

// Columns lists every column, in the order in which a table shows them.
func Columns() []Column {
	return []Column{
		ColumnNumber, ColumnUser, ColumnClient, ColumnClerk, ColumnMail, ColumnStatus, ColumnCreated, ColumnSubmitted,
		ColumnConfirmed, ColumnNote,
	}
}

// Query says which rows of a list are wanted, in which order.
type Query struct {
	Text       string            // every word of it stands somewhere in the row
	Status     Status            // "" = all
	Among      map[vault.ID]bool // only these, such as a submission's; nil = all
	Outdated   time.Time         // only rows reported for an earlier code than the one since this moment; zero = all
	LacksMail  bool              // only rows for which the central address still has to be stored at the service
	Order      Column            // "" = ColumnNumber
	Descending bool
}

// Index is a list prepared for searching and ordering, so that 100,000 rows are searched while a person types. It
// is safe for use by several goroutines; the list must not be changed.
type Index struct {
	list []Mandate
	text string // what a search looks through, row after row: one long text is searched fastest
	ends []int  // of each row in text

	mu     sync.Mutex
	orders map[Column][]int32 // made when they are first wanted
}

// NewIndex prepares a list. words are what a search for a status finds.
func NewIndex(list []Mandate, words map[Status]string) *Index {
	x := &Index{list: list, ends: make([]int, len(list)), orders: map[Column][]int32{}}
	var text strings.Builder
	fold := cases.Fold()
	for i := range list {
		m := &list[i]
		for _, part := range [...]string{m.Number, m.User, m.Client, m.Clerk, m.Note, m.Question, words[m.Status]} {
			text.WriteString(folded(fold, part))
			text.WriteByte('\n')
		}
		x.ends[i] = text.Len()
	}
	x.text = text.String()
	return x
}

func folded(fold cases.Caser, text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return norm.NFC.String(fold.String(text))
		}
	}
	return strings.ToLower(text)
}

// Len is how many rows the list has.
func (x *Index) Len() int { return len(x.list) }

// At is a row of the list.
func (x *Index) At(i int) *Mandate { return &x.list[i] }

// Find gives the indices of the rows that are wanted, in order. The error is that of ctx.
func (x *Index) Find(ctx context.Context, q Query) ([]int32, error) {
	wanted, n := x.matching(strings.Fields(folded(cases.Fold(), q.Text)))
	for i := range wanted {
		if wanted[i] && !q.fits(&x.list[i]) {
			wanted[i] = false
			n--
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	found := make([]int32, 0, n)
	for _, i := range x.order(cmp.Or(q.Order, ColumnNumber)) {
		if wanted[i] {
			found = append(found, i)
		}
	}
	if q.Descending {
		slices.Reverse(found)
	}
	return found, ctx.Err()
}

// matching says of every row whether all words stand in it, and of how many they do.
func (x *Index) matching(words []string) (rows []bool, n int) {
	rows = make([]bool, len(x.list))
	if len(words) == 0 {
		for i := range rows {
			rows[i] = true
		}
		return rows, len(rows)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // the rarest first
	row, from := 0, 0
	for {
		hit := strings.Index(x.text[from:], words[0])
		if hit < 0 {
			return rows, n
		}
		for x.ends[row] <= from+hit {
			row++
		}
		start := 0
		if row > 0 {
			start = x.ends[row-1]
		}
		if containsAll(x.text[start:x.ends[row]], words[1:]) {
			rows[row] = true
			n++
		}
		from = x.ends[row]
	}
}

func containsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// fits reports whether a row is wanted, the text aside.
func (q *Query) fits(m *Mandate) bool {
	return (q.Status == "" || m.Status == q.Status) && (q.Among == nil || q.Among[m.ID]) &&
		(q.Outdated.IsZero() || m.Outdated(q.Outdated)) && (!q.LacksMail || m.LacksMail())
}

// order gives all indices ordered by a column.
func (x *Index) order(column Column) []int32 {
	x.mu.Lock()
	defer x.mu.Unlock()
	natural := x.natural()
	key := keys[column]
	if key == nil {
		return natural
	}
	if order := x.orders[column]; order != nil {
		return order
	}
	sorting := make([]keyed, len(natural))
	for n, i := range natural {
		sorting[n] = keyed{key(&x.list[i]), int32(n)} //nolint:gosec // a list has no more than 2^31 rows
	}
	slices.SortFunc(sorting, func(a, b keyed) int {
		if order := strings.Compare(a.key, b.key); order != 0 {
			return order
		}
		return cmp.Compare(a.place, b.place)
	})
	order := make([]int32, len(sorting))
	for n := range sorting {
		order[n] = natural[sorting[n].place]
	}
	x.orders[column] = order
	return order
}

// keyed is a row's key beside its place in the natural order, which decides between equal keys.
type keyed struct {
	key   string
	place int32
}

// natural gives all indices in the order of [Compare], which a list mostly has already.
func (x *Index) natural() []int32 {
	if order := x.orders[ColumnNumber]; order != nil {
		return order
	}
	order := make([]int32, len(x.list))
	for i := range order {
		order[i] = int32(i) //nolint:gosec // a list has no more than 2^31 rows
	}
	by := func(i, j int32) int { return compare(&x.list[i], &x.list[j]) }
	if !slices.IsSortedFunc(order, by) {
		slices.SortFunc(order, by)
	}
	x.orders[ColumnNumber] = order
	return order
}

// keys give rows texts whose order, byte by byte, is that of a column; texts that are empty come last. What is not
// here is ordered by [Compare].
var keys = map[Column]func(*Mandate) string{
	ColumnUser:      func(m *Mandate) string { return naturalKey(m.User) },
	ColumnClient:    func(m *Mandate) string { return naturalKey(m.Client) },
	ColumnClerk:     func(m *Mandate) string { return naturalKey(m.Clerk) },
	ColumnNote:      func(m *Mandate) string { return naturalKey(m.Note) },
	ColumnMail:      func(m *Mandate) string { return string(m.Mail) },
	ColumnStatus:    func(m *Mandate) string { return string(rune('0' + slices.Index(Statuses(), m.Status))) },
	ColumnCreated:   func(m *Mandate) string { return momentKey(m.Created) },
	ColumnSubmitted: func(m *Mandate) string { return momentKey(m.Submitted) },
	ColumnConfirmed: func(m *Mandate) string { return momentKey(m.Confirmed) },
}

// momentKey orders as the moments do; there is none before the year 1 of the zero time.
func momentKey(t time.Time) string {
	var key [12]byte
	binary.BigEndian.PutUint64(key[:], uint64(t.Unix()-time.Time{}.Unix())) //nolint:gosec // never negative, see above
	binary.BigEndian.PutUint32(key[8:], uint32(t.Nanosecond()))             //nolint:gosec // below 10^9
	return string(key[:])
}

// naturalKey orders as [CompareNatural] does, but for texts that it tells apart by their bytes alone. A run of digits
// becomes its length and itself without leading zeros.
func naturalKey(s string) string {
	if s == "" {
		return "\xff"
	}
	key := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); {
		if !isDigit(s[i]) {
			key = append(key, lower(s[i]))
			i++
			continue
		}
		run := digits(s[i:])
		i += len(run)
		run = strings.TrimLeft(run, "0")
		key = append(key, '0', byte(len(run)>>8), byte(len(run)))
		key = append(key, run...)
	}
	return string(key)
}
