package vault

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// genesis is the Prev of a vault's first change.
func genesis(vault ID) [32]byte { return sha256.Sum256(newFrame("genesis").bytes(vault[:])) }

// digest is the item's part of its change's hash. The sealed detail is not in it, only the hash of its
// clear text: so a detail can be sealed anew or deleted, and the chain still holds.
func (i *ItemRow) digest() [32]byte {
	return sha256.Sum256(newFrame("item").u8(uint8(i.Op)).bytes(i.Record[:]).text(string(i.Kind)).bytes(i.Digest[:]).u8(uint8(i.Domain)).bytes(i.DetailHash[:]))
}

// hash is the change's link: everything but Hash and Sig.
func (c *ChangeRow) hash(vault ID) [32]byte {
	f := newFrame("change").bytes(vault[:]).u64(c.Rev).u64(uint64(c.At)).bytes(c.Slot[:]).bytes(c.Prev[:]).u32(uint32(len(c.Items)))
	for i := range c.Items {
		d := c.Items[i].digest()
		f = append(f, d[:]...)
	}
	return sha256.Sum256(f)
}

func changeSigFrame(hash [32]byte) frame { return newFrame("change signature").bytes(hash[:]) }

// digest is what the change log remembers of a slot row.
func (s *SlotRow) digest(vault ID) [32]byte {
	return sha256.Sum256(newFrame("slot").bytes(vault[:]).bytes(s.ID[:]).text(string(s.Type)).u32(s.Suite).bytes(s.EncPub).bytes(s.SigPub).
		bytes(s.Params).u64(uint64(s.Created)).u64(s.Revoked))
}

// digest is what the change log remembers of an epoch row.
func (e *EpochRow) digest(vault ID) [32]byte {
	return sha256.Sum256(newFrame("epoch").bytes(vault[:]).u8(uint8(e.Domain)).u32(e.Epoch).u64(uint64(e.Created)).bytes(e.Commit[:]))
}

// approved is what the change log says of slots and epochs at one revision: their digests. The rows
// themselves prove nothing; they count as far as they are the ones in the log.
type approved struct {
	slots  map[ID][32]byte
	epochs map[[32]byte]bool
}

func newApproved() approved { return approved{map[ID][32]byte{}, map[[32]byte]bool{}} }

func (a approved) clone() approved { return approved{maps.Clone(a.slots), maps.Clone(a.epochs)} }

// approvedBy takes rows for what the log says; [approved.hash] shows whether it does.
func approvedBy(vault ID, keys *Keys) approved {
	a := newApproved()
	for i := range keys.Slots {
		a.slots[keys.Slots[i].ID] = keys.Slots[i].digest(vault)
	}
	for i := range keys.Epochs {
		a.epochs[keys.Epochs[i].digest(vault)] = true
	}
	return a
}

// add notes the slots and epochs of a change.
func (a approved) add(c *ChangeRow) {
	for i := range c.Items {
		switch item := &c.Items[i]; item.Op {
		case OpSlot:
			a.slots[item.Record] = item.Digest
		case OpEpoch:
			a.epochs[item.Digest] = true
		}
	}
}

// hash is equal for equal states; the pin remembers it.
func (a approved) hash() [32]byte {
	f := newFrame("keys").u32(uint32(len(a.slots)))
	for _, id := range slices.SortedFunc(maps.Keys(a.slots), func(x, y ID) int { return bytes.Compare(x[:], y[:]) }) {
		d := a.slots[id]
		f = append(f, d[:]...)
	}
	f = f.u32(uint32(len(a.epochs)))
	for _, d := range slices.SortedFunc(maps.Keys(a.epochs), func(x, y [32]byte) int { return bytes.Compare(x[:], y[:]) }) {
		f = append(f, d[:]...)
	}
	return sha256.Sum256(f)
}

// walker checks the chain link by link.
type walker struct {
	vault    ID
	head     Head     // newest link that was looked at
	approved approved // what the log says up to there
	slots    map[ID]*SlotRow
}

// newWalker stands before the first change; slots are the rows whose keys signed.
func newWalker(vault ID, slots []SlotRow) *walker {
	w := &walker{vault: vault, head: Head{0, genesis(vault)}, approved: newApproved(), slots: map[ID]*SlotRow{}}
	for i := range slots {
		w.slots[slots[i].ID] = &slots[i]
	}
	return w
}

// prove checks what a change shows alone: its hash, and the signature of its slot. It is safe for use by several
// goroutines.
func (w *walker) prove(c *ChangeRow) error {
	if c.hash(w.vault) != c.Hash {
		return damaged("log", fmt.Errorf("change %d was altered", c.Rev))
	}
	signer := w.slots[c.Slot]
	if signer == nil || len(signer.SigPub) != ed25519.PublicKeySize {
		return damaged("log", fmt.Errorf("change %d: its slot is not there", c.Rev))
	}
	if !ed25519.Verify(signer.SigPub, changeSigFrame(c.Hash), c.Sig) {
		return damaged("log", fmt.Errorf("change %d: signature does not match", c.Rev))
	}
	return nil
}

// step checks that a change, with what prove found of it, follows the head and is signed by a slot that was known
// before it, and makes it the head in any case.
func (w *walker) step(c *ChangeRow, proof error) error {
	err := w.follows(c)
	if err == nil {
		err = proof
	}
	if err == nil {
		err = w.admits(c)
	}
	w.head = Head{c.Rev, c.Hash}
	w.approved.add(c)
	return err
}

func (w *walker) follows(c *ChangeRow) error {
	switch {
	case c.Rev != w.head.Rev+1:
		return damaged("log", fmt.Errorf("change %d follows %d", c.Rev, w.head.Rev))
	case c.Prev != w.head.Hash:
		return damaged("log", fmt.Errorf("change %d does not follow from the one before it", c.Rev))
	}
	return nil
}

// admits reports whether the slot that signed a change might do so.
func (w *walker) admits(c *ChangeRow) error {
	signer := w.slots[c.Slot]
	_, known := w.approved.slots[c.Slot]
	if c.Rev == 1 {
		known = vaultID(signer.SigPub) == w.vault // the first slot approves itself, and the vault's ID it
	}
	if !known || signer.Revoked != 0 && c.Rev > signer.Revoked {
		return damaged("log", fmt.Errorf("change %d: slot %s may not sign it", c.Rev, c.Slot))
	}
	return nil
}

// errEnough ends a walk at the head of the moment that the keys were read at.
var errEnough = errors.New("enough")

// walk takes every change up to the head at which keys were read, and stops at the first that does not
// hold; at the end the rows in keys must be the ones in the log. seen, if not nil, is shown each link.
func (w *walker) walk(ctx context.Context, store Store, keys *Keys, seen func(Head)) error {
	if w.head.Rev < keys.Head.Rev {
		err := eachProven(ctx, store, w.head.Rev, w.prove, func(c *ChangeRow, proof error) error {
			if err := w.step(c, proof); err != nil {
				return err
			}
			if seen != nil {
				seen(w.head)
			}
			if c.Rev == keys.Head.Rev {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return err
		}
	}
	if w.head != keys.Head {
		return damaged("log", fmt.Errorf("the log ends at %d, the vault says %d", w.head.Rev, keys.Head.Rev))
	}
	if approvedBy(w.vault, keys).hash() != w.approved.hash() {
		return damaged("keys", errors.New("slots or epochs are not the ones in the log"))
	}
	return nil
}
