//go:build unix && !darwin

package keyring

import (
	"errors"

	"github.com/godbus/dbus/v5"
)

// reachable reports why there is no session bus, if there is none. Without one go-keyring would run
// dbus-launch and so start a bus that outlives this program and has no keyring anyway.
func reachable() error {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return &Error{ReasonUnavailable, err}
	}
	_ = conn.Close() // nothing was said on it yet; go-keyring makes its own
	return nil
}

// systemReason reads the names of D-Bus errors; "" if there is none that says more than that the keyring
// does not work.
func systemReason(err error) Reason {
	var answer dbus.Error
	if !errors.As(err, &answer) {
		return ""
	}
	switch answer.Name {
	case "org.freedesktop.Secret.Error.IsLocked":
		return ReasonLocked
	case "org.freedesktop.DBus.Error.AccessDenied", "org.gnome.keyring.Error.Denied":
		return ReasonRefused
	case "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Timeout",
		"org.freedesktop.DBus.Error.TimedOut":
		return ReasonTimeout
	}
	return ""
}
