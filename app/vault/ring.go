package vault

// ring holds the domain keys that are wrapped for one slot. It is never changed, only replaced.
type ring struct {
	keys   map[Domain]map[uint32]domainKey
	newest map[Domain]uint32 // newest epoch of each domain, opened or not
	faults map[Domain]error  // why a key of the domain did not open
}

// openRing unwraps every domain key that is wrapped for the slot. A damaged wrap costs its domain only.
func openRing(vault ID, slot *slotKeys, keys *Keys) *ring {
	r := &ring{map[Domain]map[uint32]domainKey{}, map[Domain]uint32{}, map[Domain]error{}}
	type generation struct {
		domain Domain
		epoch  uint32
	}
	epochs := map[generation]*EpochRow{}
	for i := range keys.Epochs {
		e := &keys.Epochs[i]
		epochs[generation{e.Domain, e.Epoch}] = e
		r.newest[e.Domain] = max(r.newest[e.Domain], e.Epoch)
	}
	for i := range keys.Wraps {
		w := &keys.Wraps[i]
		epoch := epochs[generation{w.Domain, w.Epoch}]
		if w.Slot != slot.slot || epoch == nil {
			continue
		}
		key, err := slot.unwrap(vault, w, epoch)
		if err != nil {
			r.faults[w.Domain] = err
			continue
		}
		if r.keys[w.Domain] == nil {
			r.keys[w.Domain] = map[uint32]domainKey{}
		}
		r.keys[w.Domain][w.Epoch] = key
	}
	return r
}

// key is a domain's key of one epoch. Without it the error is ErrLocked, or ErrDamaged if it should open.
func (r *ring) key(d Domain, epoch uint32) (domainKey, error) {
	if key, ok := r.keys[d][epoch]; ok {
		return key, nil
	}
	return domainKey{}, r.missing(d)
}

func (r *ring) missing(d Domain) error {
	if err := r.faults[d]; err != nil {
		return err
	}
	return &Error{Reason: "no_domain_key", Args: map[string]any{"domain": d.String()}, Err: ErrLocked}
}

// newestKey is the key that new records of a domain are sealed with.
func (r *ring) newestKey(d Domain) (domainKey, error) { return r.key(d, r.newest[d]) }

// clear overwrites the keys in memory.
func (r *ring) clear() {
	for _, epochs := range r.keys {
		for _, k := range epochs {
			clear(k.key)
		}
	}
}
