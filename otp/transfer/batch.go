package transfer

import (
	"slices"
	"strconv"
	"strings"
)

// Batch collects the pictures of Google Authenticator exports as they are scanned, in any order and as
// often as one likes; several exports do not mix. The zero Batch is empty. It is not for several goroutines
// at once.
type Batch struct {
	exports []gathered // in the order in which they were first seen
}

// gathered is what is there of one export.
type gathered struct {
	id    int32
	of    int
	parts map[int]Part // by number
}

// Add takes a picture. It reports false if that picture is there already.
func (b *Batch) Add(part Part) bool {
	for _, g := range b.exports {
		if g.id != part.Export || g.of != part.Of {
			continue
		}
		had, there := g.parts[part.Number]
		switch {
		case !there:
			g.parts[part.Number] = part
			return true
		case sameEntries(had, part):
			return false
		}
		// Another picture under the same number: programs that number no export write 0 in all of them.
	}
	b.exports = append(b.exports, gathered{id: part.Export, of: part.Of, parts: map[int]Part{part.Number: part}})
	return true
}

// sameEntries reports whether two pictures hold the same.
func sameEntries(a, b Part) bool {
	return slices.EqualFunc(a.Entries, b.Entries, func(x, y Entry) bool {
		return x.Name == y.Name && x.Key.SameSecret(y.Key) && x.Key.Issuer == y.Key.Issuer && x.Key.Account == y.Key.Account
	})
}

// Entries are the accounts of all pictures that are there, in the order of their numbers.
func (b *Batch) Entries() []Entry {
	var entries []Entry
	for _, g := range b.exports {
		for number := 1; number <= g.of; number++ {
			entries = append(entries, g.parts[number].Entries...)
		}
	}
	return entries
}

// Gap is what is missing of one export.
type Gap struct {
	Export  int32
	Numbers []int // of the missing pictures, from 1, ascending
	Of      int   // how many pictures the export has
}

// Missing says which pictures are still to be scanned; none if every export that was begun is complete.
func (b *Batch) Missing() []Gap {
	var gaps []Gap
	for _, g := range b.exports {
		gap := Gap{Export: g.id, Of: g.of}
		for number := 1; number <= g.of; number++ {
			if _, there := g.parts[number]; !there {
				gap.Numbers = append(gap.Numbers, number)
			}
		}
		if gap.Numbers != nil {
			gaps = append(gaps, gap)
		}
	}
	return gaps
}

// Problem is the first gap as an [*Error] with [ReasonPicturesMissing]; nil if nothing is missing.
func (b *Batch) Problem() error {
	gaps := b.Missing()
	if len(gaps) == 0 {
		return nil
	}
	numbers := make([]string, len(gaps[0].Numbers))
	for i, number := range gaps[0].Numbers {
		numbers[i] = strconv.Itoa(number)
	}
	return &Error{Reason: ReasonPicturesMissing, Format: Google, Detail: strings.Join(numbers, ", "), Of: gaps[0].Of}
}
