package authenticator

import (
	"context"
	"errors"
	"image"
	"slices"

	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/pdf"
	"kanzleicode/otp/transfer"
)

// Source is one thing to look into for accounts: a file, a copied picture, a monitor, a text. Its bytes
// decide what it is, never its name.
type Source struct {
	// Name is what a person knows it by, such as a file's name. It may be empty.
	Name string
	// Read gives its content: a picture, a PDF document, the export of another authenticator, a text with otpauth links. It
	// is called once a scan, on any goroutine.
	Read func(context.Context) ([]byte, error)
	// Picture is a picture that is unpacked already; Read is not called then.
	Picture image.Image
	// Passphrase opens the content if that is an encrypted export.
	Passphrase []byte
}

// Content is a source whose bytes are at hand.
func Content(name string, data []byte) Source {
	return Source{Name: name, Read: func(context.Context) ([]byte, error) { return data, nil }}
}

// Pictures are sources without names: the monitors, or parts of one.
func Pictures(pictures ...image.Image) []Source {
	sources := make([]Source, len(pictures))
	for i, picture := range pictures {
		sources[i].Picture = picture
	}
	return sources
}

// Scan looks into sources and says what each account in them is to the firm. It is the one way in: files,
// clipboard, screen and texts all end here.
//
// A source that cannot be used costs no other: it becomes a candidate with StateUnusable and its Problem,
// and Source names it. Parts of one Google Authenticator export are put together from all sources, and what
// is missing of it is one such candidate. A picture without a name (a monitor) that holds no code is passed
// over if anything else was found. What occurs several times is one candidate.
//
// There is always at least one candidate. The only error is that of ctx. A passphrase takes up to some
// seconds and 1 GiB of memory.
func (s *Service) Scan(ctx context.Context, sources ...Source) ([]Candidate, error) {
	findings := look(ctx, sources)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	g := gathering{texts: map[string]bool{}}
	for i, f := range findings {
		g.take(&sources[i], f)
	}
	g.finish()
	return s.Judge(g.candidates), nil
}

// finding is what one source holds.
type finding struct {
	texts    []string         // of QR codes, or links
	glimpses []image.Image    // of the first of those codes; nil where there is none
	entries  []transfer.Entry // of an export
	problem  error            // why there is nothing, or what is incomplete about it
}

// look reads all sources, some at once.
func look(ctx context.Context, sources []Source) []finding {
	findings := make([]finding, len(sources))
	var pictures, files []int
	for i := range sources {
		if sources[i].Picture != nil {
			pictures = append(pictures, i)
		} else {
			files = append(files, i)
		}
	}
	lookAtPictures(ctx, sources, findings, pictures)
	// Its compiled program is large; PDF documents are rare and come together.
	var documents pdf.Reader
	each(files, func(i int) {
		if ctx.Err() == nil {
			findings[i] = open(ctx, &documents, &sources[i])
		}
	})
	_ = documents.Close() // nothing can be lost by it
	return findings
}

// open looks into a source's bytes, whatever they are. A text that is no list of links is taken for what a
// QR code would say.
func open(ctx context.Context, documents *pdf.Reader, source *Source) finding {
	data, err := source.Read(ctx)
	if err != nil {
		return finding{problem: err}
	}
	switch format := transfer.Recognise(data); {
	case format == transfer.Google: // its parts may lie in other sources
		return finding{texts: transfer.FindLinks(data)}
	case format != "":
		return openExport(data, source.Passphrase)
	case pdf.Is(data):
		texts, err := documents.Payloads(ctx, data)
		return finding{texts: texts, problem: err}
	}
	picture, err := qr.Load(data)
	switch {
	case errors.Is(err, &qr.Error{Reason: qr.ReasonText}):
		return finding{texts: []string{string(data)}}
	case err != nil:
		return finding{problem: err}
	}
	return symbols(ctx, qr.Reader{}, picture)
}

func openExport(data, passphrase []byte) finding {
	export, err := transfer.Read(data, passphrase)
	if err != nil {
		return finding{problem: err}
	}
	// What the other program keeps in its waste bin stays there.
	entries := slices.DeleteFunc(export.Entries, func(e transfer.Entry) bool { return e.Trashed })
	if len(entries) == 0 {
		return finding{problem: &transfer.Error{Reason: transfer.ReasonEmpty, Format: export.Format}}
	}
	return finding{entries: entries, problem: export.Problem}
}

