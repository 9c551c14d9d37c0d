package mandate

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"kanzleicode/app/vault"
)

// Row is one line of a table as it came in, before it is compared with the list.
type Row struct {
	Line int // in the file, 1 = first
	Fields
	Problem  error   // why the row cannot be used, if its reader knows already
	Warnings []error // what a person should look at; blocks nothing
}

// State says what a row of an import is to the list.
type State string

// The states of a row.
const (
	StateNew     State = "new"     // not in the list yet
	StateKnown   State = "known"   // in the list, nothing to change
	StateChanged State = "changed" // in the list with another client, clerk, e-mail state or note
	StateFaulty  State = "faulty"  // Problem says why
)

// Item is one row of a Plan. Its Fields are cleaned, and for StateChanged they are what the list's row
// becomes: the list's spelling of number and user, and the old text wherever the file's cell is empty.
type Item struct {
	Row
	State    State
	Existing *Mandate            // the list's row, for StateKnown and StateChanged
	Changes  []vault.FieldChange // what would change, for StateChanged
}

// Plan says what an import would do, row by row in the order of the file. Nothing is stored by it.
type Plan struct {
	Items []Item
}

// NewPlan compares rows with the list. A row that names an account for the second time in the file is
// faulty, with the line of the first; problems and warnings are *Error unless the reader set others.
func NewPlan(list []Mandate, rows []Row) Plan {
	byKey := make(map[string]*Mandate, len(list))
	zeros, near := newZeros(list, rows), newNear(list)
	for i := range list {
		byKey[list[i].Key()] = &list[i]
	}
	firstLine := make(map[string]int, len(rows))
	plan := Plan{Items: make([]Item, 0, len(rows))}
	for _, row := range rows {
		item := Item{Row: row, State: StateNew}
		item.Fields = row.Clean()
		key := item.Key()
		if item.Problem == nil {
			item.Problem = check(item.Fields)
		}
		if line, again := firstLine[key]; again && item.Problem == nil {
			item.Problem = &Error{Reason: ReasonDuplicateLine, Line: line, Number: item.Number, User: item.User}
		}
		if item.Problem != nil {
			item.State = StateFaulty
			plan.Items = append(plan.Items, item)
			continue
		}
		firstLine[key] = row.Line
		if existing := byKey[key]; existing != nil {
			item.compare(existing)
		} else {
			item.warn(zeros.warning(item.Fields))
			item.warn(near.warning(&item))
			near.remember(&item)
		}
		plan.Items = append(plan.Items, item)
	}
	return plan
}

// warn adds what a person should look at, if it is something.
func (i *Item) warn(warning error) {
	if warning != nil {
		i.Warnings = append(slices.Clip(i.Warnings), warning)
	}
}

// compare decides between known and changed.
func (i *Item) compare(existing *Mandate) {
	after := *existing
	if i.Client != "" {
		after.Client = i.Client
	}
	if i.Clerk != "" {
		after.Clerk = i.Clerk
	}
	if i.Mail != MailUnknown {
		after.Mail = i.Mail
	}
	if i.Note != "" {
		after.Note = i.Note
	}
	i.Existing, i.Fields, i.State = existing, after.Fields, StateKnown
	if i.Changes = differences(*existing, after); len(i.Changes) > 0 {
		i.State = StateChanged
	}
}

// Count is the number of rows in a state.
func (p Plan) Count(state State) int {
	n := 0
	for _, item := range p.Items {
		if item.State == state {
			n++
		}
	}
	return n
}

// Of gives the rows in a state, in the order of the file.
func (p Plan) Of(state State) []Item {
	var items []Item
	for _, item := range p.Items {
		if item.State == state {
			items = append(items, item)
		}
	}
	return items
}

// Warned gives the rows that a person should look at, in the order of the file.
func (p Plan) Warned() []Item {
	var items []Item
	for _, item := range p.Items {
		if len(item.Warnings) > 0 {
			items = append(items, item)
		}
	}
	return items
}

// SkipFaulty is the plan without its faulty rows: what a person says after having seen them.
func (p Plan) SkipFaulty() Plan {
	return Plan{Items: slices.DeleteFunc(slices.Clone(p.Items), func(i Item) bool { return i.State == StateFaulty })}
}

var (
	scientific = regexp.MustCompile(`^[+-]?[0-9]+([.,][0-9]+)?[eE][+-][0-9]+$`)
	date       = regexp.MustCompile(`^[0-9]{1,2}\.[0-9]{1,2}\.([0-9]{2}|[0-9]{4})( [0-9:]+)?$`)
	// cellErrors are what Excel and LibreOffice show in English and German instead of a value.
	cellErrors = regexp.MustCompile(`^#(N/A|NV|REF!|BEZUG!|NAME\?|VALUE!|WERT!|DIV/0!|NULL!|NUM!|ZAHL!)$`)
)

// check is Fields.Check and what only a spreadsheet does to a value.
func check(f Fields) error {
	if err := f.Check(); err != nil {
		return err
	}
	switch {
	case scientific.MatchString(f.Number):
		return &Error{Reason: ReasonNumberScientific, Number: f.Number}
	case cellErrors.MatchString(f.Number):
		return &Error{Reason: ReasonNumberCellError, Number: f.Number}
	case cellErrors.MatchString(f.User):
		return &Error{Reason: ReasonUserCellError, User: f.User}
	case date.MatchString(f.Number) && isDate(f.Number):
		return &Error{Reason: ReasonNumberDate, Number: f.Number}
	}
	return nil
}

// isDate tells 31.12.2024 from a number that is only grouped by points.
func isDate(s string) bool {
	s, _, _ = strings.Cut(s, " ")
	_, long := time.Parse("2.1.2006", s)
	_, short := time.Parse("2.1.06", s)
	return long == nil || short == nil
}
