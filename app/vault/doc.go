// Package vault keeps everything that Kanzleicode stores: sealed records, the slots that open them, and
// the change log. It knows no engine and no operating system: the engine sits behind [Store], and the
// seat's seed is handed in by the caller, who has it from the operating system's keyring.
//
// Every record is sealed before the engine sees it, and every change is one link of a signed hash chain.
// docs/vault.md describes the stored format, version 1, byte by byte.
package vault
