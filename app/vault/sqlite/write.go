package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"kanzleicode/app/vault"
)

// Apply stores a batch in one transaction that begins by taking SQLite's write lock.
func (s *Store) Apply(ctx context.Context, batch *vault.Batch) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return s.folder.wrap(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	moved, err := tx.ExecContext(ctx, "UPDATE vault SET rev = ?, head = ? WHERE one = 1 AND rev = ? AND head = ?",
		batch.Change.Rev, batch.Change.Hash[:], batch.Base.Rev, batch.Base.Hash[:])
	if err != nil {
		return s.folder.wrap(err)
	}
	if n, err := moved.RowsAffected(); err != nil || n != 1 {
		return errors.Join(vault.ErrStale, err)
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
	stmt, err := s.get(query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(s.ctx, args...)
	return err
}

// find reads one column of one row into found; there is none if it returns false.
func (s *statements) find(found any, query string, args ...any) (bool, error) {
	stmt, err := s.get(query)
	if err != nil {
		return false, err
	}
	err = stmt.QueryRowContext(s.ctx, args...).Scan(found)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
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
		if err := s.exec("INSERT OR REPLACE INTO slot (id, type, suite, enc_pub, sig_pub, params, created, revoked, approver, sig) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			r.ID[:], r.Type, r.Suite, r.EncPub, r.SigPub, r.Params, r.Created, r.Revoked, r.By[:], r.Sig); err != nil {
			return err
		}
	}
	for i := range b.Epochs {
		r := &b.Epochs[i]
		if err := s.exec("INSERT INTO epoch (domain, epoch, created, commitment, approver, sig) VALUES (?, ?, ?, ?, ?, ?)",
			r.Domain, r.Epoch, r.Created, r.Commit[:], r.By[:], r.Sig); err != nil {
			return err
		}
	}
	for i := range b.Wraps {
		r := &b.Wraps[i]
		if err := s.exec("INSERT INTO wrap (domain, epoch, slot, wrap) VALUES (?, ?, ?, ?)", r.Domain, r.Epoch, r.Slot[:], r.Wrap); err != nil {
			return err
		}
	}
	return s.writeRecords(b)
}

// writeRecords removes first, so that a removed record's tag is free for a new one.
func (s *statements) writeRecords(b *vault.Batch) error {
	for _, r := range b.Removals {
		if err := s.expect(r.ID, r.Kind, r.Expect); err != nil {
			return err
		}
		if err := s.exec("DELETE FROM record WHERE id = ?", r.ID[:]); err != nil {
			return err
		}
	}
	for i := range b.Puts {
		p := &b.Puts[i]
		if err := s.expect(p.ID, p.Kind, p.Expect); err != nil {
			return err
		}
		if p.Tag != nil {
			var other []byte
			if taken, err := s.find(&other, "SELECT id FROM record WHERE tag = ? AND id <> ?", p.Tag, p.ID[:]); err != nil {
				return err
			} else if taken {
				duplicate := &vault.DuplicateError{ID: p.ID, Kind: p.Kind}
				return errors.Join(copyTo(duplicate.Existing[:], other), duplicate)
			}
		}
		if err := s.exec("INSERT OR REPLACE INTO record (id, kind, epoch, rev, tag, sealed) VALUES (?, ?, ?, ?, ?, ?)",
			p.ID[:], p.Kind, p.Epoch, p.Rev, p.Tag, p.Sealed); err != nil {
			return err
		}
	}
	return nil
}

// expect compares a record's revision with the one that the writer saw; 0 means that none may be there.
func (s *statements) expect(id vault.ID, kind vault.Kind, rev uint64) error {
	var found uint64
	if _, err := s.find(&found, "SELECT rev FROM record WHERE id = ?", id[:]); err != nil {
		return err
	}
	if found != rev {
		return &vault.ConflictError{ID: id, Kind: kind}
	}
	return nil
}
