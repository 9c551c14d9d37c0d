package authenticator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/otp"
)

// Service holds the firm's accounts in memory as they stand in the vault. Its methods are safe for use by
// several goroutines; those with a context may wait for the vault and do not belong on the goroutine that
// draws the window.
type Service struct {
	records vault.Records
	named   func(context.Context) (vault.ID, error) // the central account; nil = nobody knows

	forbidden []Form // in which no account leaves

	mu       sync.RWMutex
	accounts []stored // in their order
	order    order
	damaged  []vault.Damaged
}

// New is the service over an opened vault. It is empty until Load.
func New(records vault.Records) *Service { return &Service{records: records} }

// Load reads the accounts from the vault. An account that cannot be read is set aside, see Damaged; the
// others stay usable.
func (s *Service) Load(ctx context.Context) error {
	records, faults, err := s.records.Load(ctx, vault.KindAccount)
	if err != nil {
		return err
	}
	accounts := make([]stored, 0, len(records))
	for _, r := range records {
		account, err := decode(r)
		if err != nil {
			faults = append(faults, vault.Damaged{ID: r.ID, Kind: r.Kind, Rev: r.Rev, Err: err})
			continue
		}
		accounts = append(accounts, account)
	}
	o, err := s.loadOrder(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		o = s.order // the codes matter more than their order
	}
	o.sort(accounts)
	s.accounts, s.order, s.damaged = accounts, o, faults
	return nil
}

// fold makes names comparable without regard to case.
func fold(name string) string { return strings.ToLower(name) }

// Accounts gives the accounts as Load found them last: pinned ones first, then as they were put by hand, then the
// central account, then by name.
func (s *Service) Accounts() []Account {
	s.mu.RLock()
	defer s.mu.RUnlock()
	accounts := make([]Account, len(s.accounts))
	for i := range s.accounts {
		accounts[i] = s.accounts[i].Account
	}
	return accounts
}

// Damaged names the accounts that could not be read.
func (s *Service) Damaged() []vault.Damaged {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.damaged)
}

// Codes computes the codes of all accounts at a moment, in the order of Accounts. It only computes, some
// microseconds an account, and may be called from anywhere.
func (s *Service) Codes(now time.Time) []Shown {
	s.mu.RLock()
	defer s.mu.RUnlock()
	shown := make([]Shown, 0, len(s.accounts))
	for i := range s.accounts {
		a := &s.accounts[i]
		of, err := show(a.Account, a.key, now)
		if err != nil {
			continue // decode checked the key: cannot happen, and no code is better than a wrong one
		}
		shown = append(shown, of)
	}
	return shown
}

