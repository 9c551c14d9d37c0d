// Package transfer reads what other authenticator programs export and makes keys of it, and writes the
// three forms in which keys leave Kanzleicode: otpauth links, an encrypted Aegis file, and the links of a
// Google Authenticator batch for QR codes.
//
// The package is pure: bytes in, keys out. It opens no file, reads no clock, reaches no network and takes
// its randomness as an argument. What comes in is not trusted: size, nesting and the cost of key
// derivation are bounded before anything is done with them, and every error is an [Error].
//
// [Read] recognises a format by its content, never by a file name. One odd entry never spoils the others:
// it comes back with its Problem in its place. What is not exactly understood (counter-based codes, Steam
// Guard, unknown algorithms) is such a problem too; only a value that the format allows to be left out
// gets the default that the format states.
package transfer
