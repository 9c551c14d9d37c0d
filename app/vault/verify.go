package vault

import (
	"context"
	"fmt"
)

// Report is what a whole examination of the vault found.
type Report struct {
	Changes int      // links of the chain that hold
	Records int      // records that open and are the ones in the log
	Faults  []string // what is wrong, in English, one line each; empty = all is well
}

// Verify examines everything: the engine's own structures, every link and signature of the chain from the
// first change on, every slot and epoch, every record against the log and by opening it, every detail of
// the history. It changes nothing.
func (v *Vault) Verify(ctx context.Context) (Report, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var report Report
	faults, err := v.store.Check(ctx)
	if err != nil {
		return report, err
	}
	report.Faults = faults
	if v.refusal != nil {
		report.Faults = append(report.Faults, v.refusal.Error())
	}
	logged, epochs, err := v.verifyChain(ctx, &report)
	if err != nil {
		return report, err
	}
	if err := v.verifyKeys(ctx, logged, epochs, &report); err != nil {
		return report, err
	}
	return report, v.verifyRecords(ctx, logged, &report)
}

// verifyChain walks the chain and returns the digest that the log holds last for every record and slot,
// and those of all epochs.
func (v *Vault) verifyChain(ctx context.Context, report *Report) (logged map[ID][32]byte, epochs map[[32]byte]bool, err error) {
	logged, epochs = map[ID][32]byte{}, map[[32]byte]bool{}
	head := Head{0, genesis(v.id, v.root)}
	err = v.store.Changes(ctx, 0, func(c *ChangeRow) error {
		if err := c.verify(v.id, head, v.trusted); err != nil {
			report.Faults = append(report.Faults, err.Error())
		} else {
			report.Changes++
		}
		head = Head{c.Rev, c.Hash}
		if _, err := v.entry(c); err != nil {
			report.Faults = append(report.Faults, err.Error())
		}
		for i := range c.Items {
			switch item := &c.Items[i]; item.Op {
			case OpPut, OpSlot:
				logged[item.Record] = item.Digest
			case OpEpoch:
				epochs[item.Digest] = true
			case OpRemove:
				delete(logged, item.Record)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	meta, err := v.store.Meta(ctx)
	if err == nil && meta.Head != head {
		report.Faults = append(report.Faults, fmt.Sprintf("the log ends at %d, the vault says %d", head.Rev, meta.Head.Rev))
	}
	return logged, epochs, err
}

func (v *Vault) verifyKeys(ctx context.Context, logged map[ID][32]byte, epochs map[[32]byte]bool, report *Report) error {
	keys, err := v.store.Keys(ctx)
	if err != nil {
		return err
	}
	for i := range keys.Slots {
		s := &keys.Slots[i]
		if logged[s.ID] != s.digest(v.id) {
			report.Faults = append(report.Faults, fmt.Sprintf("slot %s is not the one in the log", s.ID))
		}
		delete(logged, s.ID)
	}
	for i := range keys.Epochs {
		if e := &keys.Epochs[i]; !epochs[e.digest(v.id)] {
			report.Faults = append(report.Faults, fmt.Sprintf("%s epoch %d is not in the log", e.Domain, e.Epoch))
		}
	}
	return nil
}

func (v *Vault) verifyRecords(ctx context.Context, logged map[ID][32]byte, report *Report) error {
	rows, err := v.store.Load(ctx)
	if err != nil {
		return err
	}
	for i := range rows {
		row := &rows[i]
		if logged[row.ID] != row.digest(v.id) {
			report.Faults = append(report.Faults, fmt.Sprintf("%s %s is not the one in the log", row.Kind, row.ID))
		} else if _, err := v.openRecord(row); err != nil {
			report.Faults = append(report.Faults, err.Error())
		} else {
			report.Records++
		}
		delete(logged, row.ID)
	}
	for id := range logged {
		report.Faults = append(report.Faults, fmt.Sprintf("record %s is in the log but not there", id))
	}
	return nil
}
