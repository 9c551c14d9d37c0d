package authenticator_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/vault"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/transfer"
)

const passphrase = "Sommer – Regen 7"

// variety is one key of every kind that differs: hash, digits, period, names.
func variety() []otp.Key {
	key := func(issuer, user string, seed byte, algorithm otp.Algorithm, digits int, period time.Duration) otp.Key {
		raw := make([]byte, 10+int(seed)*5)
		for i := range raw {
			raw[i] = seed*31 + byte(i)*7
		}
		return otp.Key{Issuer: issuer, Account: user, Secret: otp.NewSecret(raw), Algorithm: algorithm, Digits: digits, Period: period}
	}
	return []otp.Key{
		key("Amainvoice", "kanzlei@example.de", 1, otp.SHA1, 6, 30*time.Second),
		key("Müller & Söhne: Büro", "größe=1?&#%", 2, otp.SHA256, 8, 30*time.Second),
		key("Bank", "", 3, otp.SHA512, 10, 90*time.Second),
		key("", "nur ein Benutzer", 4, otp.SHA1, 8, time.Minute),
		key("Kurz", "fünf", 5, otp.SHA256, 5, time.Hour),
	}
}

// holding is a service that holds keys as accounts "Konto 01", "Konto 02", …, and their IDs.
func holding(t *testing.T, keys ...otp.Key) (*authenticator.Service, *vault.Vault, []vault.ID) {
	t.Helper()
	s, v := newFirm(t).open(t)
	var ids []vault.ID
	for i, key := range keys {
		a, err := s.Add(t.Context(), authenticator.Candidate{Key: key, State: authenticator.StateRenewal}, fmt.Sprintf("Konto %02d", i+1))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	return s, v, ids
}

func handOver(t *testing.T, s *authenticator.Service, form authenticator.Form, ids []vault.ID) (*authenticator.Parcel, authenticator.Contents) {
	t.Helper()
	p, err := s.Pack(t.Context(), authenticator.Order{Form: form, Accounts: ids, Passphrase: []byte(passphrase)})
	if err != nil {
		t.Fatal(err)
	}
	contents, err := p.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p, contents
}

// same fails unless two keys are the same in every parameter.
func same(t *testing.T, got, want otp.Key) {
	t.Helper()
	if !got.SameSecret(want) || got.Issuer != want.Issuer || got.Account != want.Account {
		t.Errorf("got %v, want %v", got, want)
	}
}

// payloads decodes pictures, each of which must hold exactly one code.
func payloads(t *testing.T, pictures []authenticator.Picture) []string {
	t.Helper()
	var texts []string
	for _, p := range pictures {
		symbols, err := qr.Decode(t.Context(), p.Image(600))
		if err != nil || len(symbols) != 1 {
			t.Fatalf("%d codes, %v", len(symbols), err)
		}
		texts = append(texts, symbols[0].Payload)
	}
	return texts
}

func TestHandoverKeepsEveryParameter(t *testing.T) {
	t.Parallel()
	want := variety()
	s, _, ids := holding(t, want...)
	read := func(form authenticator.Form) []transfer.Entry {
		p, contents := handOver(t, s, form, ids)
		if len(p.Accounts) != len(want) || len(p.Refused) != 0 || p.Accounts[1].Name != "Konto 02" {
			t.Errorf("%s: accounts %v, refused %v", form, p.Accounts, p.Refused)
		}
		if form == authenticator.FormAegis {
			for _, raw := range [][]byte{want[0].Secret.Bytes(), []byte(want[0].Secret.Base32()), []byte("Amainvoice")} {
				if bytes.Contains(contents.File, raw) {
					t.Error("the encrypted file holds clear text")
				}
			}
			var problem *transfer.Error
			if _, err := transfer.Read(contents.File, []byte("Sommer – Regen 8")); !errors.As(err, &problem) || problem.Reason != transfer.ReasonPassphraseWrong {
				t.Errorf("with another passphrase: %v", err)
			}
		}
		export, err := transfer.Read(contents.File, []byte(passphrase))
		if err != nil || export.Problem != nil {
			t.Fatalf("%s: %v, %v", form, err, export.Problem)
		}
		return export.Entries
	}
	for _, form := range []authenticator.Form{authenticator.FormAegis, authenticator.FormLinks} {
		entries := read(form)
		if len(entries) != len(want) {
			t.Fatalf("%s: %d entries", form, len(entries))
		}
		for i, e := range entries {
			same(t, e.Key, want[i])
		}
	}
	p, contents := handOver(t, s, authenticator.FormQR, ids)
	if p.Pictures != len(want) {
		t.Errorf("%d pictures", p.Pictures)
	}
	for i, text := range payloads(t, contents.Pictures) {
		key, _, err := otp.ParseURI(text)
		if err != nil {
			t.Fatal(err)
		}
		same(t, key, want[i])
		if got := contents.Pictures[i].Accounts; len(got) != 1 || got[0].ID != ids[i] {
			t.Errorf("picture %d is of %v", i+1, got)
		}
	}
}

// TestHandoverNamesTheNameless: an account without issuer and user would be a blank line on the phone.
func TestHandoverNamesTheNameless(t *testing.T) {
	t.Parallel()
	s, _ := newFirm(t).open(t)
	a := add(t, s, "otpauth://totp/?secret="+secretA, "Zentrale")
	_, contents := handOver(t, s, authenticator.FormLinks, []vault.ID{a.ID, a.ID})
	key, _, err := otp.ParseURI(strings.TrimSpace(string(contents.File)))
	if err != nil || key.Account != "Zentrale" {
		t.Errorf("%v, %v", key, err)
	}
}

// TestHandoverToGoogle: 23 accounts in three pictures, and two that Google Authenticator cannot show.
func TestHandoverToGoogle(t *testing.T) {
	t.Parallel()
	var keys []otp.Key
	for i := range 25 {
		key := otp.Key{Issuer: "Amainvoice", Account: fmt.Sprintf("kanzlei-%d@example.de", i), Algorithm: otp.SHA1, Digits: 6, Period: 30 * time.Second,
			Secret: otp.NewSecret(bytes.Repeat([]byte{byte(i + 1)}, 20))}
		switch i {
		case 4:
			key.Digits = 7
		case 17:
			key.Period = time.Minute
		case 20:
			key.Algorithm, key.Digits = otp.SHA512, 8
		}
		keys = append(keys, key)
	}
	s, _, ids := holding(t, keys...)
	p, contents := handOver(t, s, authenticator.FormGoogle, ids)
	if p.Pictures != 3 || len(contents.Pictures) != 3 || len(p.Accounts) != 23 {
		t.Fatalf("%d pictures of %d accounts", p.Pictures, len(p.Accounts))
	}
	var refused []string
	for _, r := range p.Refused {
		refused = append(refused, r.Account.Name)
		if !errors.Is(r.Problem, &transfer.Error{Reason: transfer.ReasonNotForGoogle}) {
			t.Errorf("%s: %v", r.Account.Name, r.Problem)
		}
	}
	if !slices.Equal(refused, []string{"Konto 05", "Konto 18"}) {
		t.Errorf("refused %q", refused)
	}
	texts := payloads(t, contents.Pictures)
	ours := slices.Concat(keys[:4], keys[5:17], keys[18:])
	var batch transfer.Batch
	for i, text := range texts {
		part, err := transfer.ReadPart(text)
		if err != nil || part.Number != i+1 || part.Of != 3 || len(part.Entries) != len(contents.Pictures[i].Accounts) {
			t.Fatalf("picture %d: number %d of %d with %d entries, %v", i+1, part.Number, part.Of, len(part.Entries), err)
		}
		for n, e := range part.Entries {
			if a := contents.Pictures[i].Accounts[n]; a.User != e.Key.Account {
				t.Errorf("picture %d: %q is said to be %q", i+1, e.Key.Account, a.User)
			}
		}
		batch.Add(part)
	}
	if err := batch.Problem(); err != nil {
		t.Error(err)
	}
	for i, e := range batch.Entries() {
		same(t, e.Key, ours[i])
	}
	t.Run("zbarimg", func(t *testing.T) { readByZbar(t, contents.Pictures, texts) })
}

// readByZbar has an independent program read the pictures.
func readByZbar(t *testing.T, pictures []authenticator.Picture, want []string) {
	program, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("zbarimg (package zbar-tools) is not installed")
	}
	for i, p := range pictures {
		var drawn bytes.Buffer
		if err := png.Encode(&drawn, p.Image(700)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "picture.png")
		if err := os.WriteFile(path, drawn.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), program, "--quiet", "--raw", path).Output()
		if err != nil || strings.TrimSpace(string(out)) != want[i] {
			t.Errorf("picture %d is something else to zbarimg (%v)", i+1, err)
		}
	}
}

