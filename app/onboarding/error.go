package onboarding

import "fmt"

// AddressError is a central mailbox that is no e-mail address.
type AddressError struct{ Address string }

// Error is the English text for logs.
func (e *AddressError) Error() string {
	return fmt.Sprintf("onboarding: %q is no e-mail address", e.Address)
}

// TextKey is the translation key of the sentence for people.
func (*AddressError) TextKey() string { return "problem.onboarding.address" }

// TextArgs are the named values of that sentence.
func (e *AddressError) TextArgs() map[string]any { return map[string]any{"address": e.Address} }
