package transfer_test

import (
	"os"
	"path/filepath"
	"testing"

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
			switch {
			case e.Problem == nil && e.Key.Check() != nil:
				t.Fatalf("a key does not pass: %v", e.Key.Check())
			case e.Problem != nil && (reason(e.Problem) == "?" || e.Key.Secret.Len() != 0 || e.Notes != nil):
				t.Fatalf("not a plain problem: %v", e.Problem)
			case e.Problem != nil && len(e.Problem.Error()) > 80:
				t.Fatalf("a long error: %v", e.Problem)
			}
		}
		part, err := transfer.ReadPart(migration(string(data)))
		if err != nil {
			return
		}
		var batch transfer.Batch
		if !batch.Add(part) || batch.Add(part) || len(batch.Entries()) != len(part.Entries) || (batch.Problem() != nil) != (part.Of > 1) {
			t.Fatalf("picture %d of %d is not gathered", part.Number, part.Of)
		}
	})
}
