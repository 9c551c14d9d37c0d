package sqlite

import (
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
	case errors.Is(err, vault.ErrDamaged):
		return f.problem("damaged_file", err)
	}
	var failure *driver.Error
	if errors.As(err, &failure) {
		return f.fromSQLite(failure)
	}
	return f.problem(reasonOf(err, "io"), err)
}

// fromSQLite goes by the primary result code, the low byte (https://sqlite.org/rescode.html).
func (f Folder) fromSQLite(failure *driver.Error) error {
	switch failure.Code() & 0xff {
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

func isReason(err error, reason string) bool {
	var ours *vault.Error
	return errors.As(err, &ours) && ours.Reason == reason
}
