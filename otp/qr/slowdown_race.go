//go:build race

package qr

// slowdown is how much longer a program takes that looks for data races: as much more time has a search in it.
const slowdown = 10
