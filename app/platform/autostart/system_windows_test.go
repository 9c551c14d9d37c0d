package autostart

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/sys/windows/registry"
)

// testEntry is below keys of the test's own.
func testEntry(t *testing.T) (Entry, run) {
	t.Helper()
	root := `Software\KanzleicodeTest\` + t.Name()
	r := run{root + `\Run`, root + `\Approved`}
	t.Cleanup(func() {
		for _, path := range []string{r.entries, r.approved, root, `Software\KanzleicodeTest`} {
			_ = registry.DeleteKey(registry.CURRENT_USER, path)
		}
	})
	return Entry{`C:\Program Files\Kanzlei & Code\kanzleicode-window.exe`, r}, r
}

func set(t *testing.T, path string, value any) {
	t.Helper()
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	defer key.Close()
	switch value := value.(type) {
	case string:
		err = key.SetStringValue(valueName, value)
	case []byte:
		err = key.SetBinaryValue(valueName, value)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func is(t *testing.T, e Entry, want State) []string {
	t.Helper()
	got, arguments := e.State()
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
	return arguments
}

func TestRegistry(t *testing.T) {
	e, r := testEntry(t)
	is(t, e, Off)
	for _, arguments := range [][]string{nil, {"--display", "", `a "b" \`, "100 %"}} {
		if err := e.Set(true, arguments...); err != nil {
			t.Fatal(err)
		}
		if got := is(t, e, On); len(got)+len(arguments) > 0 && !reflect.DeepEqual(got, arguments) {
			t.Errorf("%q, want %q", got, arguments)
		}
	}
	is(t, Entry{strings.ToUpper(e.program), r}, On)
	moved := Entry{`D:\kanzleicode-window.exe`, r}
	is(t, moved, Outdated)
	if err := moved.Set(true); err != nil {
		t.Fatal(err)
	}
	is(t, moved, On)
	key, err := registry.OpenKey(registry.CURRENT_USER, r.entries, registry.QUERY_VALUE)
	if err != nil {
		t.Fatal(err)
	}
	if line, _, err := key.GetStringValue(valueName); err != nil || line != `"D:\kanzleicode-window.exe"` {
		t.Errorf("%q, %v", line, err)
	}
	_ = key.Close()
	if err := moved.Set(true, strings.Repeat("x", maxCommand)); !errors.Is(err, ErrPath) {
		t.Error(err)
	}
	for range 2 {
		if err := moved.Set(false); err != nil {
			t.Fatal(err)
		}
		is(t, moved, Off)
	}
}

// TestTaskManager: who switches it off there has the last word.
func TestTaskManager(t *testing.T) {
	e, r := testEntry(t)
	if err := e.Set(true); err != nil {
		t.Fatal(err)
	}
	for first, want := range map[byte]State{2: On, 3: Blocked, 6: On, 7: Blocked} {
		set(t, r.approved, append([]byte{first}, make([]byte, 11)...))
		is(t, e, want)
	}
	set(t, r.approved, append([]byte{3}, make([]byte, 11)...))
	for range 2 {
		if err := e.Set(true); !errors.Is(err, ErrBlocked) {
			t.Error(err)
		}
		if err := e.Set(false); err != nil {
			t.Error(err)
		}
	}
	is(t, e, Off)
}

func TestForeignValue(t *testing.T) {
	e, r := testEntry(t)
	for _, value := range []any{"cmd /c x", "", []byte{1}} {
		set(t, r.entries, value)
		is(t, e, Foreign)
		for _, on := range []bool{true, false} {
			if err := e.Set(on); !errors.Is(err, ErrForeign) {
				t.Errorf("%v: %v", value, err)
			}
		}
	}
}
