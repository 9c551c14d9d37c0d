package app

import (
	"errors"

	"golang.org/x/sys/unix"
)

// writeNoCore keeps the system from ever writing this process's memory, and with it the keys of the vault, into
// a core dump. The limit alone would not do: where dumps are piped to a program (systemd-coredump, apport) the
// kernel does not look at it, but it never dumps what is marked as not dumpable (core(5), prctl(2)). The mark
// also keeps other programs of the same user from reading the memory, and does not pass to programs that are
// started from here. What fails leaves things as they were: no reason not to show codes.
func writeNoCore() error {
	return errors.Join(
		unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}),
		unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0),
	)
}
