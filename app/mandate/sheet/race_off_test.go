//go:build !race

package sheet

// raceEnabled: the tests run under the race detector.
const raceEnabled = false
