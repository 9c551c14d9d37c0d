// Package guard is the PIN before the window. It keeps colleagues out, not thieves: whoever works with the
// same account of the operating system can delete the file that it is kept in, and then nothing is asked for
// any more. It is no key to the vault, and no key of the vault is made from it.
//
// What is kept is an Argon2id hash, the settings of the lock, and how many tries were wrong.
package guard

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Files keeps a small file on this PC, whole or not at all.
type Files interface {
	// Load returns what Save stored last; nil without an error if nothing was.
	Load(name string) ([]byte, error)
	Save(name string, data []byte) error
}

// Length of a PIN in characters.
const (
	MinPIN = 4
	MaxPIN = 64
)

// FreeTries is how many PINs in a row may be wrong before there is a wait.
const FreeTries = 5

// The wait after FreeTries wrong ones; each further one doubles it.
const (
	firstWait = 30 * time.Second
	mostWait  = time.Hour
)

// Settings say when the window locks and what stays in sight.
type Settings struct {
	Idle     time.Duration // without any input; 0 = never by itself
	KeepCode bool          // the codes stay visible, everything else is locked
}

// DefaultIdle is the choice that is offered first.
const DefaultIdle = 4 * time.Minute

// Guard knows the PIN of one vault on this PC. It is safe for concurrent use; [Guard.Try] and what else
// takes a PIN need a tenth of a second and 64 MiB.
type Guard struct {
	files  Files
	name   string
	now    func() time.Time
	random io.Reader

	trying  sync.Mutex // one try after the other
	mu      sync.Mutex // for what follows
	kept    kept
	failed  time.Time // when the last try was wrong, with the monotonic clock if this process saw it
	damaged bool
}

// kept is the file's JSON.
type kept struct {
	Format   int       `json:"format"`
	Salt     []byte    `json:"salt,omitempty"`
	Hash     []byte    `json:"hash,omitempty"` // Argon2id (RFC 9106) of the PIN in Unicode NFC; none = no PIN
	Cost     cost      `json:"argon2id,omitzero"`
	Idle     int       `json:"idle_seconds"`
	KeepCode bool      `json:"keep_code,omitempty"`
	Wrong    int       `json:"wrong,omitempty"`    // tries in a row
	Failed   time.Time `json:"failed_at,omitzero"` // the last of them
}

type cost struct {
	Time    uint32 `json:"t"`
	Memory  uint32 `json:"m_kib"`
	Threads uint8  `json:"p"`
}

const format = 1

// floor is the second recommendation of RFC 9106 §4, which is enough for what a PIN keeps out.
var floor = cost{Time: 3, Memory: 64 << 10, Threads: 4}

// most bounds what a file may ask for.
var most = cost{Time: 16, Memory: 1 << 20, Threads: 16}

const saltSize, hashSize = 16, 32

// Open reads what is kept under a name. A file that is there and cannot be read locks: no PIN is the right
// one then, and only [Guard.Reset] helps.
func Open(files Files, name string, now func() time.Time) *Guard {
	g := &Guard{files: files, name: name, now: now, random: rand.Reader}
	g.kept = kept{Format: format, Idle: int(DefaultIdle / time.Second)}
	raw, err := files.Load(name)
	if err == nil && raw == nil {
		return g
	}
	var k kept
	if err == nil {
		err = json.Unmarshal(raw, &k)
	}
	if err != nil || !k.sound() {
		g.damaged = true
		return g
	}
	g.kept, g.failed = k, k.Failed
	return g
}

// sound reports whether a file's values can be worked with.
func (k *kept) sound() bool {
	if k.Format != format || k.Idle < 0 || k.Wrong < 0 {
		return false
	}
	if k.Hash == nil {
		return k.Salt == nil
	}
	within := func(value, least, most uint32) bool { return least <= value && value <= most }
	return len(k.Hash) == hashSize && len(k.Salt) == saltSize && within(k.Cost.Time, floor.Time, most.Time) &&
		within(k.Cost.Memory, floor.Memory, most.Memory) && within(uint32(k.Cost.Threads), 1, uint32(most.Threads))
}

// Active reports whether there is a PIN.
func (g *Guard) Active() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.damaged || g.kept.Hash != nil
}

// Settings are those of now.
func (g *Guard) Settings() Settings {
	g.mu.Lock()
	defer g.mu.Unlock()
	return Settings{Idle: time.Duration(g.kept.Idle) * time.Second, KeepCode: g.kept.KeepCode}
}

