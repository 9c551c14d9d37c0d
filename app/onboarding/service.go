package onboarding

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/support"
	"kanzleicode/app/vault"
)

// The events of the history, the tails of the translation keys "history.<event>".
const (
	EventWay     = "onboarding.way."   // and the Way
	EventFound   = "onboarding.found." // and what was Found
	EventProof   = "onboarding.proof"  // a login with the code has worked. Params: name
	EventMailbox = "onboarding.mailbox"
	EventArrival = "onboarding.arrival" // a code came to the mailbox. Params: address
	EventBegin   = "onboarding.begin"   // a renewal was begun
	EventCancel  = "onboarding.cancel"  // and given up
)

// Events lists every event, for the tests that hold the translations complete.
func Events() []string {
	events := []string{EventProof, EventMailbox, EventArrival, EventBegin, EventCancel}
	for _, way := range Ways() {
		events = append(events, EventWay+string(way))
	}
	for _, found := range AllFound() {
		events = append(events, EventFound+string(found))
	}
	return events
}

// body is the stored form of Notes.
type body struct {
	Setting string    `json:"setting"` // "onboarding"
	Way     Way       `json:"way,omitempty"`
	Found   Found     `json:"found,omitempty"`
	Proof   proof     `json:"proof,omitzero"`
	Begun   time.Time `json:"begun,omitzero"`
	Mailbox string    `json:"mailbox,omitempty"`
	Shared  bool      `json:"shared,omitempty"`
	Arrived time.Time `json:"arrived,omitzero"`
}

type proof struct {
	Account vault.ID  `json:"account"`
	Since   time.Time `json:"since"`
	At      time.Time `json:"at"`
}

// setting is where they stand.
var setting = vault.Setting{Name: "onboarding", Knows: []string{"setting", "way", "found", "proof", "begun", "mailbox", "shared", "arrived"}}

// Service reads and writes the notes.
type Service struct{ records vault.Records }

// NewService is the service over an opened vault.
func NewService(records vault.Records) *Service { return &Service{records} }

// Load gives the notes as they stand; the zero Notes if there are none.
func (s *Service) Load(ctx context.Context) (Notes, error) {
	r, err := setting.Load(ctx, s.records)
	if err != nil || r.ID.IsZero() {
		return Notes{}, err
	}
	var b body
	if json.Unmarshal(r.Body, &b) != nil { // its message may quote the content
		return Notes{}, &vault.Error{Reason: "damaged_record", Err: fmt.Errorf("%w: the notes of the set-up are not what this program writes", vault.ErrDamaged)}
	}
	return Notes{
		Way: b.Way, Found: b.Found, Proof: Proof(b.Proof), Begun: b.Begun, Mailbox: b.Mailbox, Shared: b.Shared, Arrived: b.Arrived,
		Rev: r.Rev, stored: r,
	}, nil
}

// Choose notes the way that the firm has chosen.
func (s *Service) Choose(ctx context.Context, way Way) error {
	return s.change(ctx, EventWay+string(way), func(n *Notes) params { n.Way = way; return nil })
}

// Find notes what was found at the service.
func (s *Service) Find(ctx context.Context, found Found) error {
	return s.change(ctx, EventFound+string(found), func(n *Notes) params { n.Found = found; return nil })
}

// Prove notes that a login with the code of an account's key of now has worked.
func (s *Service) Prove(ctx context.Context, account *authenticator.Account) error {
	return s.change(ctx, EventProof, func(n *Notes) params {
		if !n.Proof.of(account) {
			n.Proof = Proof{Account: account.ID, Since: account.Since(), At: s.records.Now().UTC()}
		}
		return params{"name": account.Name}
	})
}

// Begin notes that the second factor is being renewed at the service. Nothing is deleted by it.
func (s *Service) Begin(ctx context.Context) error {
	return s.change(ctx, EventBegin, func(n *Notes) params {
		n.Begun, n.Found = s.records.Now().UTC(), ""
		return nil
	})
}

// Cancel notes that it is not renewed after all.
func (s *Service) Cancel(ctx context.Context) error {
	return s.change(ctx, EventCancel, func(n *Notes) params { n.Begun = time.Time{}; return nil })
}

// NoteMailbox notes the address of the central mailbox ("" = none), and whether everybody who logs in can read it. An
// address that is none is an *AddressError.
func (s *Service) NoteMailbox(ctx context.Context, address string, shared bool) error {
	address = strings.TrimSpace(address)
	if support.CheckAddress(address) != nil {
		return &AddressError{address}
	}
	return s.change(ctx, EventMailbox, func(n *Notes) params {
		if n.Mailbox != address {
			n.Arrived = time.Time{} // that was at another one
		}
		n.Mailbox, n.Shared = address, shared
		return nil
	})
}

// NoteArrival notes that a code came to the central mailbox.
func (s *Service) NoteArrival(ctx context.Context) error {
	return s.change(ctx, EventArrival, func(n *Notes) params {
		if n.Arrived.IsZero() {
			n.Arrived = s.records.Now().UTC()
		}
		return params{"address": n.Mailbox}
	})
}

// params are the named values of an event.
type params map[string]string

// change reads the notes, changes and stores them; what is as before is not stored again. If somebody else changes
// them at the same moment that is a *vault.ConflictError and nothing is stored.
func (s *Service) change(ctx context.Context, event string, change func(*Notes) params) error {
	before, err := s.Load(ctx)
	if err != nil {
		return err
	}
	after := before
	named := change(&after)
	was, err := before.encode()
	if err != nil {
		return err
	}
	stored, err := after.encode()
	if err != nil || bytes.Equal(was, stored) {
		return err
	}
	_, err = setting.Store(ctx, s.records, before.stored, stored,
		vault.Change{Event: event, Params: named, Domain: vault.DomainList}, differences(&before, &after))
	return err
}

func (n *Notes) encode() ([]byte, error) {
	return json.Marshal(body{
		Setting: setting.Name, Way: n.Way, Found: n.Found, Proof: proof(n.Proof), Begun: n.Begun,
		Mailbox: n.Mailbox, Shared: n.Shared, Arrived: n.Arrived,
	})
}

// differences are the lines of the history: what the event does not say by itself.
func differences(before, after *Notes) []vault.FieldChange {
	var changes []vault.FieldChange
	if before.Mailbox != after.Mailbox {
		changes = append(changes, vault.FieldChange{Field: "mailbox", Old: before.Mailbox, New: after.Mailbox})
	}
	if before.Shared != after.Shared {
		changes = append(changes, vault.FieldChange{Field: "mailbox_shared", Old: yesNo(before.Shared), New: yesNo(after.Shared)})
	}
	return changes
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
