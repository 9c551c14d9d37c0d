package mandate

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"kanzleicode/app/vault"
)

// The events of the history, the tails of the translation keys "history.<event>".
const (
	EventAdd      = "mandate.add"      // Params: number, user
	EventEdit     = "mandate.edit"     // Params: number, user
	EventAmend    = "mandate.amend"    // Params: count
	EventRemove   = "mandate.remove"   // Params: count
	EventImport   = "mandate.import"   // Params: source, new, changed
	EventSubmit   = "mandate.submit"   // Params: count
	EventWithdraw = "mandate.withdraw" // Params: count
	EventConfirm  = "mandate.confirm"  // Params: count
	EventAsk      = "mandate.ask"      // Params: count
	EventAnswers  = "mandate.answers"  // Params: source, confirmed, asked
	EventReopen   = "mandate.reopen"   // Params: count
	EventRelink   = "mandate.relink"   // Params: count
	EventEnd      = "mandate.end"      // Params: count
	EventRemind   = "mandate.remind"   // Params: sent
	EventUndo     = "mandate.undo"     // Params: at
	EventErase    = "mandate.erase"    // Params: count
)

// Events lists every event, for the tests that hold the translations complete.
func Events() []string {
	return []string{
		EventAdd, EventEdit, EventAmend, EventRemove, EventImport, EventSubmit, EventWithdraw, EventConfirm, EventAsk,
		EventAnswers, EventReopen, EventRelink, EventEnd, EventRemind, EventUndo, EventErase,
	}
}

// Vault is what the list needs of a vault; [vault.Vault] is one.
type Vault interface {
	vault.Records
	History(ctx context.Context, after uint64) ([]vault.Entry, error)
	Forget(ctx context.Context, records ...vault.ID) error
	Rekey(ctx context.Context) error
}

// Register is the Mandate list in a vault. It keeps no state of its own, so it is safe for concurrent
// use, and every operation is one change of the vault: stored whole or not at all (but see [Register.Erase]).
//
// Its errors are *Error and *FaultyError where the rules have something to say, and the vault's own
// otherwise. errors.As still finds a *vault.ConflictError or *vault.DuplicateError behind an *Error.
type Register struct {
	records Vault
}

// NewRegister gives the list that stands in a vault.
func NewRegister(records Vault) *Register {
	return &Register{records: records}
}

// List gives all Mandate in the order of [Compare], and those rows that could not be read.
func (r *Register) List(ctx context.Context) ([]Mandate, []vault.Damaged, error) {
	rows, damaged, err := r.load(ctx)
	if err != nil {
		return nil, nil, err
	}
	list := make([]Mandate, len(rows))
	for i, row := range rows {
		list[i] = row.Mandate
	}
	slices.SortFunc(list, Compare)
	return list, damaged, nil
}

// Add cleans and checks the fields and puts them into the list as a new Mandat. If number and user
// stand there already it is ReasonDuplicate.
func (r *Register) Add(ctx context.Context, fields Fields) (Mandate, error) {
	fields = fields.Clean()
	if err := fields.Check(); err != nil {
		return Mandate{}, err
	}
	added := stored{Mandate: Mandate{
		ID: r.records.NewID(), Fields: fields, Status: StatusNew, Created: r.records.Now(),
	}}
	var c change
	c.put(Mandate{}, added)
	rev, err := r.apply(ctx, EventAdd, map[string]string{"number": fields.Number, "user": fields.User}, c)
	if err != nil {
		return Mandate{}, err
	}
	added.Rev = rev
	return added.Mandate, nil
}

// Edit cleans and checks the fields and puts them in place of those of the row id, as it was read at
// revision rev; if it was changed since, the error is ReasonChanged. Where number or user become another
// account (not just another spelling), the row is new again: support does not know it yet. Fields that
// are the same already are stored nowhere.
func (r *Register) Edit(ctx context.Context, id vault.ID, rev uint64, fields Fields) (Mandate, error) {
	fields = fields.Clean()
	if err := fields.Check(); err != nil {
		return Mandate{}, err
	}
	rows, err := r.find(ctx, id)
	if err != nil {
		return Mandate{}, err
	}
	before, after := rows[0].Mandate, rows[0]
	if before.Rev != rev {
		return Mandate{}, changed(before)
	}
	after.Fields = fields
	if fields == before.Fields {
		return before, nil
	}
	if fields.Key() != before.Key() {
		after.Mandate = Mandate{ID: before.ID, Fields: fields, Status: StatusNew, Created: before.Created}
	}
	var c change
	c.put(before, after)
	after.Rev, err = r.apply(ctx, EventEdit, map[string]string{"number": fields.Number, "user": fields.User}, c)
	if err != nil {
		return Mandate{}, err
	}
	return after.Mandate, nil
}

