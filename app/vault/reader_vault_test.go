package vault_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/otp"
)

// readerWay is a way to open a vault, or something else that is done to one.
type readerWay string

const (
	bySeat       readerWay = "seat"
	byPassphrase readerWay = "passphrase"
	byRecovery   readerWay = "recovery"
	byBoth       readerWay = "seat+passphrase"
	byWrong      readerWay = "wrong"
	afterRekey   readerWay = "rekey" // new keys, a revoked slot, a removed Mandat forgotten; no way of its own
)

// readerPins remembers pins in memory.
type readerPins map[string][]byte

func (p readerPins) Load(vault string) ([]byte, error)   { return p[vault], nil }
func (p readerPins) Save(vault string, pin []byte) error { p[vault] = pin; return nil }

// readerCase is a vault with everything in it that format 1 has, and the ways to it.
type readerCase struct {
	python, dir string
	ways        []readerWay            // that open it
	keys        map[readerWay][]string // options of the reader
	vault       *vault.Vault
	head        vault.Head
	removed     vault.ID // a Mandat that was there
	pins        readerPins
}

const (
	readerPassphrase = "Grüße aus der Kanzlei"
	readerAtStart    = "Gu\u0308te beim Start" // not in NFC
)

// readerVault makes a vault that opens by the ways, the first of which it is made with. It stays open.
func readerVault(t *testing.T, python string, ways ...readerWay) readerCase {
	t.Helper()
	c := readerCase{python: python, dir: filepath.Join(t.TempDir(), "Tresor #1 ?"), keys: map[readerWay][]string{}, pins: readerPins{}}
	cost, now := vault.FloorArgon2id(), time.Date(2026, 3, 1, 12, 0, 0, 7e6, time.UTC)
	opts := vault.Options{
		Now:  func() time.Time { now = now.Add(1234567 * time.Microsecond); return now },
		Host: "EMPFANG-1", OSUser: "jörg", Pins: c.pins, KDF: &cost,
		Unique: map[vault.Kind]func([]byte) (string, error){
			vault.KindAccount: func(body []byte) (string, error) { return member(body, "secret") },
			vault.KindMandate: func(body []byte) (string, error) { return member(body, "client") },
		},
	}
	var kept []byte
	seed := func(context.Context, vault.ID) (vault.Seed, error) { return vault.SeedFrom(kept) }
	first, unlock := vault.SlotKey{Passphrase: []byte(readerPassphrase)}, with(readerPassphrase)
	if ways[0] == bySeat {
		first = vault.SlotKey{SaveSeed: func(_ context.Context, _ vault.ID, seed vault.Seed) error { kept = seed.Bytes(); return nil }}
		unlock = vault.Unlock{Seed: seed}
	}
	place := sqlite.At(c.dir)
	if _, err := vault.Create(t.Context(), place, first, opts); err != nil {
		t.Fatal(err)
	}
	store, err := place.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c.vault, err = vault.Open(t.Context(), store, unlock, opts); err != nil {
		t.Fatal(errors.Join(err, store.Close()))
	}
	t.Cleanup(func() { _ = c.vault.Close() })
	c.removed = readerFill(t, c.vault)
	for _, way := range ways {
		c.open(t, way, seed)
	}
	meta, err := store.Meta(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.head = meta.Head
	return c
}

// open makes one of the ways.
func (c *readerCase) open(t *testing.T, way readerWay, seed func(context.Context, vault.ID) (vault.Seed, error)) {
	t.Helper()
	add := func(key vault.SlotKey, revoke ...vault.ID) vault.ID {
		t.Helper()
		id, err := c.vault.ReplaceSlot(t.Context(), key, revoke...)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	entry := func() string {
		kept, err := seed(t.Context(), c.vault.ID())
		if err != nil {
			t.Fatal(err)
		}
		return readerSeed(kept.Bytes())
	}
	made := len(c.ways) == 0 // the first way is there already
	switch way {
	case bySeat:
		c.keys[way] = readerKeyFile(t, "--seed-file", entry())
	case byPassphrase:
		if !made {
			old := add(vault.SlotKey{Passphrase: []byte("Gilt nicht lange")})
			add(vault.SlotKey{Passphrase: []byte(readerPassphrase)}, old)
		}
		c.keys[way] = readerKeyFile(t, "--passphrase-file", readerPassphrase+"\n")
	case byRecovery:
		sheet := newSheet(t)
		add(vault.SlotKey{Recipient: sheet.Recipient().String()})
		text := sheet.String()
		c.keys[way] = readerKeyFile(t, "--recovery-file", "# typed from the sheet\n"+strings.ToLower(text[:20])+" "+strings.ToLower(text[20:])+"\n")
	case byBoth:
		add(vault.SlotKey{Passphrase: []byte(readerAtStart), Seat: seed})
		c.keys[way] = append(readerKeyFile(t, "--passphrase-file", readerAtStart), readerKeyFile(t, "--seed-file", entry())...)
	case afterRekey:
		gone := add(vault.SlotKey{Recipient: newSheet(t).Recipient().String()})
		if err := c.vault.RevokeSlot(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
		if err := c.vault.Forget(t.Context(), c.removed); err != nil {
			t.Fatal(err)
		}
		if err := c.vault.Rekey(t.Context()); err != nil {
			t.Fatal(err)
		}
		return
	}
	c.ways = append(c.ways, way)
}

func newSheet(t *testing.T) *age.X25519Identity {
	t.Helper()
	sheet, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

// readerSeed is a seat's entry in the keyring.
func readerSeed(seed []byte) string {
	sum := sha256.Sum256(seed)
	return "kc1:" + base64.RawURLEncoding.EncodeToString(append(bytes.Clone(seed), sum[:4]...))
}

// readerKeyFile writes a key to a file and gives the reader's options for it.
func readerKeyFile(t *testing.T, option, content string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{option, path}
}

// readerFill stores, changes and removes records of all kinds that have bodies, and returns the Mandat that was
// removed.
func readerFill(t *testing.T, v *vault.Vault) vault.ID {
	t.Helper()
	apply := func(event string, domain vault.Domain, params map[string]string, mutations ...vault.Mutation) uint64 {
		t.Helper()
		rev, err := v.Apply(t.Context(), vault.Change{Event: event, Params: params, Domain: domain, Mutations: mutations})
		if err != nil {
			t.Fatal(err)
		}
		return rev
	}
	for i, algorithm := range []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512} {
		secret := otp.NewSecret(bytes.Repeat([]byte{byte(i + 1)}, 20+i)).Base32()
		name := fmt.Sprintf("Konto %d – ‚Ä‘", i)
		apply("account.add", vault.DomainCode, map[string]string{"name": name}, vault.Mutation{
			ID: v.NewID(), Kind: vault.KindAccount, Unique: secret, Label: name,
			Fields: []vault.FieldChange{{Field: "name", New: name}},
			Body: fmt.Appendf(nil, `{"name":%q,"secret":%q,"algorithm":%q,"digits":%d,"period":%d,"created":"2026-03-01T12:00:00Z"}`,
				name, secret, algorithm, 6+2*i, 30*(i+1)),
		})
	}
	kept, gone := v.NewID(), v.NewID()
	row := func(id vault.ID, expect uint64, client string) vault.Mutation {
		return vault.Mutation{
			ID: id, Kind: vault.KindMandate, Expect: expect, Unique: client, Label: "00123 · müller",
			Fields: []vault.FieldChange{{Field: "client", Old: "x", New: client}},
			Body:   fmt.Appendf(nil, `{"number":"00123","user":"müller","client":%q,"status":"new","created":"2026-03-01T12:00:00Z","later":[1,{"a":null}]}`, client),
		}
	}
	apply("nothing.but.words", vault.DomainCode, nil)
	rev := apply("mandate.import", vault.DomainList, map[string]string{"source": "Liste „neu“.xlsx"}, row(kept, 0, "Bäckerei"), row(gone, 0, "Weg"))
	apply("mandate.edit", vault.DomainList, nil, row(kept, rev, "Bäckerei & Söhne"))
	apply("mandate.submit", vault.DomainList, nil, vault.Mutation{
		ID: v.NewID(), Kind: vault.KindSubmission, Body: []byte(`{"time":"2026-03-01T12:00:00Z","rows":[],"sha256":""}`),
	})
	apply("mandate.remove", vault.DomainList, map[string]string{"count": "1"}, vault.Mutation{ID: gone, Kind: vault.KindMandate, Expect: rev, Label: "00123 · müller"})
	return gone
}
