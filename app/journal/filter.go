package journal

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Filter says which entries are wanted; its zero value wants all.
type Filter struct {
	Search string    // words that must all stand in the entry, somewhere, in upper or lower case
	Area   Area      // "" = all
	Since  time.Time // not before; the zero time = from the beginning
}

// Select gives the entries that a filter wants, in their order. It stops when ctx ends.
func (f Filter) Select(ctx context.Context, entries []*Entry) ([]*Entry, error) {
	words := strings.Fields(strings.ToLower(f.Search))
	found := make([]*Entry, 0, len(entries))
	for i, e := range entries {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if f.wants(e, words) {
			found = append(found, e)
		}
	}
	return found, nil
}

func (f Filter) wants(e *Entry, words []string) bool {
	if f.Area != "" && !slices.Contains(e.Areas, f.Area) || e.Logged.At.Before(f.Since) {
		return false
	}
	for _, word := range words {
		if !strings.Contains(e.haystack, word) {
			return false
		}
	}
	return true
}

// LastDays is the beginning of a number of days of which today is the last: 1 = today. A day begins at
// midnight where now is.
func LastDays(now time.Time, days int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()-days+1, 0, 0, 0, 0, now.Location())
}

// haystack is everything that can be read of an entry. A NUL between the pieces keeps a word from being
// found across two of them.
func haystack(e *Entry) string {
	parts := []string{e.Time(), e.Logged.Seat, e.Who, e.What}
	for _, c := range e.Changes {
		parts = append(parts, c.Label)
		for _, f := range c.Fields {
			parts = append(parts, f.Name, f.Old, f.New)
		}
	}
	return strings.ToLower(strings.Join(parts, "\x00"))
}
