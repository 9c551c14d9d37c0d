package authenticator

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"kanzleicode/app/vault"
)

// order is in which order the firm wants its accounts: the body of the record of kind setting that is called
// "accounts", see docs/vault.md. What it does not name comes after what it names: the central account first, the
// others by name. Accounts that are gone may still stand in it.
type order struct {
	Setting string     `json:"setting"`          // "accounts"
	Order   []vault.ID `json:"order,omitempty"`  // the accounts as they were put, by hand
	Pinned  []vault.ID `json:"pinned,omitempty"` // these stay before all others

	stored  vault.Record
	central vault.ID // the account that the firm has named; zero = none
}

// orderSetting is where it stands.
var orderSetting = vault.Setting{Name: "accounts", Knows: []string{"setting", "order", "pinned"}}

// CentralBy lets the service ask which account the firm has named as its central one; see [Central]. Call it before
// Load.
func (s *Service) CentralBy(named func(context.Context) (vault.ID, error)) { s.named = named }

// loadOrder reads the order as it stands.
func (s *Service) loadOrder(ctx context.Context) (order, error) {
	var o order
	r, err := orderSetting.Load(ctx, s.records)
	if err != nil {
		return order{}, err
	}
	if json.Unmarshal(r.Body, &o) != nil {
		o = order{} // none is stored, or nothing that can be used: the accounts are shown all the same
	}
	o.stored = r
	if s.named != nil {
		o.central, err = s.named(ctx)
	}
	return o, err
}

// sort puts accounts into the order, and says of each whether it is pinned.
func (o order) sort(accounts []stored) {
	places := make(map[vault.ID]int, len(o.Order))
	for i, id := range o.Order {
		places[id] = i + 1 - len(o.Order) // what is not named has place 1
	}
	place := func(a *stored) int {
		if at, named := places[a.ID]; named {
			return at
		}
		return 1
	}
	for i := range accounts {
		accounts[i].Pinned = slices.Contains(o.Pinned, accounts[i].ID)
	}
	slices.SortFunc(accounts, func(a, b stored) int {
		return cmp.Or(first(a.Pinned, b.Pinned), cmp.Compare(place(&a), place(&b)), first(a.ID == o.central, b.ID == o.central),
			cmp.Compare(fold(a.Name), fold(b.Name)), cmp.Compare(a.ID.String(), b.ID.String()))
	})
}

// first compares what one of two may have that comes first.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// Ends, for [Service.Move]: further than any account has to go.
const (
	ToFront = -1 << 30
	ToBack  = 1 << 30
)

// Move puts an account by so many places towards the back, or, if places is negative, towards the front; at the end
// it stays there. Pinned accounts move among the pinned ones, the others among the others. It is a step from where
// the account stands in the vault: if somebody else moves accounts at the same moment, both moves count.
func (s *Service) Move(ctx context.Context, id vault.ID, places int) error {
	return s.reorder(ctx, id, func(o *order, a *stored, all []stored) vault.Change {
		group := slices.DeleteFunc(slices.Clone(all), func(other stored) bool { return other.Pinned != a.Pinned })
		at := slices.IndexFunc(group, func(other stored) bool { return other.ID == id })
		to := max(0, min(len(group)-1, at+places))
		if to == at {
			return vault.Change{}
		}
		o.Order = nil // anew, of all accounts as they are seen
		for i := range all {
			if all[i].ID != id {
				o.Order = append(o.Order, all[i].ID)
			}
		}
		o.Order = slices.Insert(o.Order, slices.Index(o.Order, group[to].ID)+max(0, min(1, to-at)), id)
		return vault.Change{Event: EventMove, Params: map[string]string{"name": a.Name, "place": strconv.Itoa(to + 1)}}
	})
}

// Pin lets an account stay before those that are not pinned, or takes that back. What is so already stays as it is.
func (s *Service) Pin(ctx context.Context, id vault.ID, on bool) error {
	return s.reorder(ctx, id, func(o *order, a *stored, _ []stored) vault.Change {
		if a.Pinned == on {
			return vault.Change{}
		}
		change := vault.Change{Event: EventUnpin, Params: map[string]string{"name": a.Name}}
		o.Pinned = slices.DeleteFunc(o.Pinned, func(other vault.ID) bool { return other == id })
		if on {
			change.Event = EventPin
			o.Pinned = append(o.Pinned, id)
		}
		return change
	})
}

// reorderTries is how often a change of the order is tried on what others have made of it meanwhile.
const reorderTries = 10

// reorder changes the order in one step. change works on the order as it stands, with all accounts in it, and gives
// what the history says of it; without an event nothing is stored. If somebody else was quicker, it is done again on
// what they made.
func (s *Service) reorder(ctx context.Context, id vault.ID, change func(o *order, a *stored, all []stored) vault.Change) error {
	for tries := 1; ; tries++ {
		err := s.reorderOnce(ctx, id, change)
		var duplicate *vault.DuplicateError
		var conflict *vault.ConflictError
		switch {
		case !errors.As(err, &duplicate) && !errors.As(err, &conflict):
			return err
		case tries == reorderTries:
			return &Error{Reason: ReasonChanged, Err: err}
		}
	}
}

func (s *Service) reorderOnce(ctx context.Context, id vault.ID, change func(o *order, a *stored, all []stored) vault.Change) error {
	if err := s.Load(ctx); err != nil {
		return err
	}
	o, err := s.loadOrder(ctx)
	if err != nil {
		return err
	}
	s.mu.RLock()
	all := slices.Clone(s.accounts)
	s.mu.RUnlock()
	o.sort(all)
	at := slices.IndexFunc(all, func(a stored) bool { return a.ID == id })
	if at < 0 {
		return &Error{Reason: ReasonNotFound}
	}
	step := change(&o, &all[at], all)
	if step.Event == "" {
		return nil
	}
	there := func(id vault.ID) bool { return slices.ContainsFunc(all, func(a stored) bool { return a.ID == id }) }
	o.Setting = orderSetting.Name
	o.Pinned = slices.DeleteFunc(slices.Clone(o.Pinned), func(id vault.ID) bool { return !there(id) })
	known, err := json.Marshal(o)
	if err != nil {
		return err
	}
	step.Domain = vault.DomainCode // the name of an account is for those who may see it
	if _, err := orderSetting.Store(ctx, s.records, o.stored, known, step, nil); err != nil {
		return err
	}
	return s.Load(ctx)
}
