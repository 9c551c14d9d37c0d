package vault

// erasures is what a reading of the log found of details that are missing and of those that were erased.
type erasures struct {
	at   map[ID]uint64 // revision of the newest change that erased what there was of a record
	gaps []gap
}

// gap is a detail that is missing although there was one.
type gap struct {
	rev     uint64
	records []ID // whose erasure explains it
	entry   int  // in the history
	item    int  // in that entry; -1 = the event
}

// note takes a change, whose entry in the history has an index, and the gaps in it.
func (e *erasures) note(c *ChangeRow, entry int, gaps []gap) {
	for _, g := range gaps {
		g.entry = entry
		e.gaps = append(e.gaps, g)
	}
	for i := range c.Items {
		if c.Items[i].Op == OpErase {
			if e.at == nil {
				e.at = map[ID]uint64{}
			}
			e.at[c.Items[i].Record] = c.Rev
		}
	}
}

// explains reports whether the log says of a later change that the detail was erased.
func (e *erasures) explains(g *gap) bool {
	for _, id := range g.records {
		if e.at[id] > g.rev {
			return true
		}
	}
	return false
}

// settle marks the gaps in the history's entries.
func (e *erasures) settle(entries []Entry) {
	for i := range e.gaps {
		g := &e.gaps[i]
		entry := &entries[g.entry]
		switch {
		case !e.explains(g):
			entry.Damaged = true
		case g.item < 0:
			entry.Event = EventErased
		default:
			entry.Items[g.item].Erased = true
		}
	}
}
