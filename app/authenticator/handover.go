package authenticator

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kanzleicode/app/vault"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/transfer"
)

// Form is a form in which accounts leave Kanzleicode with their secrets.
type Form string

// The forms.
const (
	FormAegis  Form = "aegis"     // a file that opens with a passphrase, read by Aegis, Ente Auth and others
	FormLinks  Form = "links"     // a text with one otpauth link a line, in clear text
	FormQR     Form = "qr"        // a QR code for each account, in clear text
	FormGoogle Form = "google-qr" // QR codes of up to ten accounts each for Google Authenticator, in clear text
)

// Forms lists every form.
func Forms() []Form { return []Form{FormAegis, FormLinks, FormQR, FormGoogle} }

// Forbid takes forms away: what the firm's IT has laid down. It is called before the service is used.
func (s *Service) Forbid(forms ...Form) { s.forbidden = forms }

// Forms lists the forms in which accounts may leave, those of [Forms] but for what was taken away with
// [Service.Forbid].
func (s *Service) Forms() []Form {
	return slices.DeleteFunc(Forms(), func(f Form) bool { return slices.Contains(s.forbidden, f) })
}

// Encrypted reports whether nobody can read the secrets without a passphrase.
func (f Form) Encrypted() bool { return f == FormAegis }

// Pictures reports whether the form is pictures rather than a file.
func (f Form) Pictures() bool { return f == FormQR || f == FormGoogle }

// event is what the history calls it.
func (f Form) event() string {
	return map[Form]string{
		FormAegis: EventHandoverAegis, FormLinks: EventHandoverLinks, FormQR: EventHandoverQR, FormGoogle: EventHandoverGoogle,
	}[f]
}

// Order says what is to be handed over.
type Order struct {
	Form       Form
	Accounts   []vault.ID // in the order that is wanted; never empty
	Passphrase []byte     // for FormAegis; not kept
	Random     io.Reader  // nil = the system's
}

// Refused is an account that a form cannot hold.
type Refused struct {
	Account Account
	Problem error // a *transfer.Error, *otp.Error or *qr.Error
}

// Parcel is what was packed to be handed over. It stays closed until [Parcel.Open].
type Parcel struct {
	Form     Form
	Accounts []Account // whose keys are in it
	Refused  []Refused // who is not, and why: a person has to be told
	Pictures int       // how many pictures are in it; 0 for a file

	service  *Service
	revs     []uint64 // of Accounts
	contents *Contents
}

// Contents are secrets that have left the vault. They never print.
type Contents struct {
	File     []byte // for forms that are a file
	Pictures []Picture
}

// Format writes "•••" for every verb.
func (Contents) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "•••") }

// Picture is one QR code for another program to scan.
type Picture struct {
	Accounts []Account // whose keys are in it
	modules  image.Image
}

// Image draws the code with its quiet zone, black on white: a square as large as whole pixels a module
// allow, at most side by side pixels but never less than one pixel a module.
func (p Picture) Image(side int) image.Image {
	n := p.modules.Bounds().Dx()
	scale := max(1, side/n)
	drawn := image.NewGray(image.Rect(0, 0, n*scale, n*scale))
	for y := range n * scale {
		for x := range n * scale {
			if luminance, _, _, _ := p.modules.At(x/scale, y/scale).RGBA(); luminance != 0 {
				drawn.Pix[y*drawn.Stride+x] = 0xff
			}
		}
	}
	return drawn
}

// Pack makes a parcel. Nothing leaves yet, and nothing is written. What the form cannot hold is named in
// Refused; if that is everything, the error is ReasonNothingFits and the parcel holds only Refused.
// Encrypting takes a good part of a second.
func (s *Service) Pack(ctx context.Context, order Order) (*Parcel, error) {
	if !slices.Contains(s.Forms(), order.Form) {
		return nil, &Error{Reason: ReasonForbidden}
	}
	if order.Form.Encrypted() && utf8.RuneCount(order.Passphrase) < vault.MinPassphrase {
		return nil, &Error{Reason: ReasonPassphraseShort}
	}
	if err := s.Load(ctx); err != nil {
		return nil, err
	}
	var chosen []stored
	for _, id := range order.Accounts {
		account, err := s.get(id)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(chosen, func(c stored) bool { return c.ID == id }) {
			chosen = append(chosen, account)
		}
	}
	if len(chosen) == 0 {
		return nil, &Error{Reason: ReasonNoAccounts}
	}
	if order.Random == nil {
		order.Random = rand.Reader
	}
	p := &Parcel{Form: order.Form, service: s, contents: &Contents{}}
	if err := p.fill(chosen, order); err != nil {
		return nil, err
	}
	if len(p.Accounts) == 0 {
		return p, &Error{Reason: ReasonNothingFits}
	}
	p.Pictures = len(p.contents.Pictures)
	return p, nil
}