// Remove takes rows out of the list. Without ids it is ReasonNothing; an id that is not there is
// ReasonNotFound and nothing is removed.
func (r *Register) Remove(ctx context.Context, ids ...vault.ID) error {
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return err
	}
	var c change
	for _, row := range rows {
		c.remove(row.Mandate)
	}
	_, err = r.apply(ctx, EventRemove, counted(len(rows)), c)
	return err
}

func (r *Register) load(ctx context.Context) ([]stored, []vault.Damaged, error) {
	records, damaged, err := r.records.Load(ctx, vault.KindMandate)
	if err != nil {
		return nil, nil, err
	}
	rows := make([]stored, 0, len(records))
	for _, record := range records {
		row, err := decode(record)
		if err != nil {
			damaged = append(damaged, vault.Damaged{ID: record.ID, Kind: record.Kind, Rev: record.Rev, Err: err})
			continue
		}
		rows = append(rows, row)
	}
	return rows, damaged, nil
}

// find gives the rows of ids in their order, each once.
func (r *Register) find(ctx context.Context, ids ...vault.ID) ([]stored, error) {
	if len(ids) == 0 {
		return nil, &Error{Reason: ReasonNothing}
	}
	all, _, err := r.load(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[vault.ID]stored, len(all))
	for _, row := range all {
		byID[row.ID] = row
	}
	rows := make([]stored, 0, len(ids))
	taken := make(map[vault.ID]bool, len(ids))
	for _, id := range ids {
		row, ok := byID[id]
		if !ok {
			return nil, &Error{Reason: ReasonNotFound}
		}
		if !taken[id] {
			rows, taken[id] = append(rows, row), true
		}
	}
	return rows, nil
}

// change collects the mutations of one operation and remembers whose they are.
type change struct {
	mutations []vault.Mutation
	fields    map[vault.ID]Fields
	err       error
}

// put writes after in place of before, which is the zero Mandate for a new row.
func (c *change) put(before Mandate, after stored) {
	raw, err := encode(after.Mandate, after.raw)
	c.err = errors.Join(c.err, err)
	c.add(vault.Mutation{
		ID: after.ID, Kind: vault.KindMandate, Expect: before.Rev, Body: raw, Unique: after.Key(),
		Label: after.Label(), Fields: differences(before, after.Mandate),
	}, after.Fields)
}

func (c *change) remove(m Mandate) {
	c.add(vault.Mutation{
		ID: m.ID, Kind: vault.KindMandate, Expect: m.Rev, Label: m.Label(), Fields: differences(m, Mandate{}),
	}, m.Fields)
}

func (c *change) add(mutation vault.Mutation, fields Fields) {
	if c.fields == nil {
		c.fields = map[vault.ID]Fields{}
	}
	c.mutations = append(c.mutations, mutation)
	c.fields[mutation.ID] = fields
}

func (r *Register) apply(ctx context.Context, event string, params map[string]string, c change) (uint64, error) {
	if c.err != nil {
		return 0, c.err
	}
	rev, err := r.records.Apply(ctx, vault.Change{
		Event: event, Params: params, Domain: vault.DomainList, Mutations: c.mutations,
	})
	var duplicate *vault.DuplicateError
	var conflict *vault.ConflictError
	switch {
	case errors.As(err, &duplicate):
		fields := c.fields[duplicate.ID]
		return 0, &Error{Reason: ReasonDuplicate, Number: fields.Number, User: fields.User, Err: err}
	case errors.As(err, &conflict):
		fields := c.fields[conflict.ID]
		return 0, &Error{Reason: ReasonChanged, Number: fields.Number, User: fields.User, Err: err}
	}
	return rev, err
}

// changed is the error for a row that is no longer as the caller read it.
func changed(now Mandate) error {
	return &Error{
		Reason: ReasonChanged, Number: now.Number, User: now.User,
		Err: &vault.ConflictError{ID: now.ID, Kind: vault.KindMandate},
	}
}

func counted(n int) map[string]string { return map[string]string{"count": strconv.Itoa(n)} }
