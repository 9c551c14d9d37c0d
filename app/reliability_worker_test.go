package app

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"kanzleicode/app/access"
	"kanzleicode/app/authenticator"
	"kanzleicode/app/export"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/recovery"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/backup"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/otp"
)

// nightly is how often a test repeats itself: few times in make test, many in make reliability.
func nightly(few, many int) int {
	if os.Getenv("KANZLEICODE_NIGHTLY") == "1" {
		return many
	}
	return few
}

// testFirm is a folder with a vault, what this PC remembers beside it, and the seed, which a keyring would keep. The
// services over it are the program's; no passphrase has to be computed, so that many processes can open it.
type testFirm string

func newFirm(t testing.TB, dir string) testFirm {
	t.Helper()
	f := testFirm(dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Create(t.Context(), sqlite.At(f.vault()), vault.SlotKey{SaveSeed: func(_ context.Context, _ vault.ID, seed vault.Seed) error {
		return os.WriteFile(f.path("seed"), []byte(hex.EncodeToString(seed.Bytes())), 0o600)
	}}, f.options()); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f testFirm) path(name string) string { return filepath.Join(string(f), name) }
func (f testFirm) vault() string           { return f.path("vault") }

func (f testFirm) options() vault.Options {
	kdf := vault.FloorArgon2id()
	return vault.Options{Now: time.Now, Host: "PC-Empfang", OSUser: "anna", KDF: &kdf, Pins: statefile.In(f.path("state"), ".pin.json"), Unique: uniques()}
}

func (f testFirm) seed(context.Context, vault.ID) (vault.Seed, error) {
	text, err := os.ReadFile(f.path("seed"))
	if err != nil {
		return vault.Seed{}, err
	}
	raw, err := hex.DecodeString(string(text))
	if err != nil {
		return vault.Seed{}, err
	}
	return vault.SeedFrom(raw)
}

// open opens the vault with its services as [system.unlock] does.
func (f testFirm) open(ctx context.Context) (*session, error) {
	store, err := sqlite.At(f.vault()).Open(ctx)
	if err != nil {
		return nil, err
	}
	return f.over(ctx, store)
}

func (f testFirm) over(ctx context.Context, store vault.Store) (*session, error) {
	opened, err := vault.Open(ctx, store, vault.Unlock{Seed: f.seed}, f.options())
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	accounts := authenticator.New(opened)
	if err := accounts.Load(ctx); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return &session{
		vault: opened, folder: f.vault(), state: f.path("state"), accounts: accounts, mandates: mandate.NewRegister(opened),
		sheets: recovery.NewService(opened), ways: access.New(opened, access.Seat{Seed: f.seed}),
	}, nil
}

func (f testFirm) mustOpen(t testing.TB) *session {
	t.Helper()
	s, err := f.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.vault.Close() }) // most are closed by then
	return s
}

// contents is what people see of a vault, and the backups beside it, by names.
type contents map[string]string

// look reads everything. Backups are opened; one that cannot be is an error.
func (f testFirm) look(ctx context.Context, s *session) (contents, error) {
	now := contents{}
	list, damaged, err := s.mandates.List(ctx)
	if err != nil || len(damaged) > 0 {
		return nil, fmt.Errorf("%d damaged, %w", len(damaged), err)
	}
	for _, m := range list {
		now["mandate "+m.Number] = m.User + " " + string(m.Status)
	}
	submissions, damaged, err := s.mandates.Submissions(ctx)
	if err != nil || len(damaged) > 0 {
		return nil, fmt.Errorf("%d damaged submissions, %w", len(damaged), err)
	}
	for _, sent := range submissions {
		now["submission "+sent.Hash] = "there"
	}
	for _, a := range s.accounts.Accounts() {
		now["account "+a.Name] = "there"
	}
	slots, err := s.vault.Slots(ctx)
	if err != nil {
		return nil, err
	}
	for _, slot := range slots {
		now["slot "+slot.Recipient] = "there"
	}
	key, err := s.vault.BackupIdentity()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(f.path("backup-*"))
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		_, err = backup.Read(file, key)
		if err = errors.Join(err, file.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		now[filepath.Base(name)] = "there"
	}
	return now, err
}

// effect is what a write will have changed: new values, "" for what is gone.
type effect contents

func (c contents) with(e effect) contents {
	after := maps.Clone(c)
	for name, value := range e {
		if after[name] = value; value == "" {
			delete(after, name)
		}
	}
	return after
}

// write is one kind of write: it prepares what to do, and says what that will change.
type write struct {
	name    string
	prepare func(ctx context.Context, f testFirm, s *session, n int) (effect, func() error, error)
}

const kept = 25 // rows of the list: the writers remove what goes beyond

