package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"kanzleicode/app/vault"
)

// File is one file of a backup's archive.
type File struct {
	Name string // without a folder
	Data []byte
}

// The files that every backup holds; sums come last, since they are over all others.
const (
	vaultName   = "vault.json"
	historyName = "history.jsonl"
	sumsName    = "SHA256SUMS"
)

// MaxSize is how large the archive of a backup may be, in bytes: far above that of 100,000 Mandate.
const MaxSize = 1 << 30

// Write encrypts a snapshot, and further files for people, to recipients. Their names must differ from those
// of the package's own.
func Write(w io.Writer, s *Snapshot, more []File, to ...age.Recipient) error {
	if len(to) == 0 {
		return &Error{Reason: ReasonNoKey}
	}
	content, err := s.encode()
	if err != nil {
		return err
	}
	defer clear(content)
	var history bytes.Buffer
	for i := range s.History {
		line, err := json.Marshal(&s.History[i])
		if err != nil {
			return err
		}
		history.Write(append(line, '\n'))
	}
	files := append([]File{{vaultName, content}}, more...)
	files = append(files, File{historyName, history.Bytes()})
	var sums strings.Builder
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		fmt.Fprintf(&sums, "%s  %s\n", hex.EncodeToString(sum[:]), f.Name)
	}
	files = append(files, File{sumsName, []byte(sums.String())})

	sealed, err := age.Encrypt(w, to...)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(sealed)
	for _, f := range files {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: f.Name, Size: int64(len(f.Data)), Mode: 0o600, ModTime: s.Taken, Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := archive.Write(f.Data); err != nil {
			return err
		}
	}
	return errors.Join(archive.Close(), sealed.Close())
}

// Read opens a backup, proves every file of it against SHA256SUMS, and gives back the snapshot. Errors are
// *Error.
func Read(r io.Reader, keys ...age.Identity) (*Snapshot, error) {
	buffered := bufio.NewReader(r)
	if begin, _ := buffered.Peek(len(agePrefix)); string(begin) != agePrefix {
		return nil, &Error{Reason: ReasonNotOurs}
	}
	opened, err := age.Decrypt(buffered, keys...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none), len(keys) == 0:
		return nil, &Error{Reason: ReasonWrongKey, Err: err}
	case err != nil:
		return nil, &Error{Reason: ReasonDamaged, Err: err}
	}
	return readArchive(opened)
}

// readArchive is the part of Read below the encryption.
func readArchive(r io.Reader) (*Snapshot, error) {
	files, err := unpack(r)
	if err != nil {
		return nil, err
	}
	if err := prove(files); err != nil {
		return nil, err
	}
	s, err := decode(files[vaultName])
	if err != nil {
		return nil, err
	}
	return s, s.readHistory(files[historyName])
}

// agePrefix is how every age file begins that is not in PEM.
const agePrefix = "age-encryption.org/v1\n"

// unpack reads the archive to its end, so that a file that was cut off is noticed.
func unpack(r io.Reader) (map[string][]byte, error) {
	limited := &io.LimitedReader{R: r, N: MaxSize + 1}
	archive := tar.NewReader(limited)
	files := map[string][]byte{}
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && (!isPlain(header) || files[header.Name] != nil) {
			return nil, &Error{Reason: ReasonNotOurs, Err: fmt.Errorf("%q", header.Name)}
		}
		var data []byte
		if err == nil {
			data, err = io.ReadAll(archive)
		}
		switch {
		case limited.N <= 0:
			return nil, &Error{Reason: ReasonTooLarge}
		case err != nil:
			return nil, &Error{Reason: ReasonDamaged, Err: err}
		}
		files[header.Name] = data // never nil, also of an empty file
	}
	if _, err := io.Copy(io.Discard, limited); err != nil {
		return nil, &Error{Reason: ReasonDamaged, Err: err}
	}
	if limited.N <= 0 {
		return nil, &Error{Reason: ReasonTooLarge}
	}
	return files, nil
}

// isPlain reports whether a file stands in the archive byte for byte. A sparse one does not: a few bytes may stand
// for any number of zeros.
func isPlain(header *tar.Header) bool {
	for name := range header.PAXRecords {
		if strings.HasPrefix(name, "GNU.sparse.") {
			return false
		}
	}
	return header.Typeflag == tar.TypeReg
}

// prove compares every file with its sum; no file may be missing, and none may be there without a sum.
func prove(files map[string][]byte) error {
	if files[vaultName] == nil || files[sumsName] == nil {
		return &Error{Reason: ReasonNotOurs}
	}
	proven := map[string]bool{sumsName: true}
	for line := range strings.Lines(string(files[sumsName])) {
		want, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		data, there := files[name]
		sum := sha256.Sum256(data)
		if !ok || !there || hex.EncodeToString(sum[:]) != want {
			return &Error{Reason: ReasonDamaged, Err: fmt.Errorf("%q is not what was written", name)}
		}
		proven[name] = true
	}
	for name := range files {
		if !proven[name] {
			return &Error{Reason: ReasonDamaged, Err: fmt.Errorf("%q has no sum", name)}
		}
	}
	return nil
}

func (s *Snapshot) readHistory(raw []byte) error {
	for line := range bytes.Lines(raw) {
		var entry entryJSON
		if err := json.Unmarshal(line, &entry); err != nil {
			return &Error{Reason: ReasonDamaged, Err: err}
		}
		for _, item := range entry.Items {
			entry.Entry.Items = append(entry.Entry.Items, vault.EntryItem(item))
		}
		s.History = append(s.History, entry.Entry)
	}
	return nil
}