// gathering makes candidates of findings, in the order of the sources. The accounts of Google exports stand
// behind the others, because their parts may lie anywhere.
type gathering struct {
	candidates []Candidate
	texts      map[string]bool // seen before
	batch      transfer.Batch
	empty      *Candidate // the first unnamed picture without a code
}

func (g *gathering) take(source *Source, f finding) {
	for n, text := range f.texts {
		if !g.texts[text] {
			g.texts[text] = true
			var seen image.Image
			if n < len(f.glimpses) {
				seen = f.glimpses[n]
			}
			g.text(source, text, seen)
		}
	}
	for _, e := range f.entries {
		g.add(Candidate{Source: source, Name: e.Name, Key: e.Key, Notes: e.Notes, Problem: e.Problem})
	}
	switch {
	case f.problem == nil:
	case source.Name != "" || !errors.Is(f.problem, qr.ErrNone):
		g.add(Candidate{Source: source, Problem: f.problem})
	case g.empty == nil || !errors.Is(g.empty.Problem, qr.ErrUnreadable):
		g.empty = &Candidate{Source: source, Problem: f.problem}
	}
}

// text says what a QR code or a link is.
func (g *gathering) text(source *Source, text string, seen image.Image) {
	if !transfer.IsMigration(text) {
		key, notes, err := otp.ParseURI(text)
		g.add(Candidate{Source: source, Key: key, Notes: notes, Seen: seen, Problem: err})
		return
	}
	part, err := transfer.ReadPart(text)
	if err != nil {
		g.add(Candidate{Source: source, Problem: err})
		return
	}
	g.batch.Add(part)
}

// add takes a candidate whose key is not there yet.
func (g *gathering) add(c Candidate) {
	again := func(other Candidate) bool { return other.Problem == nil && other.Key.SameSecret(c.Key) }
	if c.Problem != nil || !slices.ContainsFunc(g.candidates, again) {
		g.candidates = append(g.candidates, c)
	}
}

func (g *gathering) finish() {
	for _, e := range g.batch.Entries() {
		g.add(Candidate{Name: e.Name, Key: e.Key, Notes: e.Notes, Problem: e.Problem})
	}
	if problem := g.batch.Problem(); problem != nil {
		g.add(Candidate{Problem: problem})
	}
	if len(g.candidates) == 0 && g.empty != nil {
		g.add(*g.empty)
	}
	if len(g.candidates) == 0 {
		g.add(Candidate{Problem: qr.ErrNone})
	}
}

// Judge says anew what candidates are to the firm, as it stands now: after an account was added, or for
// candidates that another service found.
func (s *Service) Judge(candidates []Candidate) []Candidate {
	judged := slices.Clone(candidates)
	for i := range judged {
		s.judge(&judged[i])
	}
	return judged
}

// judge sets what a candidate with a key is to the firm as it stands now.
func (s *Service) judge(c *Candidate) {
	if c.Problem == nil {
		c.Problem = c.Key.Check()
	}
	if c.Problem != nil {
		c.State = StateUnusable
		return
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	c.State, c.Existing, c.Previous = StateNew, nil, false
	taken := map[string]bool{}
	for i := range s.accounts {
		a := &s.accounts[i]
		taken[fold(a.Name)] = true
		switch {
		case a.key.SameSecret(c.Key):
			existing := a.Account
			c.State, c.Existing = StateKnown, &existing
			return
		case a.previous != nil && a.previous.key.SameSecret(c.Key):
			existing := a.Account
			c.State, c.Existing, c.Previous = StateKnown, &existing, true
			return
		case a.key.Account != "" && fold(a.key.Issuer) == fold(c.Key.Issuer) && fold(a.key.Account) == fold(c.Key.Account):
			existing := a.Account
			c.State, c.Existing = StateRenewal, &existing
		}
	}
	c.Name = proposal(c.Key, func(name string) bool { return taken[fold(name)] })
}
