package mandate

import (
	"encoding/json"
	"fmt"
	"time"

	"kanzleicode/app/vault"
)

// body is the stored form of a Mandat, see the package comment.
type body struct {
	Number    string    `json:"number"`
	User      string    `json:"user"`
	Client    string    `json:"client,omitzero"`
	Note      string    `json:"note,omitzero"`
	Status    Status    `json:"status"`
	Created   time.Time `json:"created"`
	Submitted time.Time `json:"submitted,omitzero"`
	Confirmed time.Time `json:"confirmed,omitzero"`
}

// bodyNames are the names that body speaks for; all others belong to a newer program.
var bodyNames = []string{"number", "user", "client", "note", "status", "created", "submitted", "confirmed"}

// stored is a Mandat together with the bytes that it was read from.
type stored struct {
	Mandate
	raw []byte
}

func decode(record vault.Record) (stored, error) {
	var b body
	if err := json.Unmarshal(record.Body, &b); err != nil {
		// The decoder's message may quote the content.
		return stored{}, fmt.Errorf("%w: the body of a mandate is not what this program writes", vault.ErrDamaged)
	}
	return stored{
		Mandate: Mandate{
			ID:        record.ID,
			Fields:    Fields{Number: b.Number, User: b.User, Client: b.Client, Note: b.Note},
			Status:    b.Status,
			Created:   b.Created,
			Submitted: b.Submitted,
			Confirmed: b.Confirmed,
			Rev:       record.Rev,
		},
		raw: record.Body,
	}, nil
}

// encode writes m over what stood there before, whose unknown names stay; before is nil for a new row.
func encode(m Mandate, before []byte) ([]byte, error) {
	known, err := json.Marshal(body{
		Number: m.Number, User: m.User, Client: m.Client, Note: m.Note, Status: m.Status,
		Created: m.Created.UTC(), Submitted: m.Submitted.UTC(), Confirmed: m.Confirmed.UTC(),
	})
	if err != nil {
		return nil, err
	}
	return vault.MergeBody(known, bodyNames, before)
}

// differences are the lines of the history between two states of a row.
func differences(before, after Mandate) []vault.FieldChange {
	var changes []vault.FieldChange
	for _, f := range [...]struct{ name, old, new string }{
		{"number", before.Number, after.Number},
		{"user", before.User, after.User},
		{"client", before.Client, after.Client},
		{"note", before.Note, after.Note},
		{"status", string(before.Status), string(after.Status)},
	} {
		if f.old != f.new {
			changes = append(changes, vault.FieldChange{Field: f.name, Old: f.old, New: f.new})
		}
	}
	return changes
}
