package vault

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"
)

// FormatVersion is the stored format that this program writes: docs/vault.md describes it byte by byte.
// A vault of a higher version is refused untouched.
const FormatVersion = 1

// ID names a record, a slot or a vault: 16 random bytes, written as 32 hexadecimal digits.
type ID [16]byte

// String is the 32 hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText is String.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText is ParseID.
func (id *ID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseID(string(text))
	return err
}

// IsZero reports whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// ParseID reads what String writes.
func ParseID(text string) (ID, error) {
	var id ID
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(id) {
		return ID{}, fmt.Errorf("vault: %q is not an id of 32 hexadecimal digits", text)
	}
	copy(id[:], raw)
	return id, nil
}

// Domain is one of the two families of keys. Who holds the code key can show codes; who holds the list
// key can read the Mandate list. They are kept apart so that a seat can be given one without the other.
type Domain uint8

// The two domains of format 1.
const (
	DomainCode Domain = 1 // accounts with their secrets, the seats
	DomainList Domain = 2 // Mandate, submissions, the firm's settings
)

// String names the domain in English, for logs and doctor.
func (d Domain) String() string {
	switch d {
	case DomainCode:
		return "code"
	case DomainList:
		return "list"
	}
	return fmt.Sprintf("domain %d", uint8(d))
}

// Kind says what a record is. It decides which domain's key seals it.
type Kind string

// The kinds of format 1.
const (
	KindAccount    Kind = "account"    // one authenticator account, sealed for DomainCode
	KindSeat       Kind = "seat"       // the name of a seat; its ID is the slot's, sealed for DomainCode
	KindMandate    Kind = "mandate"    // one row of the Mandate list, sealed for DomainList
	KindSubmission Kind = "submission" // one list sent to support, sealed for DomainList
	KindSetting    Kind = "setting"    // the firm's settings, sealed for DomainList
)

// Domain is the key domain that records of this kind are sealed for; 0 for an unknown kind.
func (k Kind) Domain() Domain {
	switch k {
	case KindAccount, KindSeat:
		return DomainCode
	case KindMandate, KindSubmission, KindSetting:
		return DomainList
	}
	return 0
}

// Record is one stored thing, opened. Body is JSON that its service defines.
type Record struct {
	ID   ID
	Kind Kind
	Rev  uint64 // revision of the vault in which it was last written
	Body []byte // JSON
}

// Damaged names a record that could not be opened. It is set aside: the others stay usable.
type Damaged struct {
	ID   ID
	Kind Kind
	Rev  uint64
	Err  error
}

// FieldChange is one line of the history: a field and its value before and after. Values of secrets and
// codes never stand here.
type FieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// Mutation is one record written or removed inside a [Change].
type Mutation struct {
	ID     ID
	Kind   Kind
	Expect uint64        // Rev that the writer saw; 0 = the record must not exist yet
	Body   []byte        // JSON to store; nil removes the record
	Unique string        // what no other record of this kind may have, or ""; stored only as a keyed hash
	Label  string        // what people call the record, for the history ("10012 · mueller")
	Fields []FieldChange // what changed, for the history
}

// Change is what happens in one step: all of it is stored, or nothing.
type Change struct {
	Event     string            // what happened, the tail of the translation key "history.<event>", such as "account.add"
	Params    map[string]string // named values of that sentence, such as a file name or a count
	Domain    Domain            // key domain that seals Event and Params
	Mutations []Mutation
}

// Entry is one change as the history shows it.
type Entry struct {
	Rev    uint64            `json:"rev"`
	At     time.Time         `json:"at"`
	Seat   string            `json:"seat"` // name of the seat, or the start of its slot ID
	OSUser string            `json:"os_user"`
	Event  string            `json:"event"`
	Params map[string]string `json:"params,omitempty"`
	Items  []EntryItem       `json:"items,omitempty"`
	// Damaged: some of it could not be opened and is missing here. What was deleted by [Vault.Forget] is no
	// damage: Event is then EventErased.
	Damaged bool `json:"damaged,omitempty"`
}

// EntryItem is one record's part in an Entry.
type EntryItem struct {
	ID      ID            `json:"id"`
	Kind    Kind          `json:"kind"`
	Removed bool          `json:"removed,omitempty"`
	Label   string        `json:"label,omitempty"`
	Fields  []FieldChange `json:"fields,omitempty"`
	Erased  bool          `json:"erased,omitempty"` // label and fields were deleted by [Vault.Forget]
}

// Records is what the services need of a vault. [Vault] has it; a service's tests may bring a fake.
type Records interface {
	// Load opens every record of the given kinds, in the order of their IDs. Records that cannot be
	// opened come back as Damaged; the error is for the store itself.
	Load(ctx context.Context, kinds ...Kind) ([]Record, []Damaged, error)
	// Apply stores a change whole or not at all and returns the vault's new revision. A record that
	// somebody else changed meanwhile is a *ConflictError, a Unique that is taken a *DuplicateError.
	Apply(ctx context.Context, change Change) (uint64, error)
	// NewID makes a fresh random ID.
	NewID() ID
	// Now is the moment that the vault stamps changes with.
	Now() time.Time
	// Watch sends the revision whenever the vault has changed, by this process or another, until ctx
	// ends. Slow receivers miss intermediate revisions, never the last one.
	Watch(ctx context.Context) <-chan uint64
}
