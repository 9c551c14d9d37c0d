package keyring

import (
	"errors"
	"syscall"
)

// reachable is nil: the Credential Manager is part of Windows.
func reachable() error { return nil }

// systemReason reads the error codes of CredRead, CredWrite and CredDelete; "" if there is none that says
// more than that the keyring does not work. ERROR_NO_SUCH_LOGON_SESSION, which a policy against stored
// passwords gives, is such a one.
func systemReason(err error) Reason {
	if errors.Is(err, syscall.ERROR_ACCESS_DENIED) {
		return ReasonRefused
	}
	return ""
}
