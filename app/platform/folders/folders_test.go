package folders

import (
	"path/filepath"
	"testing"
)

func TestForSystem(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, goos   string
		env          map[string]string
		vault, state string
	}{
		{"linux", "linux", nil, "/home/a/.local/share/kanzleicode/vault", "/home/a/.local/state/kanzleicode"},
		{"linux with XDG", "linux", map[string]string{"XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s"}, "/d/kanzleicode/vault", "/s/kanzleicode"},
		{"relative XDG is ignored", "linux", map[string]string{"XDG_DATA_HOME": "d"}, "/home/a/.local/share/kanzleicode/vault", "/home/a/.local/state/kanzleicode"},
		{"windows", "windows", map[string]string{"LOCALAPPDATA": "/c/local"}, "/c/local/Kanzleicode/vault", "/c/local/Kanzleicode/state"},
		{"windows without variable", "windows", nil, "/home/a/AppData/Local/Kanzleicode/vault", "/home/a/AppData/Local/Kanzleicode/state"},
		{"macOS", "darwin", nil, "/home/a/Library/Application Support/Kanzleicode/vault", "/home/a/Library/Application Support/Kanzleicode/state"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := forSystem(tt.goos, "/home/a", func(name string) string { return tt.env[name] })
			if filepath.ToSlash(got.Vault) != tt.vault || filepath.ToSlash(got.State) != tt.state {
				t.Errorf("got %+v, want %s and %s", got, tt.vault, tt.state)
			}
		})
	}
}
