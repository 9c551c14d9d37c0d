package keyring

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	gokeyring "github.com/zalando/go-keyring"

	"kanzleicode/app/language"
	"kanzleicode/otp/memorytest"
)

// memory is a keyring in memory whose answers a test can hold up, replace or break.
type memory struct {
	mu      sync.Mutex
	entries map[string]string
	calls   int
	sets    int
	before  func(call string, n int) error // called before the n-th call (from 1) takes effect; an error is the answer
	after   func(call string, n int) error // called after it took effect
}

func (m *memory) do(call string, work func() error) (err error) {
	m.mu.Lock()
	m.calls++
	n := m.calls
	m.mu.Unlock()
	if m.before != nil {
		if err := m.before(call, n); err != nil {
			return err
		}
	}
	m.mu.Lock()
	err = work()
	m.mu.Unlock()
	if m.after != nil {
		err = errors.Join(err, m.after(call, n))
	}
	return err
}

func (m *memory) Get(_, name string) (value string, err error) {
	err = m.do("Get", func() error {
		var ok bool
		if value, ok = m.entries[name]; !ok {
			return gokeyring.ErrNotFound
		}
		return nil
	})
	return value, err
}

func (m *memory) Set(_, name, value string) error {
	return m.do("Set", func() error { m.sets++; m.entries[name] = value; return nil })
}

func (m *memory) Delete(_, name string) error {
	return m.do("Delete", func() error { delete(m.entries, name); return nil })
}

// content is a copy of the entries.
func (m *memory) content() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.entries)
}

// count is the number of calls so far.
func (m *memory) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.calls
}

// testSeed is a seed whose bytes count up from first.
func testSeed(t testing.TB, first byte) Seed {
	t.Helper()
	raw := make([]byte, SeedLength)
	for i := range raw {
		raw[i] = first + byte(i)
	}
	seed, err := NewSeed(raw)
	if err != nil {
		t.Fatal(err)
	}
	return seed
}

func same(a, b Seed) bool { return string(a.Bytes()) == string(b.Bytes()) }

func TestEntry(t *testing.T) {
	t.Parallel()
	seed := testSeed(t, 0)
	const want = "kc1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9jDc0p" // sha256(00..1f) begins 630dcd29
	if got := entry(seed); got != want {
		t.Fatalf("entry = %q, want %q", got, want)
	}
	back, err := parseEntry(want)
	if err != nil || !same(back, seed) {
		t.Fatalf("parseEntry: %v, same %v", err, same(back, seed))
	}

	bad := map[string]string{
		"empty":            "",
		"no prefix":        want[4:],
		"other version":    "kc2:" + want[4:],
		"capital prefix":   "KC1:" + want[4:],
		"prefix only":      "kc1:",
		"short":            want[:len(want)-1],
		"long":             want + "A",
		"padding":          want + "=",
		"line break":       want + "\n",
		"inner line break": want[:20] + "\n" + want[20:],
		"not base64":       want[:20] + "!" + want[21:],
		"one bit":          strings.Replace(want, "AAEC", "AAED", 1),
		"checksum":         want[:len(want)-1] + "q",
		"two seeds":        want + want[4:],
	}
	for name, text := range bad {
		if seed, err := parseEntry(text); !errors.Is(err, ErrDamaged) || !seed.IsZero() {
			t.Errorf("%s: error %v, want ErrDamaged", name, err)
		} else if len(text) > 10 && strings.Contains(err.Error(), text[5:10]) {
			t.Errorf("%s: the error shows the entry", name)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add("kc1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9jDc0p")
	f.Add("kc1:")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		memorytest.Within(t, memorytest.Usual, func() {
			if seed, err := parseEntry(text); err == nil && entry(seed) != text {
				t.Errorf("%q is not the one spelling of its seed", text)
			}
		})
	})
}

func TestSeedNeverPrints(t *testing.T) {
	t.Parallel()
	seed := testSeed(t, 'A')
	inside := struct{ seed Seed }{seed}
	var out strings.Builder
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "seed", seed, "inside", inside)
	raw, err := json.Marshal(map[string]any{"s": seed})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(raw)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		fmt.Fprintf(&out, verb+" "+verb+" ", seed, inside)
	}
	for _, leak := range []string{"ABCDEF", "41424344", "65 66 67", "0x41, 0x42", "AAECAw", "QUJD"} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("the seed shows as %q", leak)
		}
	}
	if _, err := NewSeed(make([]byte, 31)); err == nil {
		t.Error("NewSeed took 31 bytes")
	}
}

