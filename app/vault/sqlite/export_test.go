package sqlite

import (
	"context"
	"database/sql"
	"time"
)

// WithUpgrade is the place with one step more: from format 0, which only tests have.
func (f Folder) WithUpgrade(step func(ctx context.Context, tx *sql.Tx) error, now func() time.Time) Folder {
	return Folder{f.dir, map[uint32]upgrade{0: step}, now}
}
