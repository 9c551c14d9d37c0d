//go:build race

package authenticator_test

// slowed: the race detector makes the search for QR codes many times slower.
const slowed = true
