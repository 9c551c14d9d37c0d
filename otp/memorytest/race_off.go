//go:build !race

package memorytest

// Raced: the race detector is built in. It makes reading large files take minutes.
const Raced = false