func TestCreateNeverOverwrites(t *testing.T) {
	t.Parallel()
	other := errors.New("something new")
	tests := []struct {
		name   string
		there  map[string]string
		answer error // of the first Get
		want   error
	}{
		{"an entry", map[string]string{"seat": "kc1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9jDc0p"}, nil, ErrExists},
		{"an unreadable entry", map[string]string{"seat": "rubbish"}, nil, ErrExists},
		{"an empty entry", map[string]string{"seat": ""}, nil, ErrExists},
		{"locked", map[string]string{"seat": "rubbish"}, errors.New("failed to unlock correct collection '/x'"), ErrLocked},
		{"unknown error", map[string]string{"seat": "rubbish"}, other, ErrUnavailable},
		{"wrapped", map[string]string{}, fmt.Errorf("bus: %w", other), ErrUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := &memory{entries: maps.Clone(tt.there)}
			m.before = func(_ string, n int) error {
				if n == 1 {
					return tt.answer
				}
				return nil
			}
			if err := with(m, Limit).Create(t.Context(), "seat", testSeed(t, 0)); !errors.Is(err, tt.want) {
				t.Errorf("Create: %v, want %v", err, tt.want)
			}
			if got := m.content(); !maps.Equal(got, tt.there) || m.count() != 1 {
				t.Errorf("the keyring was changed: %d calls", m.count())
			}
		})
	}
}

// Every way in which storing can fail after the keyring has said that there is no entry.
func TestCreateTakesBack(t *testing.T) {
	t.Parallel()
	fail := errors.New("broken pipe")
	tests := []struct {
		name  string
		store func(m *memory)
		want  error
		left  int // entries left
	}{
		{"set fails", func(m *memory) {
			m.before = func(call string, _ int) error {
				if call == "Set" {
					return fail
				}
				return nil
			}
		}, ErrUnavailable, 0},
		{"set fails after storing", func(m *memory) {
			m.after = func(call string, _ int) error {
				if call == "Set" {
					return fail
				}
				return nil
			}
		}, ErrUnavailable, 0},
		{"set panics after storing", func(m *memory) {
			m.after = func(call string, _ int) error {
				if call == "Set" {
					panic("the answer has another type")
				}
				return nil
			}
		}, ErrUnavailable, 0},
		{"read back fails", func(m *memory) {
			m.before = func(_ string, n int) error {
				if n == 3 {
					return fail
				}
				return nil
			}
		}, ErrUnavailable, 0},
		{"not there afterwards", func(m *memory) {
			m.after = func(call string, _ int) error {
				if call == "Set" {
					delete(m.entries, "seat")
				}
				return nil
			}
		}, ErrRefused, 0},
		{"reads otherwise", func(m *memory) {
			m.after = func(call string, _ int) error {
				if call == "Set" {
					m.entries["seat"] = "somebody else's"
				}
				return nil
			}
		}, ErrDamaged, 1}, // not what we wrote: not ours to remove
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := &memory{entries: map[string]string{}}
			tt.store(m)
			if err := with(m, Limit).Create(t.Context(), "seat", testSeed(t, 0)); !errors.Is(err, tt.want) {
				t.Errorf("Create: %v, want %v", err, tt.want)
			}
			if got := len(m.content()); got != tt.left {
				t.Errorf("%d entries left, want %d", got, tt.left)
			}
		})
	}
}

