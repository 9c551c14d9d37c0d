package transfer

import (
	"bytes"
	"encoding/json"
	"errors"
)

// What a file may make many of. A few bytes of it can stand for much more in memory; within these numbers reading
// takes less than 64 MB, whatever stands in it.
const (
	maxListed  = 100_000 // elements of a JSON array, such as a safe's passwords without a code
	maxMembers = 1000    // of the JSON object that a file is
	maxCells   = 500_000 // of a table
	maxSigns   = 300_000 // "=" in XML, which every attribute has
)

// listed is a JSON array. One of more than maxListed elements is ReasonTooMany.
type listed[T any] []T

// UnmarshalJSON reads element by element.
func (l *listed[T]) UnmarshalJSON(raw []byte) error {
	*l = nil
	decoder := json.NewDecoder(bytes.NewReader(raw))
	begin, err := decoder.Token()
	if err != nil || begin != json.Delim('[') && begin != nil { // nil is null
		return because(ReasonDamaged)
	}
	for decoder.More() {
		if len(*l) == maxListed {
			return because(ReasonTooMany)
		}
		var one T
		if err := decoder.Decode(&one); err != nil {
			return err
		}
		*l = append(*l, one)
	}
	return nil
}

// members is a JSON object. One of more than maxMembers is ReasonTooMany.
type members map[string]json.RawMessage

// UnmarshalJSON reads member by member.
func (m *members) UnmarshalJSON(raw []byte) error {
	*m = members{}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return because(ReasonDamaged)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		if text, ok := name.(string); ok {
			(*m)[text] = value
		}
		if len(*m) > maxMembers {
			return because(ReasonTooMany)
		}
	}
	return nil
}

// readJSON is json.Unmarshal with errors of this package.
func readJSON(raw []byte, into any) error {
	err := json.Unmarshal(raw, into)
	var ours *Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	return because(ReasonDamaged)
}
