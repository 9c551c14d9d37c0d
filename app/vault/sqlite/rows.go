package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"kanzleicode/app/vault"
)

// querier is a connection pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// each calls visit for every row of a query.
func each(ctx context.Context, q querier, visit func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err has what matters
	for rows.Next() {
		if err := visit(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// copyTo fills a fixed-size field; a stored value of another length is damage.
func copyTo(field, stored []byte) error {
	if len(stored) != len(field) {
		return fmt.Errorf("%w: a field has %d bytes, not %d", vault.ErrDamaged, len(stored), len(field))
	}
	copy(field, stored)
	return nil
}

func fixed(errs ...error) error { return errors.Join(errs...) }

// Keys reads slots, epochs and wraps in one transaction.
func (s *Store) Keys(ctx context.Context) (vault.Keys, error) {
	var keys vault.Keys
	err := s.reading(ctx, func(tx *sql.Tx) error {
		err := each(ctx, tx, func(rows *sql.Rows) error {
			var r vault.SlotRow
			var id, by []byte
			if err := rows.Scan(&id, &r.Type, &r.Suite, &r.EncPub, &r.SigPub, &r.Params, &r.Created, &r.Revoked, &by, &r.Sig); err != nil {
				return err
			}
			err := fixed(copyTo(r.ID[:], id), copyTo(r.By[:], by))
			keys.Slots = append(keys.Slots, r)
			return err
		}, "SELECT id, type, suite, enc_pub, sig_pub, params, created, revoked, approver, sig FROM slot ORDER BY created, id")
		if err != nil {
			return err
		}
		err = each(ctx, tx, func(rows *sql.Rows) error {
			var r vault.EpochRow
			var commit, by []byte
			if err := rows.Scan(&r.Domain, &r.Epoch, &r.Created, &commit, &by, &r.Sig); err != nil {
				return err
			}
			err := fixed(copyTo(r.Commit[:], commit), copyTo(r.By[:], by))
			keys.Epochs = append(keys.Epochs, r)
			return err
		}, "SELECT domain, epoch, created, commitment, approver, sig FROM epoch ORDER BY domain, epoch")
		if err != nil {
			return err
		}
		return each(ctx, tx, func(rows *sql.Rows) error {
			var r vault.WrapRow
			var slot []byte
			if err := rows.Scan(&r.Domain, &r.Epoch, &slot, &r.Wrap); err != nil {
				return err
			}
			err := copyTo(r.Slot[:], slot)
			keys.Wraps = append(keys.Wraps, r)
			return err
		}, "SELECT domain, epoch, slot, wrap FROM wrap ORDER BY domain, epoch, slot")
	})
	return keys, err
}

// reading runs f in one read transaction: all that it reads is of one moment.
func (s *Store) reading(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.folder.wrap(err)
	}
	defer tx.Rollback() //nolint:errcheck // a read transaction has nothing to keep
	if err := f(tx); err != nil {
		return s.folder.wrap(err)
	}
	return nil
}

// Load reads records with the digest of their newest log item.
func (s *Store) Load(ctx context.Context, kinds ...vault.Kind) ([]vault.LoadedRow, error) {
	query := `SELECT id, kind, epoch, rev, tag, sealed,
		coalesce((SELECT digest FROM item WHERE item.record = r.id AND item.op IN (2, 3) ORDER BY rev DESC, idx DESC LIMIT 1), zeroblob(32))
		FROM record AS r`
	args := make([]any, len(kinds))
	for i, k := range kinds {
		args[i] = string(k)
	}
	if len(kinds) > 0 {
		query += " WHERE kind IN (?" + strings.Repeat(", ?", len(kinds)-1) + ")"
	}
	var loaded []vault.LoadedRow
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var r vault.LoadedRow
		var id, digest []byte
		if err := rows.Scan(&id, &r.Kind, &r.Epoch, &r.Rev, &r.Tag, &r.Sealed, &digest); err != nil {
			return err
		}
		err := fixed(copyTo(r.ID[:], id), copyTo(r.LogDigest[:], digest))
		loaded = append(loaded, r)
		return err
	}, query+" ORDER BY id", args...)
	if err != nil {
		return nil, s.folder.wrap(err)
	}
	return loaded, nil
}

// Changes reads the log. The rows of one change come together because the primary key orders them.
func (s *Store) Changes(ctx context.Context, after uint64, visit func(*vault.ChangeRow) error) error {
	var current *vault.ChangeRow
	flush := func() error {
		if current == nil {
			return nil
		}
		return visit(current)
	}
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var c vault.ChangeRow
		var i vault.ItemRow
		var slot, prev, hash, record, digest, detailHash []byte
		if err := rows.Scan(&c.Rev, &c.At, &slot, &prev, &hash, &c.Sig,
			&i.Op, &record, &i.Kind, &digest, &i.Domain, &i.Epoch, &detailHash, &i.Detail); err != nil {
			return err
		}
		if err := fixed(copyTo(c.Slot[:], slot), copyTo(c.Prev[:], prev), copyTo(c.Hash[:], hash),
			copyTo(i.Record[:], record), copyTo(i.Digest[:], digest), copyTo(i.DetailHash[:], detailHash)); err != nil {
			return err
		}
		if current == nil || current.Rev != c.Rev {
			if err := flush(); err != nil {
				return err
			}
			current = &c
		}
		current.Items = append(current.Items, i)
		return nil
	}, `SELECT c.rev, c.at, c.slot, c.prev, c.hash, c.sig, i.op, i.record, i.kind, i.digest, i.domain, i.epoch, i.detail_hash, i.detail
		FROM change AS c JOIN item AS i ON i.rev = c.rev WHERE c.rev > ? ORDER BY c.rev, i.idx`, after)
	if err == nil {
		err = flush()
	}
	return s.folder.wrap(err)
}
