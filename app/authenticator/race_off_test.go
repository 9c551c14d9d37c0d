//go:build !race

package authenticator_test

const slowed = false
