package transfer_test

import (
	"os"
	"path/filepath"
	"testing"

	"kanzleicode/otp"
	"kanzleicode/otp/memorytest"
	"kanzleicode/otp/transfer"
)

// FuzzRead: whatever the bytes, there are usable keys, or errors of ours that hold nothing of the content. No
// passphrase is given: a changed file may ask for a key derivation at the limit.
func FuzzRead(f *testing.F) {
	for _, test := range plain {
		f.Add(text(test.text))
	}
	for name := range sealed {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(migration(oneAccount)))
	f.Add([]byte(oneAccount))
	f.Fuzz(func(t *testing.T, data []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			format := transfer.Recognise(data)
			export, err := transfer.Read(data, nil)
			if err != nil {
				if reason(err) == "?" || len(err.Error()) > 80 || export.Entries != nil {
					t.Fatalf("not a plain refusal: %v", err)
				}
			} else if export.Format != format || len(export.Entries) == 0 || reason(export.Problem) == "?" {
				t.Fatalf("%s read as %s with %d entries, %v", format, export.Format, len(export.Entries), export.Problem)
			}
			for _, e := range export.Entries {
				checkEntry(t, e)
			}
		})
	})
}

// checkEntry: there is a usable key, or a plain problem and nothing else.
func checkEntry(t *testing.T, e transfer.Entry) {
	t.Helper()
	switch {
	case e.Problem == nil && e.Key.Check() != nil:
		t.Fatalf("a key does not pass: %v", e.Key.Check())
	case e.Problem != nil && (reason(e.Problem) == "?" || e.Key.Secret.Len() != 0 || e.Notes != nil):
		t.Fatalf("not a plain problem: %v", e.Problem)
	case e.Problem != nil && len(e.Problem.Error()) > 80:
		t.Fatalf("a long error: %v", e.Problem)
	}
}

// FuzzMigration: what stands inside the Base64 of a Google Authenticator export, which [FuzzRead] rarely hits.
// A key that is read comes back the same when it is written for Google and read again.
func FuzzMigration(f *testing.F) {
	for _, payload := range []string{
		oneAccount, oneAccount[:40], "\x18\x02\x20\x01\x28\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "\x0b",
		account("A:b", 0x20, 2, 0x28, 2, 0x30, 2) + account("A:b", 0x30, 1, 0x38, 9) + account("", 0x30, 2) + "\x0a\x02\x0a\x09",
		account("A:b", 0x30, 2, 0x42, 1, 'x', 0x4d, 1, 2, 3, 4, 0x51, 1, 2, 3, 4, 5, 6, 7, 8),
	} {
		f.Add([]byte(payload))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		memorytest.Within(t, memorytest.Usual, func() {
			part, err := transfer.ReadPart(migration(string(payload)))
			if err != nil {
				if reason(err) == "?" || part.Entries != nil {
					t.Fatalf("not a plain refusal: %v", err)
				}
				return
			}
			var batch transfer.Batch
			if !batch.Add(part) || batch.Add(part) || len(batch.Entries()) != len(part.Entries) || (batch.Problem() != nil) != (part.Of > 1) {
				t.Fatalf("picture %d of %d is not gathered", part.Number, part.Of)
			}
			var keys []otp.Key
			for _, e := range part.Entries {
				if checkEntry(t, e); e.Problem == nil {
					keys = append(keys, e.Key)
				}
			}
			checkWritten(t, keys)
		})
	})
}

// checkWritten writes keys for Google Authenticator and reads them again.
func checkWritten(t *testing.T, keys []otp.Key) {
	t.Helper()
	links, refused := transfer.WriteGoogle(keys, 7)
	var again []transfer.Entry
	for _, link := range links {
		part, err := transfer.ReadPart(link)
		if err != nil {
			t.Fatal(err)
		}
		again = append(again, part.Entries...)
	}
	for i, key := range keys {
		if len(refused) > 0 && refused[0].Index == i {
			refused = refused[1:]
			continue
		}
		if len(again) == 0 || !again[0].Key.SameSecret(key) || again[0].Key.URI() != key.URI() {
			t.Fatalf("%v does not come back", key)
		}
		again = again[1:]
	}
}