// Left is how many tries there are before the next wait, at least one.
func (g *Guard) Left() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return max(1, FreeTries-g.kept.Wrong)
}

// Wait is how long to wait before the next try; 0 = none. A clock that is set back begins the wait anew.
func (g *Guard) Wait() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.wait()
}

func (g *Guard) wait() time.Duration {
	if g.kept.Wrong < FreeTries {
		return 0
	}
	whole := mostWait
	if doubled := g.kept.Wrong - FreeTries; doubled < 7 {
		whole = min(firstWait<<doubled, mostWait)
	}
	now := g.now()
	// Both clocks have to agree that time has passed: the wall clock can be set, the monotonic one knows
	// nothing of what was before this process.
	gone := min(now.Sub(g.failed), now.Round(0).Sub(g.failed.Round(0)))
	if gone < 0 {
		g.failed, g.kept.Failed = now, now.Round(0).UTC()
		_ = g.save() // kept in this process at least
		return whole
	}
	return max(0, whole-gone)
}

// Try checks a PIN. The errors are ReasonWrong, ReasonWait and ReasonDamaged. A try counts as wrong from
// its beginning, so that ending the program in its midst gains nothing.
func (g *Guard) Try(pin string) error {
	g.trying.Lock()
	defer g.trying.Unlock()
	k, err := g.begin()
	if err != nil {
		return err
	}
	if k.Hash != nil && subtle.ConstantTimeCompare(derive(pin, k.Salt, k.Cost), k.Hash) != 1 {
		return &Error{Reason: ReasonWrong}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kept.Wrong, g.kept.Failed = 0, time.Time{}
	_ = g.save() // the worst that follows is a wait after the next start
	return nil
}

// begin counts a try.
func (g *Guard) begin() (kept, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.damaged:
		return kept{}, &Error{Reason: ReasonDamaged}
	case g.kept.Hash == nil:
		return g.kept, nil
	case g.wait() > 0:
		return kept{}, &Error{Reason: ReasonWait}
	}
	g.kept.Wrong++
	g.failed = g.now()
	g.kept.Failed = g.failed.Round(0).UTC()
	_ = g.save() // a full disk must not lock anybody out; this process counts on
	return g.kept, nil
}

// Set makes a PIN, or changes it: old is then tried first. A new PIN has MinPIN to MaxPIN characters;
// "" leaves it as it is and changes the settings alone.
func (g *Guard) Set(old, pin string, settings Settings) error {
	if err := check(pin); err != nil && (pin != "" || !g.Active()) {
		return err
	}
	if err := g.Try(old); err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	before := g.kept
	if pin != "" {
		salt := make([]byte, saltSize)
		if _, err := io.ReadFull(g.random, salt); err != nil {
			return &Error{ReasonStore, err}
		}
		g.kept.Salt, g.kept.Cost = salt, floor
		g.kept.Hash = derive(pin, salt, floor)
	}
	g.kept.Idle, g.kept.KeepCode = int(settings.Idle/time.Second), settings.KeepCode
	return g.saveOr(before)
}

// Remove takes the PIN away after it was tried. The settings stay for the next one.
func (g *Guard) Remove(pin string) error {
	if err := g.Try(pin); err != nil {
		return err
	}
	return g.Reset()
}

// Reset takes the PIN away without asking for it. The caller has seen a better proof.
func (g *Guard) Reset() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	before := g.kept
	g.kept = kept{Format: format, Idle: before.Idle, KeepCode: before.KeepCode}
	if err := g.saveOr(before); err != nil {
		return err
	}
	g.damaged = false
	return nil
}

func check(pin string) error {
	switch n := utf8.RuneCountInString(norm.NFC.String(pin)); {
	case n < MinPIN:
		return &Error{Reason: ReasonShort}
	case n > MaxPIN:
		return &Error{Reason: ReasonLong}
	}
	return nil
}

// derive hashes a PIN. One keyboard gives "ü" as one character and another as two: NFC makes them one.
func derive(pin string, salt []byte, c cost) []byte {
	return argon2.IDKey(norm.NFC.Bytes([]byte(pin)), salt, c.Time, c.Memory, c.Threads, hashSize)
}

func (g *Guard) save() error {
	raw, err := json.Marshal(g.kept)
	if err != nil {
		return err
	}
	return g.files.Save(g.name, raw)
}

// saveOr goes back to what was before if it cannot be stored: what was not kept must not seem so.
func (g *Guard) saveOr(before kept) error {
	if err := g.save(); err != nil {
		g.kept = before
		return &Error{ReasonStore, err}
	}
	return nil
}
