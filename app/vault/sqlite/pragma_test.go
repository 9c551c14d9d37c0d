package sqlite

import (
	"testing"

	"kanzleicode/app/vault"
)

// TestDurable: what was acknowledged is on the disk and what was deleted is overwritten. No kill of a
// process would show that it is not; only a power loss.
func TestDurable(t *testing.T) {
	t.Parallel()
	place := At(t.TempDir())
	if err := place.Create(t.Context(), vault.Meta{Format: 1, Head: vault.Head{Rev: 1}}, &vault.Batch{Change: vault.ChangeRow{Rev: 1, Sig: []byte("s")}}); err != nil {
		t.Fatal(err)
	}
	s, err := place.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // nothing was written
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "trusted_schema": "0", "busy_timeout": "5000"} {
		var got string
		if err := s.write.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %s, %v, want %s", pragma, got, err, want)
		}
	}
}
