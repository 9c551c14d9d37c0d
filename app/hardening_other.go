//go:build !linux

package app

// writeNoCore has nothing to do here: macOS writes no core dumps unless a person raises the limit, and on Windows
// Go's runtime excludes the process from Windows Error Reporting, unless GOTRACEBACK=wer asks for it.
func writeNoCore() error { return nil }