// fill puts in what the form can hold.
func (p *Parcel) fill(chosen []stored, order Order) error {
	keys := make([]otp.Key, len(chosen))
	for i, c := range chosen {
		keys[i] = c.key
		if c.key.Issuer == "" && c.key.Account == "" {
			keys[i].Account = c.Name // on the other side it must be called something
		}
	}
	var refused []transfer.Refused
	switch order.Form {
	case FormAegis:
		var err error
		if p.contents.File, refused, err = transfer.WriteAegis(keys, order.Passphrase, order.Random); err != nil {
			return err
		}
	case FormLinks:
		p.contents.File, refused = transfer.WriteLinks(keys)
	case FormQR:
		for i, key := range keys {
			modules, err := qr.Encode(key.URI(), 1)
			if err != nil {
				refused = append(refused, transfer.Refused{Index: i, Problem: err})
				continue
			}
			p.contents.Pictures = append(p.contents.Pictures, Picture{[]Account{chosen[i].Account}, modules})
		}
	case FormGoogle:
		return p.fillGoogle(chosen, keys, order.Random)
	}
	p.take(chosen, refused)
	return nil
}

// take notes who is in the parcel and who is not.
func (p *Parcel) take(chosen []stored, refused []transfer.Refused) {
	problems := make(map[int]error, len(refused))
	for _, r := range refused {
		problems[r.Index] = r.Problem
	}
	for i, c := range chosen {
		if problem, out := problems[i]; out {
			p.Refused = append(p.Refused, Refused{c.Account, problem})
			continue
		}
		p.Accounts = append(p.Accounts, c.Account)
		p.revs = append(p.revs, c.rev)
	}
}

// fillGoogle makes the pictures of one Google Authenticator export.
func (p *Parcel) fillGoogle(chosen []stored, keys []otp.Key, random io.Reader) error {
	var export [4]byte
	if _, err := io.ReadFull(random, export[:]); err != nil {
		return err
	}
	links, refused := transfer.WriteGoogle(keys, int32(binary.BigEndian.Uint32(export[:])))
	p.take(chosen, refused)
	next := 0
	for _, link := range links {
		part, err := transfer.ReadPart(link) // how many accounts went into which picture, the writer does not say
		if err != nil {
			return err
		}
		modules, err := qr.Encode(link, 1)
		if err != nil {
			return err
		}
		p.contents.Pictures = append(p.contents.Pictures, Picture{p.Accounts[next : next+len(part.Entries)], modules})
		next += len(part.Entries)
	}
	return nil
}

// Open writes into the history that these accounts are handed over, and then gives what is in the parcel.
// If that cannot be written, or an account was changed since it was packed (ReasonChanged), nothing leaves.
func (p *Parcel) Open(ctx context.Context) (Contents, error) {
	s := p.service
	if err := s.Load(ctx); err != nil {
		return Contents{}, err
	}
	names := make([]string, len(p.Accounts))
	for i, a := range p.Accounts {
		now, err := s.get(a.ID)
		if err != nil || now.rev != p.revs[i] {
			return Contents{}, &Error{Reason: ReasonChanged, Name: a.Name, Err: err}
		}
		names[i] = a.Name
	}
	// A change that touches no record has no items: the names stand among the event's own values.
	_, err := s.records.Apply(ctx, vault.Change{
		Event: p.Form.event(), Domain: vault.DomainCode,
		Params: map[string]string{"count": strconv.Itoa(len(names)), "names": strings.Join(names, ", ")},
	})
	if err != nil {
		return Contents{}, err
	}
	return *p.contents, nil
}
