package vault

import (
	"encoding/json"
	"fmt"
)

// MergeBody gives the JSON to store for a record that is written again: known, with every name of before
// that this program does not know kept as it was, so that an older program never loses what a newer one
// stored. names are all that the program knows, whether known holds them or not. before is nil for a new
// record.
func MergeBody(known []byte, names []string, before []byte) ([]byte, error) {
	if before == nil {
		return known, nil
	}
	merged := map[string]json.RawMessage{}
	if err := json.Unmarshal(before, &merged); err != nil {
		// The decoder's message may quote the content.
		return nil, fmt.Errorf("%w: the body of a record is no JSON object", ErrDamaged)
	}
	for _, name := range names {
		delete(merged, name)
	}
	if len(merged) == 0 {
		return known, nil
	}
	if err := json.Unmarshal(known, &merged); err != nil {
		return nil, err
	}
	return json.Marshal(merged)
}
