//go:build race

package qr

// raceDetector: the tests run ten times slower, looking for data races rather than for codes.
const raceDetector = true