func TestHandoverStandsInTheHistory(t *testing.T) {
	t.Parallel()
	keys := variety()
	s, v, ids := holding(t, keys...)
	before, err := v.History(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	events := map[authenticator.Form]string{
		authenticator.FormAegis: authenticator.EventHandoverAegis, authenticator.FormLinks: authenticator.EventHandoverLinks,
		authenticator.FormQR: authenticator.EventHandoverQR, authenticator.FormGoogle: authenticator.EventHandoverGoogle,
	}
	for _, form := range authenticator.Forms() {
		p, err := s.Pack(t.Context(), authenticator.Order{Form: form, Accounts: ids[:2], Passphrase: []byte(passphrase)})
		if err != nil {
			t.Fatal(err)
		}
		if packed, err := v.History(t.Context(), 0); err != nil || len(packed) != len(before) {
			t.Fatalf("%s: packing alone made %d changes, %v", form, len(packed)-len(before), err)
		}
		if _, err := p.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		after, err := v.History(t.Context(), 0)
		if err != nil || len(after) != len(before)+1 {
			t.Fatalf("%s: %d changes, %v", form, len(after)-len(before), err)
		}
		last := after[len(after)-1]
		if last.Event != events[form] || last.Params["count"] != "2" || last.Params["names"] != "Konto 01, Konto 02" || len(last.Items) != 0 {
			t.Errorf("%s: %+v", form, last)
		}
		for _, key := range keys {
			if strings.Contains(fmt.Sprintf("%+v", after), key.Secret.Base32()) {
				t.Errorf("%s: a secret stands in the history", form)
			}
		}
		before = after
	}
}

// mute is a vault that can be read and not written.
type mute struct {
	vault.Records
	err error
}

func (m mute) Apply(context.Context, vault.Change) (uint64, error) { return 0, m.err }

func TestNothingLeavesWithoutHistory(t *testing.T) {
	t.Parallel()
	_, v, ids := holding(t, variety()[:2]...)
	full := &vault.Error{Reason: "disk_full"}
	s := authenticator.New(mute{v, full})
	for _, form := range authenticator.Forms() {
		p, err := s.Pack(t.Context(), authenticator.Order{Form: form, Accounts: ids, Passphrase: []byte(passphrase)})
		if err != nil {
			t.Fatal(err)
		}
		contents, err := p.Open(t.Context())
		if !errors.Is(err, full) || contents.File != nil || contents.Pictures != nil {
			t.Errorf("%s: %v, and something left", form, err)
		}
	}
}

func TestParcelOfYesterday(t *testing.T) {
	t.Parallel()
	s, v, ids := holding(t, variety()[:2]...)
	pack := func(id vault.ID) *authenticator.Parcel {
		p, err := s.Pack(t.Context(), authenticator.Order{Form: authenticator.FormQR, Accounts: []vault.ID{id}})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	renewed, removed := pack(ids[0]), pack(ids[1])
	if _, err := s.Renew(t.Context(), ids[0], scan(t, s, uriA)); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), ids[1]); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*authenticator.Parcel{renewed, removed} {
		contents, err := p.Open(t.Context())
		wantReason(t, err, authenticator.ReasonChanged)
		if contents.Pictures != nil {
			t.Error("an old secret left")
		}
	}
	entries, err := v.History(t.Context(), 0)
	if err != nil || entries[len(entries)-1].Event != authenticator.EventRemove {
		t.Errorf("%v, %v", entries, err)
	}
}

