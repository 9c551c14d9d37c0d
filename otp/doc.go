// Package otp says what a one-time code is: the [Key] that a service hands out in a QR code, the
// [Code] that follows from it at a moment in time, and the Key URI form (otpauth://…) in which keys
// travel.
//
// The package is pure. It opens no file, reads no clock and reaches no network: the moment is always
// an argument, so the same call gives the same answer for ever.
//
// Codes are time-based one-time passwords as of RFC 6238, computed by github.com/pquerna/otp. What is
// not exactly understood is refused with a [Error] that names the reason; there is no silent default
// that could produce a wrong code.
package otp
