package authenticator

import (
	"testing"
	"time"

	"kanzleicode/app/vault"
)

func TestCentral(t *testing.T) {
	t.Parallel()
	added := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	renewed := added.AddDate(0, 3, 0)
	one, two := Account{ID: vault.ID{1}, Created: added}, Account{ID: vault.ID{2}, Created: added, Renewed: renewed}
	for name, tt := range map[string]struct {
		accounts []Account
		named    vault.ID
		want     vault.ID
		since    time.Time
	}{
		"the named one":       {[]Account{one, two}, two.ID, two.ID, renewed},
		"the only one":        {[]Account{one}, vault.ID{}, one.ID, added},
		"another was named":   {[]Account{two}, vault.ID{9}, two.ID, renewed},
		"several, none named": {[]Account{one, two}, vault.ID{}, vault.ID{}, time.Time{}},
		"none":                {nil, vault.ID{1}, vault.ID{}, time.Time{}},
	} {
		got := Central(tt.accounts, tt.named)
		switch {
		case got == nil && tt.want != vault.ID{}, got != nil && (got.ID != tt.want || !got.Since().Equal(tt.since)):
			t.Errorf("%s: %+v", name, got)
		}
	}
}
