package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"kanzleicode/app/vault"
)

// Apply stores a batch in one transaction that begins by taking SQLite's write lock.
func (s *Store) Apply(ctx context.Context, batch *vault.Batch) error {
	if s.still != "" {
		return s.folder.problem(s.still, nil)
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.folder.wrap(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	moved, err := tx.ExecContext(ctx, "UPDATE vault SET rev = ?, head = ? WHERE one = 1 AND rev = ? AND head = ? AND format = ?",
		batch.Change.Rev, batch.Change.Hash[:], batch.Base.Rev, batch.Base.Hash[:], vault.FormatVersion)
	if err != nil {
		return s.folder.wrap(err)
	}
	n, err := moved.RowsAffected()
	if err != nil {
		return s.folder.wrap(err)
	}
	if n != 1 {
		return vault.ErrStale
	}
	if err := writeBatch(ctx, tx, batch); err != nil {
		return s.folder.wrap(err)
	}
	return s.folder.wrap(tx.Commit())
}

// statements prepares each statement once a transaction.
type statements struct {
	ctx context.Context
	tx  *sql.Tx
	had map[string]*sql.Stmt
}

func (s *statements) get(query string) (*sql.Stmt, error) {
	if stmt := s.had[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.tx.PrepareContext(s.ctx, query)
	if err == nil {
		s.had[query] = stmt
	}
	return stmt, err
}

func (s *statements) exec(query string, args ...any) error {
	_, err := s.count(query, args...)
	return err
}

// count is exec that tells how many rows were written.
func (s *statements) count(query string, args ...any) (int64, error) {
	stmt, err := s.get(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(s.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// writeBatch writes everything but the vault row.
func writeBatch(ctx context.Context, tx *sql.Tx, b *vault.Batch) error {
	s := &statements{ctx: ctx, tx: tx, had: map[string]*sql.Stmt{}}
	c := &b.Change
	if err := s.exec("INSERT INTO change (rev, at, slot, prev, hash, sig) VALUES (?, ?, ?, ?, ?, ?)",
		c.Rev, c.At, c.Slot[:], c.Prev[:], c.Hash[:], c.Sig); err != nil {
		return err
	}
	for n := range c.Items {
		i := &c.Items[n]
		if err := s.exec("INSERT INTO item (rev, idx, op, record, kind, digest, domain, epoch, detail_hash, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			c.Rev, n, i.Op, i.Record[:], i.Kind, i.Digest[:], i.Domain, i.Epoch, i.DetailHash[:], i.Detail); err != nil {
			return err
		}
	}
	for i := range b.Slots {
		r := &b.Slots[i]
		if err := s.exec("INSERT OR REPLACE INTO slot (id, type, suite, enc_pub, sig_pub, params, created, revoked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			r.ID[:], r.Type, r.Suite, r.EncPub, r.SigPub, r.Params, r.Created, r.Revoked); err != nil {
			return err
		}
	}
	for i := range b.Epochs {
		r := &b.Epochs[i]
		if err := s.exec("INSERT INTO epoch (domain, epoch, created, commitment) VALUES (?, ?, ?, ?)",
			r.Domain, r.Epoch, r.Created, r.Commit[:]); err != nil {
			return err
		}
	}
	for i := range b.Wraps {
		r := &b.Wraps[i]
		if err := s.exec("INSERT INTO wrap (domain, epoch, slot, wrap) VALUES (?, ?, ?, ?)", r.Domain, r.Epoch, r.Slot[:], r.Wrap); err != nil {
			return err
		}
	}
	for i := range b.Unwraps {
		r := &b.Unwraps[i]
		if err := s.exec("DELETE FROM wrap WHERE domain = ? AND epoch = ? AND slot = ?", r.Domain, r.Epoch, r.Slot[:]); err != nil {
			return err
		}
	}
	for i := range b.Details {
		r := &b.Details[i]
		if err := s.exec("UPDATE item SET epoch = ?, detail = ? WHERE rev = ? AND idx = ?", r.Epoch, r.Detail, r.Rev, r.Index); err != nil {
			return err
		}
	}
	return s.writeRecords(b)
}

// writeRecords removes first, so that a removed record's tag is free for a new one. Each statement writes
// only what stands there as its writer saw it; one that finds nothing to write is a conflict.
func (s *statements) writeRecords(b *vault.Batch) error {
	for _, id := range b.Discard {
		if err := s.exec("DELETE FROM record WHERE id = ?", id[:]); err != nil {
			return err
		}
	}
	for i := range b.Removals {
		r := &b.Removals[i]
		n, err := s.count("DELETE FROM record WHERE id = ? AND kind = ? AND rev = ?", r.ID[:], r.Kind, r.Expect)
		if err != nil {
			return err
		}
		if n != 1 {
			return &vault.ConflictError{ID: r.ID, Kind: r.Kind}
		}
	}
	for i := range b.Puts {
		p := &b.Puts[i]
		n, err := s.put(p)
		if isUnique(err) {
			err = s.duplicate(p, err)
		}
		if err != nil {
			return err
		}
		if n != 1 {
			return &vault.ConflictError{ID: p.ID, Kind: p.Kind}
		}
	}
	return nil
}

func (s *statements) put(p *vault.Put) (int64, error) {
	if p.Expect == 0 {
		return s.count("INSERT INTO record (id, kind, epoch, rev, tag, sealed) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
			p.ID[:], p.Kind, p.Epoch, p.Rev, p.Tag, p.Sealed)
	}
	return s.count("UPDATE record SET epoch = ?, rev = ?, tag = ?, sealed = ? WHERE id = ? AND kind = ? AND rev = ?",
		p.Epoch, p.Rev, p.Tag, p.Sealed, p.ID[:], p.Kind, p.Expect)
}

// duplicate says which record has the tag already.
func (s *statements) duplicate(p *vault.Put, cause error) error {
	stmt, err := s.get("SELECT id FROM record WHERE tag = ? AND id <> ?")
	if err != nil {
		return err
	}
	duplicate := &vault.DuplicateError{ID: p.ID, Kind: p.Kind}
	switch err := stmt.QueryRowContext(s.ctx, p.Tag, p.ID[:]).Scan(fixedInto(duplicate.Existing[:])); {
	case errors.Is(err, sql.ErrNoRows):
		return cause
	case err != nil:
		return err
	}
	return duplicate
}
