package backup

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kanzleicode/app/vault"
)

// Format is the version of vault.json that this program writes. A higher one is refused.
const Format = 1

// Snapshot is everything that a vault held at one moment.
type Snapshot struct {
	Vault   vault.ID
	Created time.Time  // when the vault was made
	Taken   time.Time  // when the snapshot was taken
	Head    vault.Head // the vault's newest change then
	Records []vault.Record
	Damaged []vault.Damaged // records that could not be opened: they are missing
	History []vault.Entry   // oldest first
}

// Vault is what a snapshot is taken of.
type Vault interface {
	ID() vault.ID
	Created() time.Time
	Now() time.Time
	Head(ctx context.Context) (vault.Head, error)
	Load(ctx context.Context, kinds ...vault.Kind) ([]vault.Record, []vault.Damaged, error)
	History(ctx context.Context, after uint64) ([]vault.Entry, error)
}

// takeAttempts bounds how often a snapshot begins anew because others wrote in between.
const takeAttempts = 20

// Take reads everything as of one moment.
func Take(ctx context.Context, v Vault) (*Snapshot, error) {
	for range takeAttempts {
		head, err := v.Head(ctx)
		if err != nil {
			return nil, err
		}
		s := &Snapshot{Vault: v.ID(), Created: v.Created(), Taken: v.Now().UTC().Truncate(time.Second), Head: head}
		if s.Records, s.Damaged, err = v.Load(ctx, kinds...); err != nil {
			return nil, err
		}
		if s.History, err = v.History(ctx, 0); err != nil {
			return nil, err
		}
		if after, err := v.Head(ctx); err != nil || after == head {
			return s, err
		}
	}
	return nil, &vault.Error{Reason: "busy", Err: vault.ErrStale}
}

// kinds are what a backup holds: everything but the seats, which belong to slots and not to the firm's data.
var kinds = []vault.Kind{vault.KindAccount, vault.KindMandate, vault.KindSubmission, vault.KindSetting}

// snapshotJSON is vault.json.
type snapshotJSON struct {
	Format  int           `json:"format"`
	Vault   vault.ID      `json:"vault"`
	Created time.Time     `json:"created"`
	Taken   time.Time     `json:"taken"`
	Rev     uint64        `json:"rev"`
	Head    string        `json:"head"` // hash of change Rev, hexadecimal
	Records []recordJSON  `json:"records"`
	Damaged []damagedJSON `json:"damaged,omitempty"`
}

type recordJSON struct {
	ID   vault.ID        `json:"id"`
	Kind vault.Kind      `json:"kind"`
	Rev  uint64          `json:"rev"`
	Body json.RawMessage `json:"body,omitempty"`
	Raw  []byte          `json:"raw,omitempty"` // instead of Body, where JSON would not come back byte for byte
}

type damagedJSON struct {
	ID   vault.ID   `json:"id"`
	Kind vault.Kind `json:"kind"`
}

// entryJSON is a line of history.jsonl.
type entryJSON struct {
	vault.Entry
	Items []itemJSON `json:"items"` // in the place of those in Entry
}

type itemJSON vault.EntryItem

// Elements are refused one by one while they are read: as an empty one takes three bytes in a file and thirty
// times that in memory, a file of millions would fill it before anybody looked at the first. All that is
// written has an ID at least.

// UnmarshalJSON refuses what is no record.
func (r *recordJSON) UnmarshalJSON(raw []byte) error {
	type plain recordJSON
	if err := json.Unmarshal(raw, (*plain)(r)); err != nil {
		return err
	}
	if size := max(len(r.Body), len(r.Raw)); r.ID.IsZero() || r.Kind.Domain() == 0 || size == 0 || size > vault.MaxBody {
		return fmt.Errorf("record %s", r.ID)
	}
	return nil
}

// UnmarshalJSON refuses what names no record.
func (d *damagedJSON) UnmarshalJSON(raw []byte) error {
	type plain damagedJSON
	if err := json.Unmarshal(raw, (*plain)(d)); err != nil {
		return err
	}
	return hasID(raw)
}

// UnmarshalJSON refuses what names no record.
func (i *itemJSON) UnmarshalJSON(raw []byte) error {
	if err := json.Unmarshal(raw, (*vault.EntryItem)(i)); err != nil {
		return err
	}
	return hasID(raw)
}

// hasID reports an error if an object is too short for an ID. The ID itself may be zero, in the history of a
// damaged vault.
func hasID(raw []byte) error {
	if len(raw) < len(`{"id":""}`)+2*len(vault.ID{}) {
		return errors.New("an element without an ID")
	}
	return nil
}

// UnmarshalJSON refuses what is shorter than an entry without any words.
func (e *entryJSON) UnmarshalJSON(raw []byte) error {
	if len(raw) < len(`{"rev":1,"at":"2006-01-02T15:04:05Z","seat":"","os_user":"","event":""}`) {
		return errors.New("an entry without its members")
	}
	type plain entryJSON
	return json.Unmarshal(raw, (*plain)(e))
}

func (s *Snapshot) encode() ([]byte, error) {
	doc := snapshotJSON{
		Format: Format, Vault: s.Vault, Created: s.Created.UTC(), Taken: s.Taken.UTC(), Rev: s.Head.Rev, Head: hex.EncodeToString(s.Head.Hash[:]),
		Records: make([]recordJSON, len(s.Records)),
	}
	for i, r := range s.Records {
		doc.Records[i] = recordJSON{ID: r.ID, Kind: r.Kind, Rev: r.Rev}
		var compact bytes.Buffer
		if json.Compact(&compact, r.Body) == nil && bytes.Equal(compact.Bytes(), r.Body) {
			doc.Records[i].Body = r.Body
		} else {
			doc.Records[i].Raw = r.Body
		}
	}
	for _, d := range s.Damaged {
		doc.Damaged = append(doc.Damaged, damagedJSON{d.ID, d.Kind})
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(doc)
	return out.Bytes(), err
}

func decode(raw []byte) (*Snapshot, error) {
	var doc snapshotJSON
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, &Error{Reason: ReasonDamaged, Err: err}
	}
	if doc.Format > Format {
		return nil, &Error{Reason: ReasonNewer, Err: fmt.Errorf("format %d", doc.Format)}
	}
	s := &Snapshot{Vault: doc.Vault, Created: doc.Created, Taken: doc.Taken, Head: vault.Head{Rev: doc.Rev}}
	hash, err := hex.DecodeString(doc.Head)
	if err != nil || len(hash) != len(s.Head.Hash) || doc.Format < 1 || doc.Vault.IsZero() {
		return nil, &Error{Reason: ReasonDamaged, Err: errors.Join(errors.New("vault.json is incomplete"), err)}
	}
	copy(s.Head.Hash[:], hash)
	for _, r := range doc.Records {
		body := []byte(r.Body)
		if body == nil {
			body = r.Raw
		}
		s.Records = append(s.Records, vault.Record{ID: r.ID, Kind: r.Kind, Rev: r.Rev, Body: body})
	}
	for _, d := range doc.Damaged {
		s.Damaged = append(s.Damaged, vault.Damaged{ID: d.ID, Kind: d.Kind})
	}
	return s, nil
}
