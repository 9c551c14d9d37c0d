// Package backup puts everything that a vault holds into one file and back. The file is a plain age file
// (https://age-encryption.org/v1) with a tar archive in it, so that it can be opened without Kanzleicode:
//
//	age -d -i recovery-key.txt kanzleicode-2026-05-04-0830.tar.age | tar x
//
// The archive holds vault.json, which [Read] reads back, what people need without Kanzleicode (the Mandate
// list, the accounts as otpauth links, the history), SHA256SUMS over all of it, and a text that says what all
// this is. Secrets stand in it in clear text, inside the age file.
package backup
