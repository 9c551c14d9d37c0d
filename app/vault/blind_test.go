package vault_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kanzleicode/app/vault"
)

// TestNoPlaintext: nothing that a person entered stands in any file, while the vault is open and after.
func TestNoPlaintext(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.open()
	var canaries []string
	canary := func(kind string) string {
		c := fmt.Sprintf("Kanarienvogel-%s-%d", kind, len(canaries))
		canaries = append(canaries, c)
		return c
	}
	for range 10 {
		m := account(v, canary("name"))
		m.Body = []byte(`{"secret":"` + canary("secret") + `"}`)
		m.Fields = []vault.FieldChange{{Field: "user", Old: canary("old"), New: canary("new")}}
		m.Label = canary("label")
		if _, err := v.Apply(t.Context(), vault.Change{
			Event: canary("event"), Domain: vault.DomainCode, Params: map[string]string{canary("param"): canary("value")}, Mutations: []vault.Mutation{m},
		}); err != nil {
			t.Fatal(err)
		}
	}
	canaries = append(canaries, "h.müller", "PC-Empfang", string(h.seeds[h.id]))
	search := func(when string) (files int) {
		paths, err := filepath.Glob(filepath.Join(h.dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range canaries {
				if bytes.Contains(raw, []byte(c)) {
					t.Errorf("%s: %q stands in %s", when, c, filepath.Base(path))
				}
			}
		}
		return len(paths)
	}
	if n := search("open"); n != 3 {
		t.Errorf("%d files, want the database, -wal and -shm", n)
	}
	shut(t, v)
	search("closed")
	for _, pin := range h.pins.saved {
		for _, c := range canaries {
			if bytes.Contains(pin, []byte(c)) {
				t.Errorf("%q stands in the pin", c)
			}
		}
	}
}

// TestSeedNeverPrints: by no verb, and in no encoding.
func TestSeedNeverPrints(t *testing.T) {
	t.Parallel()
	raw := bytes.Repeat([]byte("S"), 32)
	seed, err := vault.SeedFrom(raw)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	holder := struct {
		Seed  vault.Seed
		Inner *vault.Seed
	}{seed, &seed}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b", "%o", "%c", "%U"} {
		fmt.Fprintf(&out, verb, seed)
		fmt.Fprintf(&out, verb, &seed)
		fmt.Fprintf(&out, verb, holder)
		fmt.Fprintf(&out, verb, []vault.Seed{seed})
	}
	text, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "seed", seed, "holder", holder)
	for _, hit := range []string{"SSSS", "5353", "83 83", "83, 83", "0x53, 0x53", "U1NT", "123 123", "1010011 1010011"} {
		if strings.Contains(out.String(), hit) {
			t.Errorf("%q in %s", hit, out.String())
		}
	}
	if !bytes.Equal(seed.Bytes(), raw) {
		t.Error("Bytes lost it")
	}
	seed.Clear()
	if !bytes.Equal(seed.Bytes(), make([]byte, 32)) {
		t.Error("Clear left it")
	}
	for _, short := range [][]byte{nil, raw[:31], append(raw, 'S')} {
		if _, err := vault.SeedFrom(short); err == nil || strings.Contains(err.Error(), "S") {
			t.Errorf("%d bytes: %v", len(short), err)
		}
	}
	if zero := (vault.Seed{}); !zero.IsZero() || zero.Bytes() != nil {
		t.Error("the zero seed is something")
	}
}

// TestErrorsHoldNoSecrets: what errors say may be logged.
func TestErrorsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.open()
	m := account(v, "Geheimname")
	apply(t, v, m)
	_, conflict := v.Apply(t.Context(), change("x", vault.DomainCode, m))
	m.ID = v.NewID()
	_, duplicate := v.Apply(t.Context(), change("x", vault.DomainCode, m))
	shut(t, v)
	h.sql("UPDATE record SET sealed = zeroblob(60)")
	v = h.open()
	_, faults, err := v.Load(t.Context(), vault.KindAccount)
	if err != nil || len(faults) != 1 {
		t.Fatal(faults, err)
	}
	_, locked := h.tryOpen(vault.Unlock{Seed: func(context.Context, vault.ID) (vault.Seed, error) { return vault.SeedFrom([]byte("Geheim")) }})
	_, wrong := h.tryOpen(vault.Unlock{Passphrase: []byte("Geheim")})
	for _, err := range []error{conflict, duplicate, faults[0].Err, locked, wrong} {
		if text := fmt.Sprintf("%v %+v %#v", err, err, err); err == nil || strings.Contains(text, "Geheim") || strings.Contains(text, "JBSWY") {
			t.Errorf("%v", err)
		}
	}
}
