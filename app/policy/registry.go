package policy

import (
	"slices"
	"strings"
)

// Value is one value of a policy that stands in Windows' registry.
type Value struct {
	Where string // its key
	Name  string
	Data  any // a string, or a number as uint64; anything else is no value of ours
}

// lockSuffix ends the name of the value that locks a setting.
const lockSuffix = "_locked"

// FromValues reads a policy out of the registry: a value for each setting and, beside it, one of the same name with
// "_locked" behind it, 1 or 0. Of two of the same name the first counts. The errors are *Error; then nothing of it
// counts.
func FromValues(values []Value) (Policy, error) {
	var p Policy
	found := map[string]Value{}
	for _, v := range values {
		name := strings.ToLower(v.Name) // as Windows compares them
		if _, there := found[name]; !there {
			found[name] = v
		}
		if !slices.Contains(p.Sources, v.Where) {
			p.Sources = append(p.Sources, v.Where)
		}
	}
	for _, d := range Definitions() {
		if err := d.take(&p, found); err != nil {
			return Policy{}, err
		}
	}
	for _, name := range sortedNames(found) {
		return Policy{}, &Error{Reason: ReasonUnknown, Where: found[name].Where, Name: found[name].Name}
	}
	return p, nil
}

// take lays a setting down and takes its values out of those that were found.
func (d *Definition) take(p *Policy, found map[string]Value) error {
	value, set := found[d.Name]
	lock, locks := found[d.Name+lockSuffix]
	delete(found, d.Name)
	delete(found, d.Name+lockSuffix)
	// A lock of another key is not for this value: a preset of the computer's stays one whatever is said to its users.
	locks = locks && (!set || lock.Where == value.Where)
	locked, sound := fromNumber(lock.Data).(bool)
	switch {
	case locks && (!sound || !set || d.Rule && !locked):
		return &Error{Reason: ReasonLocked, Where: lock.Where, Name: d.Name}
	case set && !d.put(p, d.fromRegistry(value.Data), d.Rule || locks && locked):
		return &Error{Reason: ReasonValue, Where: value.Where, Name: d.Name, Value: shown(value.Data), Allowed: d.Allowed()}
	}
	return nil
}

func sortedNames(values map[string]Value) []string {
	var names []string
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// fromRegistry makes a value of the registry one that put takes.
func (d *Definition) fromRegistry(data any) any {
	switch n, isNumber := data.(uint64); {
	case isNumber && d.Kind == Switch:
		return fromNumber(data)
	case isNumber && n <= uint64(d.Most):
		return int(n)
	}
	return data
}

// fromNumber makes 1 and 0 true and false; anything else stays.
func fromNumber(data any) any {
	switch data {
	case uint64(1):
		return true
	case uint64(0):
		return false
	}
	return data
}