// writes are all kinds of writes.
func writes() []write {
	return slices.Concat([]write{
		{"add", func(ctx context.Context, _ testFirm, s *session, n int) (effect, func() error, error) {
			fields := mandate.Fields{Number: fmt.Sprintf("%06d", n), User: "u"}
			return effect{"mandate " + fields.Number: "u new"}, func() error { return second(s.mandates.Add(ctx, fields)) }, nil
		}},
		{"import", func(ctx context.Context, _ testFirm, s *session, n int) (effect, func() error, error) {
			change, rows := effect{}, []mandate.Row(nil)
			for i := range 30 {
				rows = append(rows, mandate.Row{Line: i + 1, Fields: mandate.Fields{Number: fmt.Sprintf("%06d-%d", n, i), User: "i"}})
				change["mandate "+rows[i].Number] = "i new"
			}
			plan, err := s.mandates.Plan(ctx, rows)
			return change, func() error { return second(s.mandates.Import(ctx, plan, "liste.csv")) }, err
		}},
		{"edit", func(ctx context.Context, _ testFirm, s *session, n int) (effect, func() error, error) {
			m, err := one(ctx, s, n)
			m.User = fmt.Sprint("e", n)
			return effect{"mandate " + m.Number: m.User + " new"}, func() error { return second(s.mandates.Edit(ctx, m.ID, m.Rev, m.Fields)) }, err
		}},
		{"account", func(ctx context.Context, _ testFirm, s *session, n int) (effect, func() error, error) {
			key, _, err := otp.ParseURI(fmt.Sprintf("otpauth://totp/Amainvoice:k%d?secret=GEZDGNBVGY3TQOJQ%s", n, strings.Repeat("ABCDEFGH"[n%8:n%8+1], 8)))
			if err != nil {
				return nil, nil, err
			}
			if accounts := s.accounts.Accounts(); len(accounts) > 5 {
				gone := accounts[n%len(accounts)]
				return effect{"account " + gone.Name: ""}, func() error { return s.accounts.Remove(ctx, gone.ID) }, nil
			}
			name := fmt.Sprint("Konto ", n)
			c := s.accounts.Judge([]authenticator.Candidate{{Key: key, Name: name}})[0]
			if c.State != authenticator.StateNew {
				return effect{}, func() error { return nil }, nil // the same secret again: nothing to store
			}
			return effect{"account " + name: "there"}, func() error { return second(s.accounts.Add(ctx, c, name)) }, nil
		}},
	}, listWrites(), []write{
		{"remove", func(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
			list, _, err := s.mandates.List(ctx)
			some := list[min(len(list), 1):]
			if len(list) > kept {
				some = list[kept:]
			}
			change := effect{}
			for _, m := range some {
				change["mandate "+m.Number] = ""
			}
			if len(some) == 0 {
				return change, func() error { return nil }, err
			}
			return change, func() error { return s.mandates.Remove(ctx, idsOf(some)...) }, err
		}},
		{"forget", func(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
			entries, err := s.vault.History(ctx, 0)
			for _, e := range slices.Backward(entries) {
				for _, item := range e.Items {
					if item.Removed && item.Kind == vault.KindMandate && !item.Erased {
						return effect{}, func() error { return stored(s.vault.Forget(ctx, item.ID)) }, err
					}
				}
			}
			return effect{}, func() error { return nil }, err
		}},
		{"slot", func(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
			slots, err := s.vault.Slots(ctx)
			for _, slot := range slots {
				if slot.Type == vault.SlotRecovery {
					return effect{"slot " + slot.Recipient: ""}, func() error { return stored(s.vault.RevokeSlot(ctx, slot.ID)) }, err
				}
			}
			sheet, newErr := age.GenerateX25519Identity()
			if err = errors.Join(err, newErr); err != nil {
				return nil, nil, err
			}
			recipient := sheet.Recipient().String()
			return effect{"slot " + recipient: "there"}, func() error {
				return second(s.vault.AddSlot(ctx, vault.SlotKey{Recipient: recipient}))
			}, nil
		}},
		{"new keys", func(ctx context.Context, _ testFirm, s *session, _ int) (effect, func() error, error) {
			return effect{}, func() error { return stored(s.vault.Rekey(ctx)) }, nil
		}},
		{"backup", func(ctx context.Context, f testFirm, s *session, n int) (effect, func() error, error) {
			name := fmt.Sprint("backup-", n%3)
			house := &export.Firm{Texts: language.New("de"), Vault: s.vault, Accounts: s.accounts, Mandates: s.mandates}
			return effect{name: "there"}, func() error { return second(house.Backup(ctx, f.path(name), nil, true)) }, nil
		}},
	})
}

func second[T any](_ T, err error) error { return err }

// stored passes over the one error that comes after the change was stored.
func stored(err error) error {
	if isReason(err, "not_scrubbed") {
		return nil
	}
	return err
}

func idsOf(list []mandate.Mandate) []vault.ID {
	some := make([]vault.ID, len(list))
	for i, m := range list {
		some[i] = m.ID
	}
	return some
}