func TestWhatIsNotPacked(t *testing.T) {
	t.Parallel()
	odd := variety()[2]
	long := otp.Key{Issuer: strings.Repeat("Ä", 400), Account: "x", Secret: odd.Secret, Algorithm: otp.SHA1, Digits: 6, Period: 30 * time.Second}
	s, _, ids := holding(t, odd, long)
	tests := []struct {
		name  string
		order authenticator.Order
		want  authenticator.Reason
	}{
		{"no account", authenticator.Order{Form: authenticator.FormLinks}, authenticator.ReasonNoAccounts},
		{"unknown account", authenticator.Order{Form: authenticator.FormLinks, Accounts: []vault.ID{{9}}}, authenticator.ReasonNotFound},
		{"no passphrase", authenticator.Order{Form: authenticator.FormAegis, Accounts: ids}, authenticator.ReasonPassphraseShort},
		{"short passphrase", authenticator.Order{Form: authenticator.FormAegis, Accounts: ids, Passphrase: []byte("äöüäöüäöüäö")}, authenticator.ReasonPassphraseShort},
		{"nothing for Google", authenticator.Order{Form: authenticator.FormGoogle, Accounts: ids[:1]}, authenticator.ReasonNothingFits},
		{"too long for a picture", authenticator.Order{Form: authenticator.FormQR, Accounts: ids[1:]}, authenticator.ReasonNothingFits},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := s.Pack(t.Context(), tt.order)
			wantReason(t, err, tt.want)
			if tt.want == authenticator.ReasonNothingFits && (p == nil || len(p.Refused) != 1 || p.Refused[0].Problem == nil) {
				t.Error("it is not said why")
			}
		})
	}
	t.Run("the others leave", func(t *testing.T) {
		p, contents := handOver(t, s, authenticator.FormQR, ids)
		if len(contents.Pictures) != 1 || len(p.Refused) != 1 || p.Refused[0].Account.Name != "Konto 02" || !errors.Is(p.Refused[0].Problem, &qr.Error{Reason: qr.ReasonTooLong}) {
			t.Errorf("%d pictures, refused %v", len(contents.Pictures), p.Refused)
		}
	})
	t.Run("without randomness", func(t *testing.T) {
		for _, form := range []authenticator.Form{authenticator.FormAegis, authenticator.FormGoogle} {
			_, err := s.Pack(t.Context(), authenticator.Order{Form: form, Accounts: ids, Passphrase: []byte(passphrase), Random: strings.NewReader("")})
			if err == nil {
				t.Error(form, "was packed")
			}
		}
	})
}

