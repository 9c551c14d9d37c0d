package recovery

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"

	"kanzleicode/app/vault"
)

// Vault is what the sheet needs of an opened vault.
type Vault interface {
	vault.Records
	ID() vault.ID
	Slots(ctx context.Context) ([]vault.SlotInfo, error)
	AddSlot(ctx context.Context, key vault.SlotKey) (vault.ID, error)
	ReplaceSlot(ctx context.Context, key vault.SlotKey, revoke ...vault.ID) (vault.ID, error)
}

// Service makes sheets and remembers whether the newest was proven.
type Service struct {
	vault  Vault
	random io.Reader // chooses the groups; nil = the operating system's
}

// NewService is the service over an opened vault.
func NewService(v Vault) *Service { return &Service{vault: v, random: rand.Reader} }

// Sheet is a fresh sheet, to be printed now: nobody can show it again.
type Sheet struct {
	Vault    vault.ID
	Created  time.Time
	Identity Identity
}

// State says how the firm stands with its sheet.
type State struct {
	Created time.Time // of the newest sheet; zero = there is none
	Proven  time.Time // when somebody last proved that it is there; zero = never
	Groups  []int     // the numbers of the two groups to ask for, from 1; empty if they were lost
}

// The events of the history, the tails of the translation keys "history.<event>"; they have no Params. That the
// slot was made stands there besides.
const (
	EventPrinted = "recovery.printed"
	EventProven  = "recovery.proven"
)

// Events lists every event, for the tests that hold the translations complete.
func Events() []string { return []string{EventPrinted, EventProven} }

// stored is where a sheet is remembered.
var stored = vault.Setting{Name: "recovery", Knows: []string{"setting", "slot", "proven", "groups"}}

// setting is the body of the record that remembers a sheet. Two groups are 40 of the key's 256 bits: what is
// left to guess stays far out of reach.
type setting struct {
	Setting string    `json:"setting"` // "recovery"
	Slot    vault.ID  `json:"slot"`
	Proven  time.Time `json:"proven,omitzero"`
	Groups  []group   `json:"groups,omitempty"`
}

type group struct {
	Number int    `json:"number"` // from 1
	Text   string `json:"text"`
}

// remembered is the record as it stands.
type remembered struct {
	setting
	record vault.Record // zero if there is none
}

// current finds the newest sheet's slot and what is remembered of it.
func (s *Service) current(ctx context.Context) (*vault.SlotInfo, remembered, error) {
	slots, err := s.vault.Slots(ctx)
	if err != nil {
		return nil, remembered{}, err
	}
	var slot *vault.SlotInfo
	for i := range slots { // oldest first
		if slots[i].Type == vault.SlotRecovery {
			slot = &slots[i]
		}
	}
	var found remembered
	if found.record, err = stored.Load(ctx, s.vault); err != nil {
		return nil, remembered{}, err
	}
	if json.Unmarshal(found.record.Body, &found.setting) != nil {
		found.setting = setting{} // none is stored, or nothing that can be used
	}
	if slot == nil || found.Slot != slot.ID {
		found.setting = setting{} // of an older sheet
	}
	return slot, found, nil
}

// State tells how the firm stands with its sheet.
func (s *Service) State(ctx context.Context) (State, error) {
	slot, known, err := s.current(ctx)
	if err != nil || slot == nil {
		return State{}, err
	}
	state := State{Created: slot.Created, Proven: known.Proven}
	for _, g := range known.Groups {
		state.Groups = append(state.Groups, g.Number)
	}
	return state, nil
}

// Make makes a new sheet; the ones before open nothing any more.
func (s *Service) Make(ctx context.Context) (*Sheet, error) {
	identity, err := New()
	if err != nil {
		return nil, err
	}
	slots, err := s.vault.Slots(ctx)
	if err != nil {
		return nil, err
	}
	var before []vault.ID
	for _, slot := range slots {
		if slot.Type == vault.SlotRecovery && !slot.Current {
			before = append(before, slot.ID)
		}
	}
	key := vault.SlotKey{Recipient: identity.Recipient()}
	var id vault.ID
	if len(before) > 0 {
		id, err = s.vault.ReplaceSlot(ctx, key, before...)
	} else {
		id, err = s.vault.AddSlot(ctx, key)
	}
	if err != nil {
		return nil, err
	}
	sheet := &Sheet{Vault: s.vault.ID(), Created: s.vault.Now(), Identity: identity}
	groups, err := s.choose(identity)
	if err != nil {
		return nil, err
	}
	// The slot stands already. Should this fail, the sheet is as good, and its whole key can still prove it.
	return sheet, s.remember(ctx, setting{Setting: stored.Name, Slot: id, Groups: groups}, EventPrinted)
}

// choose picks two different whole groups.
func (s *Service) choose(identity Identity) ([]group, error) {
	all := identity.Groups()
	whole := len(all) - 1 // the last one is short
	var chosen []group
	for len(chosen) < 2 {
		n, err := rand.Int(s.random, big.NewInt(int64(whole)))
		if err != nil {
			return nil, err
		}
		g := group{Number: int(n.Int64()) + 1, Text: all[n.Int64()]}
		if !slices.Contains(chosen, g) {
			chosen = append(chosen, g)
		}
	}
	slices.SortFunc(chosen, func(a, b group) int { return a.Number - b.Number })
	return chosen, nil
}

// ProveGroups compares what a person typed from the sheet with the two groups, in the order of
// [State.Groups].
func (s *Service) ProveGroups(ctx context.Context, typed []string) error {
	slot, known, err := s.current(ctx)
	switch {
	case err != nil:
		return err
	case slot == nil:
		return &Error{ReasonNone}
	case len(known.Groups) == 0:
		return &Error{ReasonNoProof}
	case len(typed) != len(known.Groups):
		return &Error{ReasonWrong}
	}
	right := 1
	for i, g := range known.Groups {
		right &= subtle.ConstantTimeCompare([]byte(strings.ToUpper(strings.TrimSpace(typed[i]))), []byte(g.Text))
	}
	if right != 1 {
		return &Error{ReasonWrong}
	}
	return s.proven(ctx, slot.ID, known)
}

// ProveKey takes the whole key, typed or scanned, for proof.
func (s *Service) ProveKey(ctx context.Context, text string) error {
	identity, err := Parse(text)
	if err != nil {
		return err
	}
	slot, known, err := s.current(ctx)
	switch {
	case err != nil:
		return err
	case slot == nil:
		return &Error{ReasonNone}
	case identity.Recipient() != slot.Recipient:
		return &Error{ReasonOther}
	}
	return s.proven(ctx, slot.ID, known)
}

func (s *Service) proven(ctx context.Context, slot vault.ID, known remembered) error {
	after := known.setting
	after.Setting, after.Slot, after.Proven = stored.Name, slot, s.vault.Now().UTC().Truncate(time.Second)
	return s.remember(ctx, after, EventProven)
}

// remember stores the setting in the place of the one before.
func (s *Service) remember(ctx context.Context, body setting, event string) error {
	_, known, err := s.current(ctx)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	_, err = stored.Store(ctx, s.vault, known.record, raw, vault.Change{Event: event, Domain: vault.DomainList}, nil)
	return err
}