// A caller that stops waiting gets an error at once, and when the keyring wakes up nothing changes.
func TestAbandonedCallChangesNothing(t *testing.T) {
	t.Parallel()
	seat := map[string]string{"seat": "kc1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9jDc0p"}
	tests := []struct {
		name  string
		there map[string]string
		held  int  // the call that is held up, from 1
		after bool // it has taken effect already
		sets  int  // how often something is stored, for moments
		call  func(context.Context, *Keyring) error
	}{
		{"create: asking", nil, 1, false, 0, nil},
		{"create: asked", nil, 1, true, 0, nil},
		{"create: before it is stored", nil, 2, false, 1, nil},
		{"create: stored, no answer yet", nil, 2, true, 1, nil},
		{"create: reading back", nil, 3, false, 1, nil},
		{"get", seat, 1, false, 0, func(ctx context.Context, k *Keyring) error { _, err := k.Get(ctx, "seat"); return err }},
		{"delete: asking", seat, 1, true, 0, func(ctx context.Context, k *Keyring) error { return k.Delete(ctx, "seat") }},
		{"check: asking", seat, 2, true, 0, func(ctx context.Context, k *Keyring) error { return k.Check(ctx) }},
		{"check: stored", seat, 3, true, 1, func(ctx context.Context, k *Keyring) error { return k.Check(ctx) }},
		{"check: removed", seat, 6, true, 1, func(ctx context.Context, k *Keyring) error { return k.Check(ctx) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := &memory{entries: maps.Clone(tt.there)}
			if m.entries == nil {
				m.entries = map[string]string{}
			}
			reached, release := make(chan struct{}), make(chan struct{})
			hold := func(_ string, n int) error {
				if n == tt.held {
					close(reached)
					<-release
				}
				return nil
			}
			if tt.after {
				m.after = hold
			} else {
				m.before = hold
			}
			call := tt.call
			if call == nil {
				seed := testSeed(t, 7)
				call = func(ctx context.Context, k *Keyring) error { return k.Create(ctx, "seat", seed) }
			}
			k := with(m, time.Minute)
			ctx, leave := context.WithCancelCause(t.Context())
			go func() { <-reached; leave(ErrTimeout) }()
			if err := call(ctx, k); !errors.Is(err, ErrTimeout) {
				t.Errorf("error %v, want ErrTimeout", err)
			}

			// While the first call hangs the next one does not overtake it.
			short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			if _, err := k.Get(short, "seat"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a call beside the held one: %v, want DeadlineExceeded", err)
			}
			close(release)

			// The next one waits for what the first one takes back.
			_, err := k.Get(t.Context(), "seat")
			if len(tt.there) == 0 && !errors.Is(err, ErrNotFound) || len(tt.there) > 0 && err != nil {
				t.Errorf("Get afterwards: %v", err)
			}
			if m.sets != tt.sets {
				t.Errorf("stored %d times, want %d", m.sets, tt.sets)
			}
			if got := m.content(); !maps.Equal(got, tt.there) && len(got)+len(tt.there) > 0 {
				t.Errorf("%d entries afterwards, want %d", len(got), len(tt.there))
			}
		})
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	m := &memory{entries: map[string]string{}, before: func(string, int) error { <-release; return nil }}
	k := with(m, 20*time.Millisecond)
	for range 3 { // the second and third wait for their turn
		if _, err := k.Get(t.Context(), "seat"); !errors.Is(err, ErrTimeout) {
			t.Errorf("Get: %v, want ErrTimeout", err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := k.Delete(cancelled, "seat"); !errors.Is(err, context.Canceled) {
		t.Errorf("Delete with a cancelled context: %v", err)
	}
	if n := m.count(); n != 1 {
		t.Errorf("%d calls reached the keyring, want 1", n)
	}
}

func TestDeleteThatStays(t *testing.T) {
	t.Parallel()
	m := &memory{entries: map[string]string{"seat": "rubbish"}}
	m.after = func(call string, _ int) error {
		if call == "Delete" {
			m.entries["seat"] = "rubbish"
		}
		return nil
	}
	if err := with(m, Limit).Delete(t.Context(), "seat"); !errors.Is(err, ErrRefused) {
		t.Errorf("Delete: %v, want ErrRefused", err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	m := &memory{entries: map[string]string{}}
	k := with(m, Limit)
	for _, name := range []string{"", "two\nlines", "a b", "münchen", "tab\t", "\x7f", strings.Repeat("x", 129)} {
		if _, err := k.Get(t.Context(), name); err == nil || errors.Is(err, ErrNotFound) {
			t.Errorf("Get(%q): %v", name, err)
		}
		if err := k.Create(t.Context(), name, testSeed(t, 0)); err == nil {
			t.Errorf("Create(%q) went through", name)
		}
		if err := k.Delete(t.Context(), name); err == nil || errors.Is(err, ErrNotFound) {
			t.Errorf("Delete(%q): %v", name, err)
		}
	}
	if err := k.Create(t.Context(), "seat", Seed{}); err == nil {
		t.Error("Create took an empty seed")
	}
	if n := m.count(); n != 0 {
		t.Errorf("%d calls reached the keyring", n)
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{language.German, language.English} {
		catalog := language.New(tag)
		for _, reason := range Reasons() {
			if key := (&Error{Reason: reason}).TextKey(); !catalog.Has(key) {
				t.Errorf("%s: no text for %s", tag, key)
			}
		}
	}
	wrapped := fmt.Errorf("opening: %w", &Error{ReasonLocked, errors.New("cause")})
	if !errors.Is(wrapped, ErrLocked) || errors.Is(wrapped, ErrRefused) {
		t.Error("errors.Is does not tell the reasons apart")
	}
}
