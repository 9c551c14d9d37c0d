package vault

import "context"

// MaxBody is the most that the body of one record may hold, in bytes: far above a list of 10,000 Mandate.
// An engine returns what is longer than MaxSealed as nil, so that a hostile file cannot fill the memory.
const (
	MaxBody   = 8 << 20
	MaxSealed = 4 * MaxBody // details too, which hold old and new values
)

// Store is an engine that keeps a vault's rows. It sees sealed bytes, IDs, revisions and times, and holds
// no key. app/vault/sqlite is the first; one conformance suite (app/vault/storetest) judges all.
//
// Every method returns when ctx ends. Errors are *Error with a reason from the engine, or the sentinels
// named below.
type Store interface {
	// Meta reads the vault's one row.
	Meta(ctx context.Context) (Meta, error)
	// Keys reads all slots, epochs and wraps, few rows, with the head of the same moment. Like Load and
	// Changes it passes on what is stored: a value that does not fit its field comes back as zero (or cut),
	// and the digests and signatures above find it.
	Keys(ctx context.Context) (Keys, error)
	// Load reads the records of the given kinds (all kinds if none is given) as of one moment, in the
	// order of their IDs. One odd row never keeps the others from being read.
	Load(ctx context.Context, kinds ...Kind) ([]LoadedRow, error)
	// Changes calls visit for every change after rev, in order, until visit returns an error, which
	// Changes then returns. The visit may call other methods of the Store and keep the row.
	Changes(ctx context.Context, after uint64, visit func(*ChangeRow) error) error
	// Apply stores a batch whole or not at all. ErrStale: the vault is no longer at Base; a
	// *ConflictError: a record is not at its expected revision; a *DuplicateError: a tag is taken.
	// When Apply returns nil the batch is on disk and survives power loss.
	Apply(ctx context.Context, batch *Batch) error
	// Watch sends the current revision whenever it has changed, by whomever, until ctx ends; then it
	// closes the channel. A slow receiver misses intermediate revisions, never the last one.
	Watch(ctx context.Context) <-chan uint64
	// Scrub rewrites the engine's files so that nothing is left in them of what was replaced or deleted
	// before. It changes no row. Others may read and write meanwhile; one who does so for longer than an engine
	// can wait makes it fail, and nothing is lost by that.
	Scrub(ctx context.Context) error
	// Copy writes everything that is stored, as it is, into a new file beside the engine's own, whose name ends
	// in suffix, and returns its path. The copy survives power loss when Copy returns nil; else there is none.
	Copy(ctx context.Context, suffix string) (string, error)
	// Rebuild has the engine write anew whatever it keeps besides the rows, such as indexes. It changes no row.
	Rebuild(ctx context.Context) error
	// Check lets the engine examine its own structures (such as SQLite's integrity_check); it returns
	// one English line for each fault.
	Check(ctx context.Context) ([]string, error)
	// Close releases the engine. The Store is unusable afterwards.
	Close() error
}

// Head is the newest change: the vault's revision and that change's hash.
type Head struct {
	Rev  uint64
	Hash [32]byte
}

// Meta is the vault's one row.
type Meta struct {
	Format  uint32 // 1 or more
	Vault   ID
	Created int64 // milliseconds since 1970 UTC
	Head    Head
}

// SlotRow is one way to the keys: who holds the slot's seed has its HPKE key pair, to which the domain
// keys are wrapped, and its signing key. What approves a row is the change log: the change that wrote it
// holds its digest.
type SlotRow struct {
	ID      ID
	Type    SlotType
	Suite   uint32 // 1 = DHKEM(X25519, HKDF-SHA-256), HKDF-SHA-256, AES-256-GCM (RFC 9180); Ed25519
	EncPub  []byte // X25519 public key, 32 bytes
	SigPub  []byte // Ed25519 public key, 32 bytes
	Params  []byte // JSON, how the seed is had; depends on Type
	Created int64  // milliseconds since 1970 UTC
	Revoked uint64 // revision of the change that revoked it, the last that it may have signed; 0 = in force
}

// EpochRow is one generation of a domain's key; the change log approves it as it does a slot.
type EpochRow struct {
	Domain  Domain
	Epoch   uint32 // 1, 2, …
	Created int64
	Commit  [32]byte // proves an unwrapped key
}

// WrapRow is a domain key sealed to one slot's HPKE key: encapsulated key (32 bytes), ciphertext (48).
type WrapRow struct {
	Domain Domain
	Epoch  uint32
	Slot   ID
	Wrap   []byte
}

// Keys are all rows that lead to the domain keys, as of one moment.
type Keys struct {
	Head   Head
	Slots  []SlotRow
	Epochs []EpochRow
	Wraps  []WrapRow
}

// RecordRow is one sealed record.
type RecordRow struct {
	ID     ID
	Kind   Kind
	Epoch  uint32
	Rev    uint64 // revision of the change that wrote it
	Tag    []byte // keyed hash, unique in the vault; nil = none
	Sealed []byte
}

// LoadedRow is a record with what the log says of it.
type LoadedRow struct {
	RecordRow
	LogDigest [32]byte // digest in the newest log item of this record
}

// Op says what an item of a change did.
type Op uint8

// The operations of format 1.
const (
	OpEvent  Op = 1 // what happened, in words; every change begins with one
	OpPut    Op = 2 // a record was written
	OpRemove Op = 3 // a record was removed
	OpSlot   Op = 4 // a slot was added or changed; Record is its ID
	OpEpoch  Op = 5 // a domain got a new key
	OpErase  Op = 6 // the details of earlier items of a record, and of events that name it, were deleted on purpose
)

// ItemRow is one line of a change.
type ItemRow struct {
	Op         Op
	Record     ID       // record or slot; zero for OpEvent and OpEpoch
	Kind       Kind     // of the record; empty else
	Digest     [32]byte // of the row after the change; zero for OpEvent, OpRemove and OpErase
	Domain     Domain   // that seals the detail; 0 = no detail
	Epoch      uint32   // of the detail's key
	DetailHash [32]byte // hash of the detail's clear text, which begins with 16 random bytes
	Detail     []byte   // sealed; nil once it was deleted on purpose (DSGVO) or if there is none
}

// ChangeRow is one link of the chain.
type ChangeRow struct {
	Rev   uint64
	At    int64 // milliseconds since 1970 UTC
	Slot  ID    // who signed
	Prev  [32]byte
	Hash  [32]byte
	Sig   []byte // Ed25519 over Hash's frame
	Items []ItemRow
}

// Put is a record to write.
type Put struct {
	RecordRow
	Expect uint64 // revision that must stand there; 0 = none may
}

// Removal is a record to remove.
type Removal struct {
	ID     ID
	Kind   Kind
	Expect uint64
}

// Batch is one change with everything that it writes.
type Batch struct {
	Base     Head // the vault must stand exactly here
	Change   ChangeRow
	Puts     []Put
	Removals []Removal
	Slots    []SlotRow  // added, or replaced where the ID exists
	Epochs   []EpochRow // added
	Wraps    []WrapRow  // added
	// Unwraps are the wraps to take away; their Wrap does not count. Details are put in the place of those
	// that stand there; one that is nil deletes.
	Unwraps []WrapRow
	Details []DetailRow
	// Discard are records whose rows are taken away before anything else, whatever stands in them.
	Discard []ID
}

// DetailRow is the sealed detail of one item, anew or gone.
type DetailRow struct {
	Rev    uint64
	Index  int // of the item in its change
	Epoch  uint32
	Detail []byte
}
