package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"

	"kanzleicode/app/vault"
)

// querier is a connection pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
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

// A lenient column takes whatever a damaged or hostile file holds. What does not fit becomes zero, which
// no digest and no signature matches: so one odd row is found by those and keeps no other from being read.
type (
	lenientBytes                                struct{ to *[]byte }       // nil unless a BLOB
	lenientFixed                                struct{ to []byte }        // zero unless a BLOB of this length
	lenientText                                 struct{ set func(string) } // unset unless a TEXT
	lenientNumber[T ~uint8 | ~uint32 | ~uint64] struct{ to *T }            // zero unless an INTEGER in range
	lenientTime                                 struct{ to *int64 }        // zero unless an INTEGER
)

// Scan implements sql.Scanner; it never fails.
func (l lenientBytes) Scan(v any) error {
	if b, ok := v.([]byte); ok {
		*l.to = append([]byte{}, b...)
	}
	return nil
}

// Scan implements sql.Scanner; it never fails.
func (l lenientFixed) Scan(v any) error {
	if b, ok := v.([]byte); ok && len(b) == len(l.to) {
		copy(l.to, b)
	}
	return nil
}

// Scan implements sql.Scanner; it never fails.
func (l lenientText) Scan(v any) error {
	if s, ok := v.(string); ok {
		l.set(s)
	}
	return nil
}

// Scan implements sql.Scanner; it never fails.
func (l lenientNumber[T]) Scan(v any) error {
	if n, ok := v.(int64); ok && n >= 0 && uint64(n) <= uint64(^T(0)) {
		*l.to = T(n)
	}
	return nil
}

// Scan implements sql.Scanner; it never fails.
func (l lenientTime) Scan(v any) error {
	if n, ok := v.(int64); ok {
		*l.to = n
	}
	return nil
}

func bytesInto(to *[]byte) lenientBytes                               { return lenientBytes{to} }
func fixedInto(to []byte) lenientFixed                                { return lenientFixed{to} }
func numberInto[T ~uint8 | ~uint32 | ~uint64](to *T) lenientNumber[T] { return lenientNumber[T]{to} }
func timeInto(to *int64) lenientTime                                  { return lenientTime{to} }
func textInto[T ~string](to *T) lenientText {
	return lenientText{func(s string) { *to = T(s) }}
}

// meta reads the vault's row; here every value must fit.
func meta(ctx context.Context, q querier) (vault.Meta, error) {
	var m vault.Meta
	var format, rev int64
	var id, head []byte
	err := q.QueryRowContext(ctx, "SELECT format, id, created, rev, head FROM vault WHERE one = 1").Scan(&format, &id, &m.Created, &rev, &head)
	if err != nil {
		return vault.Meta{}, err
	}
	if format < 1 || format > math.MaxUint32 || len(id) != len(m.Vault) || rev < 1 || len(head) != len(m.Head.Hash) {
		return vault.Meta{}, fmt.Errorf("%w: the vault's row", vault.ErrDamaged)
	}
	m.Format, m.Vault, m.Head = uint32(format), vault.ID(id), vault.Head{Rev: uint64(rev), Hash: [32]byte(head)}
	return m, nil
}

// Meta reads the vault's one row.
func (s *Store) Meta(ctx context.Context) (vault.Meta, error) {
	m, err := meta(ctx, s.read)
	return m, s.folder.wrap(err)
}

// Keys reads slots, epochs and wraps in one transaction.
func (s *Store) Keys(ctx context.Context) (vault.Keys, error) {
	var keys vault.Keys
	err := s.reading(ctx, func(tx *sql.Tx) error {
		m, err := meta(ctx, tx)
		if err != nil {
			return err
		}
		keys.Head = m.Head
		err = each(ctx, tx, func(rows *sql.Rows) error {
			var r vault.SlotRow
			err := rows.Scan(fixedInto(r.ID[:]), textInto(&r.Type), numberInto(&r.Suite), bytesInto(&r.EncPub), bytesInto(&r.SigPub),
				bytesInto(&r.Params), timeInto(&r.Created), numberInto(&r.Revoked))
			keys.Slots = append(keys.Slots, r)
			return err
		}, "SELECT id, type, suite, enc_pub, sig_pub, params, created, revoked FROM slot ORDER BY created, id")
		if err != nil {
			return err
		}
		err = each(ctx, tx, func(rows *sql.Rows) error {
			var r vault.EpochRow
			err := rows.Scan(numberInto(&r.Domain), numberInto(&r.Epoch), timeInto(&r.Created), fixedInto(r.Commit[:]))
			keys.Epochs = append(keys.Epochs, r)
			return err
		}, "SELECT domain, epoch, created, commitment FROM epoch ORDER BY domain, epoch")
		if err != nil {
			return err
		}
		return each(ctx, tx, func(rows *sql.Rows) error {
			var r vault.WrapRow
			err := rows.Scan(numberInto(&r.Domain), numberInto(&r.Epoch), fixedInto(r.Slot[:]), bytesInto(&r.Wrap))
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
	return s.folder.wrap(f(tx))
}

// Load reads records with the digest of their newest log item.
func (s *Store) Load(ctx context.Context, kinds ...vault.Kind) ([]vault.LoadedRow, error) {
	query := `SELECT id, kind, epoch, rev, tag, iif(length(sealed) <= ?, sealed, NULL),
		(SELECT digest FROM item WHERE item.record = r.id AND item.op IN (2, 3) ORDER BY rev DESC, idx DESC LIMIT 1)
		FROM record AS r`
	args := []any{vault.MaxSealed}
	for _, k := range kinds {
		args = append(args, string(k))
	}
	if len(kinds) > 0 {
		query += " WHERE kind IN (?" + strings.Repeat(", ?", len(kinds)-1) + ")"
	}
	var loaded []vault.LoadedRow
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var r vault.LoadedRow
		err := rows.Scan(fixedInto(r.ID[:]), textInto(&r.Kind), numberInto(&r.Epoch), numberInto(&r.Rev), bytesInto(&r.Tag),
			bytesInto(&r.Sealed), fixedInto(r.LogDigest[:]))
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
	var visitErr error // goes back as it is
	flush := func() error {
		if current != nil {
			visitErr = visit(current)
		}
		return visitErr
	}
	err := each(ctx, s.read, func(rows *sql.Rows) error {
		var c vault.ChangeRow
		var i vault.ItemRow
		if err := rows.Scan(numberInto(&c.Rev), timeInto(&c.At), fixedInto(c.Slot[:]), fixedInto(c.Prev[:]), fixedInto(c.Hash[:]), bytesInto(&c.Sig),
			numberInto(&i.Op), fixedInto(i.Record[:]), textInto(&i.Kind), fixedInto(i.Digest[:]),
			numberInto(&i.Domain), numberInto(&i.Epoch), fixedInto(i.DetailHash[:]), bytesInto(&i.Detail)); err != nil {
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
	}, `SELECT c.rev, c.at, c.slot, c.prev, c.hash, c.sig, i.op, i.record, i.kind, i.digest, i.domain, i.epoch, i.detail_hash,
			iif(length(i.detail) <= ?, i.detail, NULL)
		FROM change AS c JOIN item AS i ON i.rev = c.rev WHERE c.rev > ? ORDER BY c.rev, i.idx`, vault.MaxSealed, after)
	if err == nil {
		err = flush()
	}
	if visitErr != nil {
		return visitErr
	}
	return s.folder.wrap(err)
}
