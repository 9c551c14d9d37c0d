package vault

import "unicode/utf8"

// MinPassphrase is how many characters (Unicode code points) a new passphrase has at least, whatever it is
// for: about three words.
const MinPassphrase = 12

// CheckPassphrase refuses a new passphrase that could be guessed: reason "passphrase_short".
func CheckPassphrase(passphrase []byte) error {
	if utf8.RuneCount(passphrase) < MinPassphrase {
		return &Error{Reason: "passphrase_short", Args: map[string]any{"n": MinPassphrase}}
	}
	return nil
}
