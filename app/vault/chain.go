package vault

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
)

// genesis is the Prev of a vault's first change: it ties the chain to the vault and its first slot.
func genesis(vault ID, root []byte) [32]byte {
	return sha256.Sum256(newFrame("genesis").bytes(vault[:]).bytes(root))
}

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

// frame is the row's canonical form, which its approver signs.
func (s *SlotRow) frame(vault ID) frame {
	return newFrame("slot").bytes(vault[:]).bytes(s.ID[:]).text(string(s.Type)).u32(s.Suite).bytes(s.EncPub).bytes(s.SigPub).
		bytes(s.Params).u64(uint64(s.Created)).u64(uint64(s.Revoked)).bytes(s.By[:])
}

func (s *SlotRow) digest(vault ID) [32]byte { return sha256.Sum256(s.frame(vault)) }

// frame is the row's canonical form, which its maker signs.
func (e *EpochRow) frame(vault ID) frame {
	return newFrame("epoch").bytes(vault[:]).u8(uint8(e.Domain)).u32(e.Epoch).u64(uint64(e.Created)).bytes(e.Commit[:]).bytes(e.By[:])
}

func (e *EpochRow) digest(vault ID) [32]byte { return sha256.Sum256(e.frame(vault)) }

// signers are the slots whose signatures count, by ID.
type signers map[ID]ed25519.PublicKey

// trustedSlots checks that every slot was approved by another up to the one first slot that approved
// itself, and returns them with that root's public key.
func trustedSlots(vault ID, slots []SlotRow) (signers, []byte, error) {
	byID := make(map[ID]*SlotRow, len(slots))
	var root *SlotRow
	for i := range slots {
		s := &slots[i]
		byID[s.ID] = s
		if s.By == s.ID {
			if root != nil {
				return nil, nil, damaged("keys", fmt.Errorf("two first slots"))
			}
			root = s
		}
	}
	if root == nil {
		return nil, nil, damaged("keys", fmt.Errorf("no first slot"))
	}
	trusted := signers{}
	for i := range slots {
		if err := trust(vault, byID, &slots[i], trusted, len(slots)); err != nil {
			return nil, nil, err
		}
	}
	return trusted, root.SigPub, nil
}

// trust follows the approvals of one slot to the root; depth keeps a circle from running for ever.
func trust(vault ID, byID map[ID]*SlotRow, s *SlotRow, trusted signers, depth int) error {
	if _, ok := trusted[s.ID]; ok {
		return nil
	}
	approver := byID[s.By]
	if approver == nil || depth == 0 || len(s.SigPub) != ed25519.PublicKeySize || len(approver.SigPub) != ed25519.PublicKeySize {
		return damaged("keys", fmt.Errorf("slot %s has no approval", s.ID))
	}
	if approver != s {
		if err := trust(vault, byID, approver, trusted, depth-1); err != nil {
			return err
		}
	}
	if !ed25519.Verify(approver.SigPub, s.frame(vault), s.Sig) {
		return damaged("keys", fmt.Errorf("slot %s: signature does not match", s.ID))
	}
	trusted[s.ID] = s.SigPub
	return nil
}

// verify checks that the change follows head and is signed by a trusted slot.
func (c *ChangeRow) verify(vault ID, head Head, trusted signers) error {
	switch {
	case c.Rev != head.Rev+1:
		return damaged("log", fmt.Errorf("change %d follows %d", c.Rev, head.Rev))
	case c.Prev != head.Hash:
		return damaged("log", fmt.Errorf("change %d does not follow from the one before it", c.Rev))
	case c.hash(vault) != c.Hash:
		return damaged("log", fmt.Errorf("change %d was altered", c.Rev))
	}
	key, ok := trusted[c.Slot]
	if !ok || !ed25519.Verify(key, changeSigFrame(c.Hash), c.Sig) {
		return damaged("log", fmt.Errorf("change %d: signature does not match", c.Rev))
	}
	return nil
}
