package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// eventDetail is the sealed clear text of an OpEvent item, after its 16 random bytes.
type eventDetail struct {
	Event  string            `json:"event"`
	Params map[string]string `json:"params,omitempty"`
	Host   string            `json:"host,omitempty"`
	OSUser string            `json:"os_user,omitempty"`
}

// recordDetail is the sealed clear text of an OpPut or OpRemove item, after its 16 random bytes.
type recordDetail struct {
	Label  string        `json:"label,omitempty"`
	Fields []FieldChange `json:"fields,omitempty"`
}

func detailAAD(vault ID, rev uint64, op Op, record ID) frame {
	return newFrame("detail").bytes(vault[:]).u64(rev).u8(uint8(op)).bytes(record[:])
}

// sealDetail fills in an item's detail. The 16 random bytes in front keep the hash in the chain from being
// guessed when the detail itself has been deleted.
func sealDetail(vault ID, rev uint64, item *ItemRow, key domainKey, detail any, random io.Reader) {
	text, err := json.Marshal(detail)
	if err != nil {
		panic("vault: detail: " + err.Error()) // texts only: cannot fail
	}
	salt := newID(random)
	plaintext := append(salt[:], text...)
	item.Domain, item.Epoch = key.domain, key.epoch
	item.DetailHash = detailHash(plaintext)
	item.Detail = seal(key.detailKey(vault, rev), plaintext, detailAAD(vault, rev, item.Op, item.Record))
}

// errMissing: there was a detail, and it is not there any more.
var errMissing = errors.New("vault: a detail is missing")

// detail opens an item's detail and proves it against the chain: 16 random bytes and JSON. Without the key the
// error is ErrLocked, without the detail errMissing.
func (r *ring) detail(vault ID, rev uint64, item *ItemRow) ([]byte, error) {
	if item.Detail == nil {
		return nil, errMissing
	}
	key, err := r.key(item.Domain, item.Epoch)
	if err != nil {
		if _, have := r.newestKey(item.Domain); have == nil {
			// Who has the newest key of a domain has all that anything is sealed with.
			err = damaged("log", fmt.Errorf("change %d: there is no key of %s epoch %d", rev, item.Domain, item.Epoch))
		}
		return nil, err
	}
	plaintext, err := openSealed(key.detailKey(vault, rev), item.Detail, detailAAD(vault, rev, item.Op, item.Record))
	if err == nil && detailHash(plaintext) != item.DetailHash {
		err = errors.New("detail is not the one in the chain")
	}
	if err == nil && len(plaintext) < 16 {
		err = errors.New("detail is too short")
	}
	if err != nil {
		return nil, damaged("log", fmt.Errorf("change %d: %w", rev, err))
	}
	return plaintext, nil
}

// openDetail reads an item's detail into detail, if it has one.
func (r *ring) openDetail(vault ID, rev uint64, item *ItemRow, detail any) error {
	if item.Domain == 0 {
		return nil
	}
	plaintext, err := r.detail(vault, rev, item)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plaintext[16:], detail); err != nil {
		return damaged("log", fmt.Errorf("change %d: %w", rev, err))
	}
	return nil
}

func eventItem(vault ID, rev uint64, key domainKey, detail eventDetail, random io.Reader) ItemRow {
	item := ItemRow{Op: OpEvent}
	sealDetail(vault, rev, &item, key, detail, random)
	return item
}

// applyAttempts bounds how often a change is sealed anew because others wrote in between.
const applyAttempts = 50

// Apply stores a change whole or not at all; see [Records]. When others write at the same time it is
// sealed again on top of their change, as long as they left its records alone.
func (v *Vault) Apply(ctx context.Context, change Change) (uint64, error) {
	end, err := v.use()
	if err != nil {
		return 0, err
	}
	defer end()
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.apply(ctx, &change)
}

func (v *Vault) apply(ctx context.Context, change *Change) (uint64, error) {
	if err := v.commit(ctx, func() (*Batch, error) { return v.prepare(change) }); err != nil {
		return 0, err
	}
	return v.head.Rev, nil
}

// prepare seals a change on top of the head.
func (v *Vault) prepare(change *Change) (*Batch, error) {
	eventKey, err := v.ring.newestKey(change.Domain)
	if err != nil {
		return nil, err
	}
	rev := v.head.Rev + 1
	batch := &Batch{Base: v.head}
	seen := make(map[ID]bool, len(change.Mutations))
	items := make([]ItemRow, 1, 1+len(change.Mutations))
	items[0] = eventItem(v.id, rev, eventKey, eventDetail{
		Event: change.Event, Params: change.Params, Host: v.opts.Host, OSUser: v.opts.OSUser,
	}, v.opts.Random)
	for i := range change.Mutations {
		m := &change.Mutations[i]
		key, err := v.ring.newestKey(m.Kind.Domain())
		if err != nil {
			return nil, err
		}
		if m.ID.IsZero() || seen[m.ID] {
			return nil, fmt.Errorf("vault: %s %s twice in one change, or without an id", m.Kind, m.ID)
		}
		seen[m.ID] = true
		if len(m.Body) > MaxBody {
			return nil, &Error{Reason: "too_large", Args: map[string]any{"label": m.Label}}
		}
		item := ItemRow{Op: OpPut, Record: m.ID, Kind: m.Kind}
		if m.Body == nil {
			item.Op = OpRemove
			batch.Removals = append(batch.Removals, Removal{ID: m.ID, Kind: m.Kind, Expect: m.Expect})
		} else {
			row := RecordRow{ID: m.ID, Kind: m.Kind, Epoch: key.epoch, Rev: rev, Tag: key.tag(v.id, m.Kind, m.Unique)}
			row.Sealed = seal(key.recordKey(v.id, m.ID), m.Body, recordAAD(v.id, &row))
			item.Digest = row.digest(v.id)
			batch.Puts = append(batch.Puts, Put{RecordRow: row, Expect: m.Expect})
		}
		sealDetail(v.id, rev, &item, key, recordDetail{Label: m.Label, Fields: m.Fields}, v.opts.Random)
		items = append(items, item)
	}
	batch.Change = ChangeRow{Rev: rev, At: v.opts.Now().UnixMilli(), Prev: v.head.Hash, Items: items}
	v.slot.signChange(v.id, &batch.Change)
	return batch, nil
}
