package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"syscall"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"kanzleicode/app/vault"
)

// wrap turns an error of the driver or the operating system into one that says what it means. Errors of
// package vault pass as they are.
func (f Folder) wrap(err error) error {
	var ours *vault.Error
	var conflict *vault.ConflictError
	var duplicate *vault.DuplicateError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours), errors.As(err, &conflict), errors.As(err, &duplicate), errors.Is(err, vault.ErrStale):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, vault.ErrDamaged):
		return f.problem("damaged_file", err)
	}
	var failure *driver.Error
	if errors.As(err, &failure) {
		return f.fromSQLite(failure)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return f.problem("damaged_file", errors.Join(vault.ErrDamaged, err)) // the vault's one row is gone
	}
	return f.problem(reasonOf(err, "io"), err)
}

// fromSQLite goes by the primary result code, the low byte (https://sqlite.org/rescode.html).
func (f Folder) fromSQLite(failure *driver.Error) error {
	switch failure.Code() {
	case lib.SQLITE_IOERR_SHMSIZE: // the only way to say that there was no room for the -shm file
		return f.problem("disk_full", failure)
	}
	switch failure.Code() & 0xff {
	case lib.SQLITE_INTERRUPT:
		return errors.Join(context.Canceled, failure)
	case lib.SQLITE_FULL:
		return f.problem("disk_full", failure)
	case lib.SQLITE_READONLY, lib.SQLITE_PERM:
		return f.problem("read_only", failure)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return f.problem("busy", failure)
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_SCHEMA, lib.SQLITE_ERROR, lib.SQLITE_MISMATCH, lib.SQLITE_CONSTRAINT, lib.SQLITE_FORMAT:
		// Our own statements are right: what does not fit them is a file that is not as we made it.
		return f.problem("damaged_file", errors.Join(vault.ErrDamaged, failure))
	case lib.SQLITE_CANTOPEN:
		return f.problem("cannot_open", failure)
	}
	return f.problem("io", failure)
}

// reasonOf names what the operating system says, or other.
func reasonOf(err error, other string) string {
	switch {
	case isFull(err):
		return "disk_full"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return "read_only"
	}
	return other
}

// isUnique reports whether a UNIQUE constraint was in the way: only the tag of a record has one.
func isUnique(err error) bool {
	var failure *driver.Error
	return errors.As(err, &failure) && failure.Code() == lib.SQLITE_CONSTRAINT_UNIQUE
}

func isReason(err error, reason string) bool {
	var ours *vault.Error
	return errors.As(err, &ours) && ours.Reason == reason
}
