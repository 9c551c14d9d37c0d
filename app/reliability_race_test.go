//go:build race

package app

// raced says that the race detector is on: what was proven without it about other processes and the disk is not
// proven again, at several times the cost.
const raced = true
