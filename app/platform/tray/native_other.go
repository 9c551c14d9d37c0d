//go:build !nowindow && !windows && (cgo || !darwin)

package tray

// native is the picture as it is: these systems take a PNG.
func native(picture []byte) []byte { return picture }