// Find gives the account that a person means: the one of that name, without regard to case, or else the
// only one whose name, issuer or user contains the text. Without a text it is the only account there is.
func (s *Service) Find(text string) (Account, error) {
	all := s.Accounts()
	wanted := text
	text = fold(strings.TrimSpace(text))
	if len(all) == 0 {
		return Account{}, &Error{Reason: ReasonNoAccounts}
	}
	var found []Account
	for _, a := range all {
		if fold(a.Name) == text {
			return a, nil
		}
		if strings.Contains(fold(a.Name+"\n"+a.Issuer+"\n"+a.User), text) {
			found = append(found, a)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Account{}, &Error{Reason: ReasonNotFound, Name: wanted}
	}
	return Account{}, &Error{Reason: ReasonAmbiguous, Name: wanted}
}

// Add stores a candidate as a new account under a name ("" takes the candidate's). The same secret again is
// ReasonKnown and nothing is stored. A candidate that came as StateRenewal becomes an account beside the one
// that it would renew, because the caller knew and a person chose so; one that came as StateNew and is a
// renewal by now is ReasonRenewal.
func (s *Service) Add(ctx context.Context, c Candidate, name string) (Account, error) {
	if err := s.Load(ctx); err != nil {
		return Account{}, err
	}
	beside := c.State == StateRenewal
	s.judge(&c)
	switch {
	case c.State == StateKnown:
		return Account{}, known(&c)
	case c.State == StateRenewal && !beside:
		return Account{}, &Error{Reason: ReasonRenewal, Name: c.Existing.Name}
	case c.State == StateUnusable:
		return Account{}, c.Problem
	}
	if name == "" {
		name = c.Name
	}
	name, err := cleanName(name)
	if err != nil {
		return Account{}, err
	}
	if taken := s.byName(name, vault.ID{}); taken != nil {
		return Account{}, &Error{Reason: ReasonNameTaken, Name: taken.Name}
	}
	a := stored{Account: Account{ID: s.records.NewID(), Name: name, Created: s.records.Now().UTC()}, key: c.Key}
	return s.store(ctx, a, vault.Change{Event: EventAdd, Params: map[string]string{"name": name}}, a.differences(stored{}))
}

// Rename gives an account another name.
func (s *Service) Rename(ctx context.Context, id vault.ID, name string) (Account, error) {
	if err := s.Load(ctx); err != nil {
		return Account{}, err
	}
	name, err := cleanName(name)
	if err != nil {
		return Account{}, err
	}
	before, err := s.get(id)
	if err != nil {
		return Account{}, err
	}
	if taken := s.byName(name, id); taken != nil {
		return Account{}, &Error{Reason: ReasonNameTaken, Name: taken.Name}
	}
	if before.Name == name {
		return before.Account, nil
	}
	after := before
	after.Name = name
	change := vault.Change{Event: EventRename, Params: map[string]string{"old": before.Name, "name": name}}
	return s.store(ctx, after, change, after.differences(before))
}

// Remove destroys an account with its secret. Who has no other copy of the secret must have the service
// issue a new one.
func (s *Service) Remove(ctx context.Context, id vault.ID) error {
	if err := s.Load(ctx); err != nil {
		return err
	}
	before, err := s.get(id)
	if err != nil {
		return err
	}
	_, err = s.records.Apply(ctx, vault.Change{
		Event: EventRemove, Params: map[string]string{"name": before.Name}, Domain: vault.DomainCode,
		Mutations: []vault.Mutation{{ID: id, Kind: vault.KindAccount, Expect: before.rev, Label: before.Name}},
	})
	if err != nil {
		return s.explain(err)
	}
	return s.Load(ctx)
}

// The events of the history, the tails of the translation keys "history.<event>".
const (
	EventAdd    = "account.add"    // Params: name
	EventRenew  = "account.renew"  // Params: name
	EventRename = "account.rename" // Params: old, name
	EventRemove = "account.remove" // Params: name
	EventSettle = "account.settle" // a renewal was confirmed, the secret of before destroyed. Params: name
	EventRevert = "account.revert" // a renewal was taken back. Params: name
	EventMove   = "account.move"   // Params: name, place (from 1)
	EventPin    = "account.pin"    // Params: name
	EventUnpin  = "account.unpin"  // Params: name

	// Accounts left the vault with their secrets. Params: count, names
	EventHandoverAegis  = "account.handover.aegis"
	EventHandoverLinks  = "account.handover.links"
	EventHandoverQR     = "account.handover.qr"
	EventHandoverGoogle = "account.handover.google"
)

// Events lists every event, for the tests that hold the translations complete.
func Events() []string {
	return []string{EventAdd, EventRenew, EventRename, EventRemove, EventSettle, EventRevert,
		EventMove, EventPin, EventUnpin, EventHandoverAegis, EventHandoverLinks, EventHandoverQR, EventHandoverGoogle}
}

// differences are the lines of the history; that the secret is another is said, never what it is.
func (s stored) differences(before stored) []vault.FieldChange {
	var changes []vault.FieldChange
	add := func(field, old, now string) {
		if old != now {
			changes = append(changes, vault.FieldChange{Field: field, Old: old, New: now})
		}
	}
	parameters := func(k otp.Key) string {
		if k.Algorithm == "" {
			return ""
		}
		return fmt.Sprintf("%s, %d, %d s", k.Algorithm, k.Digits, int(k.Period/time.Second))
	}
	add("name", before.Name, s.Name)
	add("issuer", before.key.Issuer, s.key.Issuer)
	add("user", before.key.Account, s.key.Account)
	add("parameters", parameters(before.key), parameters(s.key))
	if before.key.Secret.Len() > 0 && !before.key.Secret.Equal(s.key.Secret) {
		changes = append(changes, vault.FieldChange{Field: "secret", Old: "•••", New: "•••"})
	}
	return changes
}

func (s *Service) store(ctx context.Context, a stored, change vault.Change, fields []vault.FieldChange) (Account, error) {
	content, err := a.encode()
	if err != nil {
		return Account{}, err
	}
	defer clear(content)
	change.Domain = vault.DomainCode
	change.Mutations = []vault.Mutation{{
		ID: a.ID, Kind: vault.KindAccount, Expect: a.rev, Body: content, Unique: a.unique(), Label: a.Name, Fields: fields,
	}}
	if _, err := s.records.Apply(ctx, change); err != nil {
		return Account{}, s.explain(err)
	}
	if err := s.Load(ctx); err != nil {
		return Account{}, err
	}
	after, err := s.get(a.ID)
	return after.Account, err
}

// explain says in this package's words what the vault refused.
func (s *Service) explain(err error) error {
	var duplicate *vault.DuplicateError
	var conflict *vault.ConflictError
	switch {
	case errors.As(err, &duplicate):
		existing, _ := s.get(duplicate.Existing) // another process may have added it this moment: then without a name
		return &Error{Reason: ReasonKnown, Name: existing.Name, Err: err}
	case errors.As(err, &conflict):
		return &Error{Reason: ReasonChanged, Err: err}
	}
	return err
}

func (s *Service) get(id vault.ID) (stored, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for i := range s.accounts {
		if s.accounts[i].ID == id {
			return s.accounts[i], nil
		}
	}
	return stored{}, &Error{Reason: ReasonNotFound}
}

// byName is the account of a name, other than the one named by except.
func (s *Service) byName(name string, except vault.ID) *stored {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for i := range s.accounts {
		if s.accounts[i].ID != except && fold(s.accounts[i].Name) == fold(name) {
			return &s.accounts[i]
		}
	}
	return nil
}
