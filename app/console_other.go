//go:build nowindow || !windows

package app

// joinConsole: this program has the console that it was started in.
func joinConsole() (leave func()) { return func() {} }
