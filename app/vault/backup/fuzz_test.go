package backup

import (
	"archive/tar"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"kanzleicode/app/vault"
	"kanzleicode/otp/memorytest"
)

// fuzzSnapshot is a small snapshot that has everything.
func fuzzSnapshot() *Snapshot {
	at := time.Date(2026, 5, 4, 8, 30, 0, 0, time.UTC)
	return &Snapshot{
		Vault: vault.ID{1}, Created: at, Taken: at, Head: vault.Head{Rev: 2, Hash: [32]byte{3}},
		Records: []vault.Record{
			{ID: vault.ID{4}, Kind: vault.KindMandate, Rev: 2, Body: []byte(`{"number":"007"}`)},
			{ID: vault.ID{5}, Kind: vault.KindSetting, Rev: 2, Body: []byte("{ \"spaced\": 1 }\n")},
		},
		Damaged: []vault.Damaged{{ID: vault.ID{6}, Kind: vault.KindAccount}},
		History: []vault.Entry{{Rev: 1, At: at, Seat: "PC", Event: "vault.create", Items: []vault.EntryItem{{ID: vault.ID{4}, Kind: vault.KindMandate}}}},
	}
}

// open gives a reader of the archive inside an encrypted backup.
func open(t testing.TB, s *Snapshot) []byte {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var sealed, plain bytes.Buffer
	if err := Write(&sealed, s, []File{{Name: "LIESMICH.txt", Data: nil}}, key.Recipient()); err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(&sealed, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return plain.Bytes()
}

// sparse is an archive of one file of size zeros for which nothing stands in the archive: PAX, in the form 1.0 of
// GNU tar.
func sparse(t testing.TB, size string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	content := []byte("1\n" + size + "\n0\n")
	content = append(content, make([]byte, 512-len(content))...)
	// Go's writer refuses the records that GNU tar writes, so they go in under names of the same length.
	records := map[string]string{"GNU_sparse.major": "1", "GNU_sparse.minor": "0", "GNU_sparse.name": vaultName, "GNU_sparse.realsize": size}
	if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: "x", Size: int64(len(content)), PAXRecords: records, Format: tar.FormatPAX}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(out.Bytes(), []byte("GNU_sparse"), []byte("GNU.sparse"))
}

// TestSparse: some hundred bytes do not unpack to gigabytes.
func TestSparse(t *testing.T) {
	hostile := sparse(t, "1000000000")
	if header, err := tar.NewReader(bytes.NewReader(hostile)).Next(); err != nil || header.Size != 1_000_000_000 {
		t.Fatalf("not what it should be: %+v, %v", header, err)
	}
	memorytest.Within(t, memorytest.Usual, func() {
		if _, err := readArchive(bytes.NewReader(hostile)); !errors.Is(err, &Error{Reason: ReasonNotOurs}) {
			t.Errorf("%v", err)
		}
	})
}

// FuzzArchive: what stands inside the encryption. The sums keep whatever is changed in an archive from being
// read, so what is below them, vault.json and the history, stands beside it. What is read comes back the same
// after it is written.
func FuzzArchive(f *testing.F) {
	good := fuzzSnapshot()
	archive := open(f, good)
	files, err := unpack(bytes.NewReader(archive))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(archive, files[vaultName], files[historyName])
	f.Add(sparse(f, "1000000000"), []byte(`{"format":2}`), []byte("{}\n{}"))
	f.Add(archive[:1000], []byte(strings.Replace(string(files[vaultName]), `"body":{`, `"body":[`, 1)), []byte("null"))
	f.Fuzz(func(t *testing.T, archive, content, history []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			if s, err := readArchive(bytes.NewReader(archive)); err == nil {
				comesBack(t, s)
			} else {
				isOurs(t, err)
			}
			s, err := decode(content)
			if err == nil {
				err = s.readHistory(history)
			}
			if err == nil {
				comesBack(t, s)
			} else {
				isOurs(t, err)
			}
		})
	})
}

func isOurs(t *testing.T, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Errorf("%T %v", err, err)
	}
}

// comesBack writes a snapshot and reads it again.
func comesBack(t *testing.T, s *Snapshot) {
	t.Helper()
	raw, err := s.encode()
	if err != nil {
		return // such as a year that JSON has no form for
	}
	again, err := decode(raw)
	if err != nil {
		t.Fatalf("written, but not to be read: %v", err)
	}
	for i := range s.Records {
		if i >= len(again.Records) || !reflect.DeepEqual(again.Records[i], s.Records[i]) {
			t.Fatalf("record %d comes back different", i)
		}
	}
	if len(again.Records) != len(s.Records) || again.Head != s.Head || !again.Taken.Equal(s.Taken) {
		t.Fatalf("%+v comes back as %+v", s, again)
	}
}

// FuzzRead: a file from a disk, with the key of the sheet that it was made for.
func FuzzRead(f *testing.F) {
	// Kept, since each encryption is another one.
	sealed, err := os.ReadFile(filepath.Join("testdata", "fuzz.age"))
	if err != nil {
		f.Fatal(err)
	}
	key, err := age.ParseX25519Identity(fuzzKey)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:len(sealed)/2])
	f.Add([]byte(agePrefix + "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n\n---\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			s, err := Read(bytes.NewReader(data), key)
			if (err == nil) != bytes.Equal(data, sealed) {
				t.Errorf("the true file %t: %v", bytes.Equal(data, sealed), err)
			}
			if err != nil {
				isOurs(t, err)
			} else if !reflect.DeepEqual(s, fuzzSnapshot()) {
				t.Errorf("%+v", s)
			}
		})
	})
}

// fuzzKey opens testdata/fuzz.age and nothing else.
const fuzzKey = "AGE-SECRET-KEY-1M3REZPSGV94EUJR4WNXDT5LZY03C6TD2RVGEX3GRVK6KDGA4AJ3QZG3APL"

// TestLittleForMuch: a megabyte of elements that are nothing takes no more than any other. Not parallel: see
// [memorytest.Within].
func TestLittleForMuch(t *testing.T) {
	const size = 1 << 20
	repeated := func(head, piece, tail string) []byte {
		return []byte(head + strings.Repeat(piece, (size-len(head)-len(tail))/len(piece)) + tail)
	}
	head := `{"format":1,"vault":"01000000000000000000000000000000","head":"` + strings.Repeat("00", 32) + `",`
	for name, read := range map[string]func() error{
		"records":       func() error { _, err := decode(repeated(head+`"records":[`, "{},", "{}]}")); return err },
		"damaged":       func() error { _, err := decode(repeated(head+`"damaged":[`, "{},", "{}]}")); return err },
		"history":       func() error { return new(Snapshot).readHistory(repeated("", "{}\n", "")) },
		"history items": func() error { return new(Snapshot).readHistory(repeated(`{"items":[`, "{},", "{}]}")) },
		"files":         func() error { _, err := readArchive(bytes.NewReader(make([]byte, size))); return err },
	} {
		memorytest.Within(t, memorytest.Usual, func() {
			if err := read(); err == nil {
				t.Errorf("%s: read without an error", name)
			} else {
				isOurs(t, err)
			}
		})
	}
}
