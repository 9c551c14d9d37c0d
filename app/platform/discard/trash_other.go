//go:build !linux

package discard

import "errors"

// trash has no simple way here: what a person wants gone is gone for good.
func trash(string) error { return errors.ErrUnsupported }