// TestOwnPictureOnTheScreen: what Kanzleicode shows itself is no new account to it.
func TestOwnPictureOnTheScreen(t *testing.T) {
	t.Parallel()
	s, _, ids := holding(t, variety()[:2]...)
	for _, form := range []authenticator.Form{authenticator.FormQR, authenticator.FormGoogle} {
		_, contents := handOver(t, s, form, ids)
		seen := 0
		for _, p := range contents.Pictures {
			desktop := image.NewRGBA(image.Rect(0, 0, 1366, 768))
			draw.Draw(desktop, desktop.Bounds(), image.NewUniform(color.RGBA{40, 60, 90, 255}), image.Point{}, draw.Src)
			code := p.Image(520)
			draw.Draw(desktop, code.Bounds().Add(image.Pt(400, 130)), code, image.Point{}, draw.Src)
			found, err := s.Scan(t.Context(), authenticator.Pictures(desktop)...)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range found {
				seen++
				if c.State != authenticator.StateKnown || c.Existing == nil {
					t.Errorf("%s: %s, %v", form, c.State, c.Problem)
				}
			}
		}
		if seen != 2 {
			t.Errorf("%s: %d accounts seen", form, seen)
		}
	}
}

func TestContentsNeverPrint(t *testing.T) {
	t.Parallel()
	s, _, ids := holding(t, variety()[0])
	p, contents := handOver(t, s, authenticator.FormLinks, ids)
	for _, text := range []string{fmt.Sprint(contents), fmt.Sprintf("%+v %#v %s %x", contents, contents, contents, contents), fmt.Sprintf("%+v %#v", p, p)} {
		if strings.Contains(text, variety()[0].Secret.Base32()) || strings.Contains(text, "111 116 112") || strings.Contains(text, "6f7470") {
			t.Error("the contents were printed")
		}
	}
}

func TestPictureSizes(t *testing.T) {
	t.Parallel()
	s, _, ids := holding(t, variety()[0])
	_, contents := handOver(t, s, authenticator.FormQR, ids)
	least := contents.Pictures[0].Image(0).Bounds().Dx()
	for _, side := range []int{1, least, 2*least - 1, 2 * least, 1000} {
		got := contents.Pictures[0].Image(side).Bounds()
		want := max(least, side/least*least)
		if got.Dx() != want || got.Dy() != want {
			t.Errorf("%v for %d", got, side)
		}
	}
}
