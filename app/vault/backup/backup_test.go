package backup_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
	"kanzleicode/app/vault/sqlite"
)

var began = time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC)

const phrase = "Sicherung im Test"

// newVault makes a vault and opens it.
func newVault(t *testing.T) *vault.Vault {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "vault")
	kdf := vault.FloorArgon2id()
	opts := vault.Options{Now: func() time.Time { return began }, KDF: &kdf, Host: "PC-Empfang", OSUser: "h.müller"}
	if _, err := vault.Create(t.Context(), sqlite.At(dir), vault.SlotKey{Passphrase: []byte(phrase)}, opts); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.At(dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(t.Context(), store, vault.Unlock{Passphrase: []byte(phrase)}, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

// fill stores accounts and Mandate and returns the latter's IDs.
func fill(t *testing.T, v *vault.Vault, mandates int) []vault.ID {
	t.Helper()
	change := vault.Change{Event: "mandate.import", Domain: vault.DomainList}
	change.Mutations = append(change.Mutations, vault.Mutation{
		ID: v.NewID(), Kind: vault.KindAccount, Label: "Amainvoice", Unique: "Amainvoice",
		Body: []byte(`{"name":"Amainvoice","secret":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","algorithm":"SHA1","digits":6,"period":30}`),
	})
	ids := make([]vault.ID, mandates)
	for i := range ids {
		ids[i] = v.NewID()
		number := fmt.Sprintf("%05d", i)
		change.Mutations = append(change.Mutations, vault.Mutation{
			ID: ids[i], Kind: vault.KindMandate, Label: number, Unique: number, Body: []byte(fmt.Sprintf(`{"number":%q,"user":"m\u00fcller","note":"\u003c& „Ümläute“"}`, number)),
		})
	}
	change.Mutations = append(change.Mutations, vault.Mutation{ID: v.NewID(), Kind: vault.KindSetting, Body: []byte("{ \"spaced\": 1 }\n")})
	if _, err := v.Apply(t.Context(), change); err != nil {
		t.Fatal(err)
	}
	return ids
}

func member(name string) func([]byte) (string, error) {
	return func(body []byte) (string, error) {
		var members map[string]any
		err := json.Unmarshal(body, &members)
		text, _ := members[name].(string)
		return text, err
	}
}

var services = map[vault.Kind]backup.Service{
	vault.KindAccount: {Unique: member("name"), Label: func([]byte) string { return "Konto" }},
	vault.KindMandate: {Unique: member("number")},
}

func identity(t *testing.T) *age.X25519Identity {
	t.Helper()
	i, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func take(t *testing.T, v *vault.Vault) *backup.Snapshot {
	t.Helper()
	s, err := backup.Take(t.Context(), v)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t *testing.T, s *backup.Snapshot, to ...age.Recipient) []byte {
	t.Helper()
	var out bytes.Buffer
	more := []backup.File{{Name: "LIESMICH.txt", Data: []byte("Was das ist")}, {Name: "mandates.csv", Data: []byte("Kundennummer\r\n")}}
	if err := backup.Write(&out, s, more, to...); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func reason(err error) backup.Reason {
	var e *backup.Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

func TestEverythingComesBack(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	fill(t, v, 300)
	own, err := v.BackupIdentity()
	if err != nil {
		t.Fatal(err)
	}
	sheet := identity(t)
	s := take(t, v)
	file := write(t, s, own.Recipient(), sheet.Recipient())
	for name, key := range map[string]age.Identity{"this seat": own, "the sheet": sheet} {
		got, err := backup.Read(bytes.NewReader(file), key)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !got.Same(s) || len(got.Records) != 302 || len(got.History) != 2 || got.Vault != v.ID() {
			t.Errorf("%s: something is missing", name)
		}
	}
	if strings.Contains(string(file), "Amainvoice") || strings.Contains(string(file), "GEZDGNBV") {
		t.Error("the file holds clear text")
	}

	t.Log("into an empty vault, byte for byte")
	other := newVault(t)
	plan, err := backup.Compare(t.Context(), other, s, services)
	if err != nil || len(plan.Missing) != 302 || len(plan.Different)+plan.Equal+len(plan.Newer) != 0 {
		t.Fatalf("%+v, %v", plan, err)
	}
	if n, err := plan.Apply(t.Context(), other, s, services, false); n != 302 || err != nil {
		t.Fatal(n, err)
	}
	restored := take(t, other)
	for i, r := range s.Records {
		if got := restored.Records[i]; got.ID != r.ID || !bytes.Equal(got.Body, r.Body) {
			t.Fatalf("record %s is not what it was", r.ID)
		}
	}
	plan, err = backup.Compare(t.Context(), other, s, services)
	if err != nil || plan.Equal != 302 {
		t.Fatalf("%+v, %v", plan, err)
	}
	if _, err := plan.Apply(t.Context(), other, s, services, true); reason(err) != backup.ReasonNothing {
		t.Error(err)
	}
}

// TestStockTools: Debian's age and tar open a backup, and sha256sum finds everything in it whole.
func TestStockTools(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"age", "tar", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
				t.Fatal(err)
			}
			t.Skip(tool + " is not installed")
		}
	}
	v := newVault(t)
	fill(t, v, 20)
	sheet, dir := identity(t), t.TempDir()
	s := take(t, v)
	if err := os.WriteFile(filepath.Join(dir, "key.txt"), []byte(sheet.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b.tar.age"), write(t, s, sheet.Recipient()), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(script string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "sh", "-ec", script)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
		return string(out)
	}
	run("age -d -i key.txt b.tar.age > b.tar && tar xf b.tar && sha256sum --strict -c SHA256SUMS")
	if got := strings.Fields(run("tar tf b.tar")); strings.Join(got, " ") != "vault.json LIESMICH.txt mandates.csv history.jsonl SHA256SUMS" {
		t.Errorf("%v", got)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "vault.json"))
	if err != nil || strings.Count(string(raw), `"kind":"mandate"`) != 20 || !json.Valid(raw) {
		t.Errorf("vault.json: %v", err)
	}

	t.Log("and what age made of the same archive is read by us")
	run("age -r " + sheet.Recipient().String() + " -o again.age b.tar")
	again, err := os.ReadFile(filepath.Join(dir, "again.age"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := backup.Read(bytes.NewReader(again), sheet)
	if err != nil || !got.Same(s) {
		t.Errorf("%v", err)
	}
}

func TestPassphrase(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	s := take(t, v)
	recipient, err := age.NewScryptRecipient("Nur mit Passphrase")
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(10)
	file := write(t, s, recipient)
	for passphrase, want := range map[string]backup.Reason{"Nur mit Passphrase": "", "Eine andere": backup.ReasonWrongKey} {
		key, err := age.NewScryptIdentity(passphrase)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Read(bytes.NewReader(file), key); reason(err) != want {
			t.Errorf("%s: %v", passphrase, err)
		}
	}
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	fill(t, v, 3)
	key := identity(t)
	good := write(t, take(t, v), key.Recipient())
	packed := func(files ...string) []byte {
		t.Helper()
		var out bytes.Buffer
		sealed, err := age.Encrypt(&out, key.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		archive := tar.NewWriter(sealed)
		for i := 0; i < len(files); i += 2 {
			if err := archive.WriteHeader(&tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o600}); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(archive, files[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(archive.Close(), sealed.Close()); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	const sumOfEmptyObject = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  vault.json\n"
	for name, tt := range map[string]struct {
		file []byte
		key  age.Identity
		want backup.Reason
	}{
		"empty":                {nil, key, backup.ReasonNotOurs},
		"a text":               {[]byte("Sicherung"), key, backup.ReasonNotOurs},
		"another key":          {good, identity(t), backup.ReasonWrongKey},
		"cut off in the head":  {good[:60], key, backup.ReasonDamaged},
		"cut off":              {good[:len(good)-1], key, backup.ReasonDamaged},
		"one bit":              {flip(good, len(good)/2), key, backup.ReasonDamaged},
		"longer":               {append(bytes.Clone(good), 0), key, backup.ReasonDamaged},
		"an archive of others": {packed("a.txt", "hallo"), key, backup.ReasonNotOurs},
		"a file too many":      {packed("vault.json", "{}", "x", "", "SHA256SUMS", sumOfEmptyObject), key, backup.ReasonDamaged},
		"a file twice":         {packed("vault.json", "{}", "vault.json", "{}"), key, backup.ReasonNotOurs},
		"another sum":          {packed("vault.json", "{ }", "SHA256SUMS", sumOfEmptyObject), key, backup.ReasonDamaged},
		"nothing in it":        {packed("vault.json", "{}", "SHA256SUMS", sumOfEmptyObject), key, backup.ReasonDamaged},
	} {
		got, err := backup.Read(bytes.NewReader(tt.file), tt.key)
		if reason(err) != tt.want || got != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := backup.Write(io.Discard, take(t, v), nil); reason(err) != backup.ReasonNoKey {
		t.Errorf("for nobody: %v", err)
	}
}

func flip(b []byte, at int) []byte {
	c := bytes.Clone(b)
	c[at] ^= 0x10
	return c
}

func TestRestoreRemovesNothing(t *testing.T) {
	t.Parallel()
	v := newVault(t)
	ids := fill(t, v, 3)
	s := take(t, v)
	records, _, err := v.Load(t.Context(), vault.KindMandate)
	if err != nil {
		t.Fatal(err)
	}
	var edited vault.Record
	for _, r := range records {
		if r.ID == ids[1] {
			edited = r
		}
	}
	_, err = v.Apply(t.Context(), vault.Change{Event: "mandate.edit", Domain: vault.DomainList, Mutations: []vault.Mutation{
		{ID: ids[0], Kind: vault.KindMandate, Expect: edited.Rev},
		{ID: ids[1], Kind: vault.KindMandate, Expect: edited.Rev, Body: []byte(`{"number":"00001","user":"geändert"}`), Unique: "00001"},
		{ID: v.NewID(), Kind: vault.KindMandate, Body: []byte(`{"number":"99999"}`), Unique: "99999"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, replace := range []bool{false, true} {
		plan, err := backup.Compare(t.Context(), v, s, services)
		if err != nil {
			t.Fatal(err)
		}
		if len(plan.Newer) != 1 || len(plan.Different) != 1 || plan.Different[0].ID != ids[1] {
			t.Errorf("%+v", plan)
		}
		if _, err := plan.Apply(t.Context(), v, s, services, replace); err != nil {
			t.Fatal(err)
		}
	}
	now := take(t, v)
	if len(now.Records) != 6 {
		t.Errorf("%d records, want the 5 of the backup and the new one", len(now.Records))
	}
	for _, r := range now.Records {
		if r.ID == ids[1] && !bytes.Equal(r.Body, edited.Body) {
			t.Error("what was different is not as it was")
		}
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	v, dir := newVault(t), t.TempDir()
	fill(t, v, 2)
	key := identity(t)
	s := take(t, v)
	name, err := backup.Save(t.Context(), dir, s, nil, key, key.Recipient())
	if err != nil || name != "kanzleicode-2026-05-04-083000Z.tar.age" {
		t.Fatal(name, err)
	}
	if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	_, err = backup.Save(t.Context(), dir, s, nil, key, key.Recipient())
	if reason(err) != backup.ReasonOccupied {
		t.Errorf("again: %v", err)
	}
	_, err = backup.Save(t.Context(), filepath.Join(dir, "fort"), s, nil, key, key.Recipient())
	if reason(err) != backup.ReasonFolder {
		t.Errorf("no folder: %v", err)
	}
	s.Taken = s.Taken.Add(time.Hour)
	_, err = backup.Save(t.Context(), dir, s, nil, identity(t), key.Recipient())
	if reason(err) != backup.ReasonReadBack {
		t.Errorf("a backup that nobody here can open: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = backup.Save(ended, dir, s, nil, key, key.Recipient()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) != 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var names []string
	for day := range 50 {
		name := began.AddDate(0, 0, -day).Format("kanzleicode-2006-01-02-150405Z.tar.age")
		names = append(names, name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, other := range []string{"Urlaub.jpg", "kanzleicode.tar.age", ".kanzleicode-1.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, other), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	removed, err := backup.Prune(dir, backup.DefaultPolicy, began)
	if err != nil || len(removed) != 19 || removed[0] != names[31] {
		t.Errorf("%v, %v", removed, err)
	}
	list, err := backup.List(dir)
	if err != nil || len(list) != 31 || list[0].Name != names[0] || !list[0].Taken.Equal(began) {
		t.Errorf("%d, %v", len(list), err)
	}
	t.Log("a PC that was off for a year does not lose its last ones")
	if removed, err = backup.Prune(dir, backup.DefaultPolicy, began.AddDate(1, 0, 0)); err != nil || len(removed) != 1 {
		t.Errorf("%v, %v", removed, err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 32 {
		t.Errorf("%d files, want 30 backups and the two of others", len(left))
	}
}
