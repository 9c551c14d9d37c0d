package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
	"kanzleicode/app/vault/sqlite"
	"kanzleicode/otp"
)

// largeFirm has an account and a list of 10,000 Mandate.
func largeFirm(t testing.TB, mandates int) testFirm {
	t.Helper()
	f := newFirm(t, filepath.Join(t.TempDir(), "firm"))
	s := f.mustOpen(t)
	key, _, err := otp.ParseURI("otpauth://totp/Amainvoice:kanzlei?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.accounts.Add(t.Context(), s.accounts.Judge([]authenticator.Candidate{{Key: key}})[0], "Amainvoice"); err != nil {
		t.Fatal(err)
	}
	rows := make([]mandate.Row, mandates)
	for i := range rows {
		rows[i] = mandate.Row{Line: i + 1, Fields: mandate.Fields{Number: fmt.Sprintf("%05d", i), User: "mueller", Client: "Bäckerei Müller"}}
	}
	plan, err := s.mandates.Plan(t.Context(), rows)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.mandates.Import(t.Context(), plan, "liste.xlsx")
	if err = errors.Join(err, s.vault.Close()); err != nil {
		t.Fatal(err)
	}
	return f
}

// watchedStore notes which records are fetched.
type watchedStore struct {
	vault.Store
	mu      sync.Mutex
	fetched map[vault.Kind]int
	all     bool // somebody asked for every kind
}

func (w *watchedStore) Load(ctx context.Context, kinds ...vault.Kind) ([]vault.LoadedRow, error) {
	rows, err := w.Store.Load(ctx, kinds...)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = w.all || len(kinds) == 0
	for i := range rows {
		w.fetched[rows[i].Kind]++
	}
	return rows, err
}

// TestReliabilityFirstCode: until the first code shows, not one record of the list is fetched, let alone opened.
// And so a list of which nothing can be opened any more does not keep a code back, neither from the services nor
// on the command line.
func TestReliabilityFirstCode(t *testing.T) {
	t.Parallel()
	f := largeFirm(t, nightly(500, 10_000))
	store, err := sqlite.At(f.vault()).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	watched := &watchedStore{Store: store, fetched: map[vault.Kind]int{}}
	s, err := f.over(t.Context(), watched)
	if err != nil {
		t.Fatal(err)
	}
	shown := s.accounts.Codes(time.Unix(59, 0)) // RFC 6238 appendix B
	if len(shown) != 1 || shown[0].Code.Value != "287082" {
		t.Fatalf("%+v", shown)
	}
	if watched.all || watched.fetched[vault.KindMandate] > 0 || watched.fetched[vault.KindSubmission] > 0 {
		t.Errorf("before the first code, these were fetched: %v", watched.fetched)
	}
	if err := second(s.vault.AddSlot(t.Context(), vault.SlotKey{Passphrase: []byte("Erster Code")})); err != nil {
		t.Fatal(err)
	}
	list, _, err := s.mandates.List(t.Context())
	if err != nil || watched.fetched[vault.KindMandate] != len(list) {
		t.Errorf("the list of %d was fetched without being noticed: %v", len(list), err)
	}
	if err := s.vault.Close(); err != nil {
		t.Fatal(err)
	}

	db, err := sql.Open("sqlite", filepath.Join(f.vault(), sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "UPDATE record SET sealed = zeroblob(60) WHERE kind <> 'account'")
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	passphrase := f.path("passphrase")
	if err := os.WriteFile(passphrase, []byte("Erster Code"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := command(t, "--vault", f.vault(), "--passphrase-file", passphrase, "code").CombinedOutput()
	if err != nil || strings.Count(string(out), "\n") != 1 {
		t.Errorf("the command line, with a list of rubbish: %v, %d bytes", err, len(out))
	}
	s = f.mustOpen(t)
	if codes := s.accounts.Codes(time.Unix(59, 0)); len(codes) != 1 || codes[0].Code.Value != "287082" {
		t.Error("no code beside a list of rubbish")
	}
	if rest, damaged, err := s.mandates.List(t.Context()); len(rest) > 0 || len(damaged) != len(list) || err != nil {
		t.Errorf("the list is still there: the test shows nothing: %d, %d, %v", len(rest), len(damaged), err)
	}
}

// BenchmarkFirstCode is from the closed vault with 10,000 Mandate to the first code; the seed is at hand, as from
// a keyring that is open already.
func BenchmarkFirstCode(b *testing.B) {
	f := largeFirm(b, 10_000)
	var took []time.Duration
	for b.Loop() {
		begin := time.Now()
		s, err := f.open(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if len(s.accounts.Codes(time.Now())) != 1 {
			b.Fatal("no code")
		}
		took = append(took, time.Since(begin))
		if err := s.vault.Close(); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
}
