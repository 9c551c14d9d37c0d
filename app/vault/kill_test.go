package vault_test

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
)

const writerFolder = "KANZLEICODE_TEST_WRITER"

// filePins is a vault.Pins in a folder, as the program has it.
type filePins string

func (p filePins) Load(name string) ([]byte, error) {
	raw, err := os.ReadFile(filepath.Join(string(p), name))
	if os.IsNotExist(err) {
		return nil, nil
	}
	return raw, err
}

func (p filePins) Save(name string, pin []byte) error {
	temp := filepath.Join(string(p), "new")
	if err := os.WriteFile(temp, pin, 0o600); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(string(p), name))
}

// TestWriter is no test: TestKill runs it as a process of its own, which writes until it is killed and
// says what was acknowledged.
func TestWriter(t *testing.T) {
	folder := os.Getenv(writerFolder)
	if folder == "" {
		t.Skip("it is run by TestKill")
	}
	v := reopenKilled(t, folder)
	fmt.Println("ready")
	for n := 0; ; n++ {
		var batch []vault.Mutation
		for range 1 + n%40*(n%3) {
			batch = append(batch, mandate(v, v.NewID().String()))
		}
		rev := apply(t, v, batch...)
		for _, m := range batch {
			fmt.Printf("%d %s\n", rev, m.ID)
		}
	}
}

// reopenKilled opens the vault that the folder holds, with its seed and pins from beside it.
func reopenKilled(t *testing.T, folder string) *vault.Vault {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "seed"))
	if err != nil {
		t.Fatal(err)
	}
	name, seedText, _ := strings.Cut(string(text), " ")
	id, err := vault.ParseID(name)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := hex.DecodeString(seedText)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, dir: filepath.Join(folder, "vault"), id: id, seeds: map[vault.ID][]byte{id: seed}}
	store, err := sqlite.At(h.dir).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	options := h.options()
	options.Pins = filePins(folder)
	v, err := vault.Open(t.Context(), store, h.unlock(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	return v
}

// TestKill: a program that writes is killed at any moment. What it had acknowledged is there, the chain
// holds, and nothing was taken for a rollback.
func TestKill(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	h := &house{t: t, dir: filepath.Join(folder, "vault"), seeds: map[vault.ID][]byte{}}
	h.create()
	if err := os.WriteFile(filepath.Join(folder, "seed"), fmt.Appendf(nil, "%s %s", h.id, hex.EncodeToString(h.seeds[h.id])), 0o600); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	acknowledged := map[string]string{} // record -> revision
	kills := times(t, "KANZLEICODE_KILLS", 25)
	for range kills {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriter$")
		cmd.Env = append(os.Environ(), writerFolder+"="+folder)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		if !lines.Scan() || lines.Text() != "ready" {
			t.Fatalf("the writer said %q", lines.Text())
		}
		timer := time.AfterFunc(time.Duration(random.IntN(60_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
		for lines.Scan() {
			var rev, id string
			if n, _ := fmt.Sscan(lines.Text(), &rev, &id); n == 2 && len(id) == 32 {
				acknowledged[id] = rev
			}
		}
		timer.Stop()
		_ = cmd.Wait() // it was killed
	}
	v := reopenKilled(t, folder)
	there := map[string]string{}
	for _, r := range load(t, v, vault.KindMandate) {
		there[r.ID.String()] = fmt.Sprint(r.Rev)
	}
	lost := 0
	for id, rev := range acknowledged {
		if there[id] != rev {
			lost++
		}
	}
	t.Logf("%d kills, %d records acknowledged, %d lost, %d there", kills, len(acknowledged), lost, len(there))
	if lost > 0 || len(acknowledged) == 0 || v.Refusal() != nil || v.PinFault() != nil {
		t.Errorf("%d of %d lost; %v; %v", lost, len(acknowledged), v.Refusal(), v.PinFault())
	}
	wantClean(t, v)
}