func one(ctx context.Context, s *session, n int) (mandate.Mandate, error) {
	list, _, err := s.mandates.List(ctx)
	if err == nil && len(list) == 0 {
		err = errors.New("the list is empty")
	}
	if err != nil {
		return mandate.Mandate{}, err
	}
	return list[n%len(list)], nil
}

// job is what a worker process does.
type job struct {
	Firm   testFirm
	Do     string // "write", "once", "count", "hold", "crash"
	Kind   string // of the one write
	From   int    // number of the first write
	Number string // of the row whose note is counted up
	Times  int
}

const jobVariable = "KANZLEICODE_TEST_JOB"

// said is a line that a worker prints.
type said struct {
	Try   effect `json:",omitempty"` // this is about to be written
	OK    bool   `json:",omitempty"` // it was stored
	Error string `json:",omitempty"` // it was not
	Rev   uint64 `json:",omitempty"`
	At    int64  `json:",omitempty"` // nanoseconds since 1970
	Seen  bool   `json:",omitempty"` // the revision was seen, not made
	Lost  int    `json:",omitempty"` // how often another process was quicker
}

// say prints a line. A worker that cannot say what it is about to do does not do it.
func say(line said) {
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		os.Exit(1)
	}
}

// TestReliabilityWorker is no test: others run it as a process of its own.
func TestReliabilityWorker(t *testing.T) {
	text := os.Getenv(jobVariable)
	if text == "" {
		t.Skip("it is run by other tests")
	}
	runtime.LockOSThread() // strace counts the calls of each thread
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		t.Fatal(err)
	}
	s := j.Firm.mustOpen(t)
	say(said{OK: true})
	switch j.Do {
	case "write":
		for n := j.From; ; n++ {
			all := writes()
			j.write(t, s, all[n%len(all)], n)
		}
	case "once":
		for _, w := range writes() {
			if w.name == j.Kind {
				j.write(t, s, w, j.From)
			}
		}
	case "count":
		j.count(t, s)
	case "hold":
		untilEnd()
	case "crash":
		crash(s)
	}
}

// untilEnd waits until the process that started this one says so, or is gone.
func untilEnd() { _, _ = io.Copy(io.Discard, os.Stdin) }

func (j job) write(t *testing.T, s *session, w write, n int) {
	change, do, err := w.prepare(t.Context(), j.Firm, s, n)
	if err != nil {
		t.Fatalf("%s: %v", w.name, err)
	}
	say(said{Try: change})
	if err := do(); err != nil {
		say(said{Error: w.name + ": " + err.Error()})
		return
	}
	say(said{OK: true})
}

// crash ends the process as a fault in the program would, with everything opened.
func crash(s *session) {
	logCrashes()
	list, _, _ := s.mandates.List(context.Background()) // what was opened lies in the memory
	list[len(list)].Client = ""
}

// start runs a worker; what it prints comes through the scanner. end tells it to come to its end by itself.
func (j job) start(t *testing.T, before ...string) (cmd *exec.Cmd, lines *bufio.Scanner, end func()) {
	t.Helper()
	text, err := json.Marshal(j)
	if err != nil {
		t.Fatal(err)
	}
	temp := j.Firm.path("temp")
	if err := os.MkdirAll(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	args := slices.Concat(before, []string{os.Args[0], "-test.run=^TestReliabilityWorker$"})
	cmd = exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Env = append(os.Environ(), jobVariable+"="+string(text), "TMPDIR="+temp, "HOME="+string(j.Firm), "XDG_STATE_HOME=", "XDG_DATA_HOME=")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe() // open until then, so that no worker outlives this process
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out), func() { _ = in.Close() }
}

// next reads a line of a worker; false at its end.
func next(lines *bufio.Scanner) (line said, ok bool) {
	for lines.Scan() {
		line = said{}
		if json.Unmarshal(lines.Bytes(), &line) == nil {
			return line, true
		}
	}
	return said{}, false
}

// wantWhole fails unless the contents are one of the states, and Verify is content.
func wantWhole(t *testing.T, f testFirm, examine bool, what string, states ...contents) contents {
	t.Helper()
	s, err := f.open(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	now, err := f.look(t.Context(), s)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if !slices.ContainsFunc(states, func(c contents) bool { return maps.Equal(c, now) }) {
		t.Fatalf("%s: what is there is neither what was stored nor that with the last write\nnow  %v\nwant %v", what, now, states)
	}
	if s.vault.Refusal() != nil || s.vault.PinFault() != nil {
		t.Fatalf("%s: %v, %v", what, s.vault.Refusal(), s.vault.PinFault())
	}
	if examine {
		if report, err := s.vault.Verify(t.Context()); err != nil || len(report.Faults) > 0 {
			t.Fatalf("%s: %q, %v", what, report.Faults, err)
		}
	}
	if err := s.vault.Close(); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return now
}
