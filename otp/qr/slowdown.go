//go:build !race

package qr

// slowdown is how much longer a program takes that looks for data races; this one does not.
const slowdown = 1
