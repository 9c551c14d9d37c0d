package authenticator

import (
	"errors"
	"slices"

	"kanzleicode/app/vault"
)

// errTrail: the history alone does not lead from the state that is known.
var errTrail = errors.New("authenticator: the history does not lead to the account's present secret")

// Replay gives the body of a stored account after a change of the history, from its body before that change. No
// secret stands in the history: a change that brought a new one is an error, as is an account that was not there.
func Replay(before []byte, entry *vault.Entry, item *vault.EntryItem) ([]byte, error) {
	if before == nil {
		return nil, errTrail
	}
	s, err := decode(vault.Record{ID: item.ID, Body: before})
	if err != nil {
		return nil, err
	}
	was := s
	switch {
	case entry.Event == EventRename:
		for _, f := range item.Fields {
			if f.Field == "name" {
				s.Name = f.New
			}
		}
	case entry.Event == EventSettle && s.previous != nil:
		s.previous = nil
	case entry.Event == EventRevert && s.previous != nil:
		s.key, s.Renewed, s.previous = s.previous.key, s.previous.renewed, nil
	default:
		return nil, errTrail
	}
	// What was done must be what the history says was done.
	if !slices.Equal(s.differences(was), item.Fields) {
		return nil, errTrail
	}
	return s.encode()
}

// Known are the lines of the history that say what a stored account is, without its secret.
func Known(body []byte) []vault.FieldChange {
	s, err := decode(vault.Record{Body: body})
	if err != nil {
		return nil
	}
	return s.differences(stored{})
}
