package keyring

import (
	"errors"
	"os/exec"
)

// reachable is nil: /usr/bin/security is part of macOS.
func reachable() error { return nil }

// systemReason reads the exit code of /usr/bin/security, the low 8 bits of an OSStatus (Security
// framework, SecBase.h); "" if it says no more than that the keyring does not work.
func systemReason(err error) Reason {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return ""
	}
	switch exit.ExitCode() {
	case 36, 29: // errSecInteractionNotAllowed -25308, errSecInteractionRequired -25315
		return ReasonLocked
	case 128, 51: // errSecUserCanceled -128, errSecAuthFailed -25293
		return ReasonRefused
	}
	return ""
}
