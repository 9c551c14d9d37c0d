package backup_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"filippo.io/age"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
	"kanzleicode/app/vault/sqlite"
)

// nightly is how often a test repeats itself: few times in make test, many in make reliability.
func nightly(few, many int) int {
	if os.Getenv("KANZLEICODE_NIGHTLY") == "1" {
		return many
	}
	return few
}

// TestReliabilityFlips: one bit of a backup is turned over, for each way to open it. It is never read as
// something else.
func TestReliabilityFlips(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	fill(t, v, 40)
	s, key := take(t, v), identity(t)
	good := write(t, s, identity(t).Recipient(), key.Recipient())
	random := rand.New(rand.NewPCG(2, 7)) //nolint:gosec // places
	refused, whole := 0, 0
	for i := range nightly(500, 10_000) {
		bit := random.IntN(8 * len(good))
		if i%5 == 0 {
			bit = random.IntN(8 * 400) // the head of the file, where the keys are
		}
		got, err := backup.Read(bytes.NewReader(flip1(good, bit)), key)
		switch {
		case err != nil && got == nil && reason(err) != "":
			refused++
		case err == nil && got.Same(s):
			whole++
		default:
			t.Errorf("bit %d: another backup is read, %v", bit, err)
		}
	}
	t.Logf("%d bytes: %d flips refused, %d changed nothing", len(good), refused, whole)
}

func flip1(b []byte, bit int) []byte {
	c := bytes.Clone(b)
	c[bit/8] ^= 1 << (bit % 8)
	return c
}

// TestReliabilityCut: a backup ends early, at every sector and beside it.
func TestReliabilityCut(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	fill(t, v, 40)
	key := identity(t)
	good := write(t, take(t, v), key.Recipient())
	cuts := 0
	for end := 0; end < len(good); end += 512 {
		for _, at := range []int{end, max(0, end-1), min(end+1, len(good)-1)} {
			if got, err := backup.Read(bytes.NewReader(good[:at]), key); got != nil || reason(err) == "" {
				t.Errorf("cut at %d of %d: %v", at, len(good), err)
			}
			cuts++
		}
	}
	t.Logf("%d cuts of %d bytes", cuts, len(good))
}

// restored is how many Mandate the figure for restoring is about.
const restored = 5000

// TestReliabilityRestore: a backup of 5,000 Mandate is unpacked by age and tar, packed again by them, and
// restored into an empty vault: byte-equal, in time.
func TestReliabilityRestore(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	fill(t, v, restored)
	s, key, dir := take(t, v), identity(t), t.TempDir()
	file := write(t, s, key.Recipient())
	if _, err := exec.LookPath("age"); err == nil || os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
		file = packedAgain(t, dir, file, key)
	} else {
		t.Log("age is not installed: the file goes through nobody else's hands")
	}
	other := newVault(t)
	begin := time.Now()
	if n := restore(t, other, file, key); n != restored+2 {
		t.Fatalf("%d records were restored", n)
	}
	took := time.Since(begin)
	back := take(t, other)
	if len(back.Records) != len(s.Records) {
		t.Fatalf("%d records, want %d", len(back.Records), len(s.Records))
	}
	for i, r := range s.Records {
		if got := back.Records[i]; got.ID != r.ID || got.Kind != r.Kind || !bytes.Equal(got.Body, r.Body) {
			t.Fatalf("record %s is not what it was", r.ID)
		}
	}
	t.Logf("%d Mandate restored in %v, byte-equal; the file has %d bytes", restored, took.Round(time.Millisecond), len(file))
	if limit := time.Duration(nightly(20, 5)) * time.Second; took > limit { // the machine of make test may be busy
		t.Errorf("it took %v", took)
	}
}

// packedAgain lets age and tar open a backup and make one of what they found.
func packedAgain(t *testing.T, dir string, file []byte, key *age.X25519Identity) []byte {
	t.Helper()
	for name, content := range map[string][]byte{"key.txt": []byte(key.String() + "\n"), "b.tar.age": file} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	script := "mkdir open && age -d -i key.txt b.tar.age | tar -x -C open && cd open && sha256sum --strict -c SHA256SUMS && " +
		"tar -c --format=ustar vault.json LIESMICH.txt mandates.csv history.jsonl SHA256SUMS | age -r " + key.Recipient().String() + " -o ../again.age"
	cmd := exec.CommandContext(t.Context(), "sh", "-ec", script)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	again, err := os.ReadFile(filepath.Join(dir, "again.age"))
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// restore reads a backup and stores everything of it that is missing; it returns how much that was.
func restore(t testing.TB, v *vault.Vault, file []byte, key age.Identity) int {
	t.Helper()
	s, err := backup.Read(bytes.NewReader(file), key)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := backup.Compare(t.Context(), v, s, services)
	if err != nil {
		t.Fatal(err)
	}
	n, err := plan.Apply(t.Context(), v, s, services, true)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestReliabilityEveryVault: 100 % of the backups of vaults of many sizes are opened by age and tar.
func TestReliabilityEveryVault(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("age"); err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("age is not installed")
	}
	opened := 0
	for n := range nightly(5, 50) {
		v := newVault(t)
		fill(t, v, n*n*n/nightly(1, 8))
		s, key := take(t, v), identity(t)
		again := packedAgain(t, t.TempDir(), write(t, s, key.Recipient()), key)
		if got, err := backup.Read(bytes.NewReader(again), key); err != nil || !got.Same(s) {
			t.Errorf("%d: %v", n, err)
		}
		opened++
	}
	t.Log(fmt.Sprint(opened, " backups opened by age and tar"))
}

// BenchmarkRestore reads a backup of 5,000 Mandate and stores all of it in an empty vault.
func BenchmarkRestore(b *testing.B) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		b.Fatal(err)
	}
	s := &backup.Snapshot{Vault: vault.ID{1}, Created: began, Taken: began}
	for n := range restored {
		id := vault.ID{15: 1}
		binary.BigEndian.PutUint32(id[:], uint32(n))
		body := fmt.Appendf(nil, `{"number":"%05d","user":"mueller","client":"Bäckerei Müller & Söhne"}`, n)
		s.Records = append(s.Records, vault.Record{ID: id, Kind: vault.KindMandate, Rev: 2, Body: body})
	}
	var file bytes.Buffer
	if err := backup.Write(&file, s, nil, key.Recipient()); err != nil {
		b.Fatal(err)
	}
	kdf := vault.FloorArgon2id()
	opts := vault.Options{KDF: &kdf}
	for b.Loop() {
		b.StopTimer()
		place := sqlite.At(filepath.Join(b.TempDir(), "vault"))
		if _, err := vault.Create(b.Context(), place, vault.SlotKey{Passphrase: []byte(phrase)}, opts); err != nil {
			b.Fatal(err)
		}
		store, err := place.Open(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		v, err := vault.Open(b.Context(), store, vault.Unlock{Passphrase: []byte(phrase)}, opts)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if n := restore(b, v, file.Bytes(), key); n != restored {
			b.Fatal(n)
		}
		b.StopTimer()
		if err := v.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
