package authenticator

import (
	"context"
	"image"
	"slices"
	"sync"
	"sync/atomic"

	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/glimpse"
)

// mostGlimpses is how many codes of a picture are shown where they stood; more in one picture are rare.
const mostGlimpses = 12

// symbols are the texts of the QR codes in a picture, and glimpses of where they stood.
func symbols(ctx context.Context, reader qr.Reader, picture image.Image) finding {
	found, err := reader.Decode(ctx, picture)
	f := finding{texts: make([]string, len(found)), problem: err}
	for i, symbol := range found {
		f.texts[i] = symbol.Payload
		if i < mostGlimpses {
			f.glimpses = append(f.glimpses, glimpse.Of(ctx, picture, found, i))
		}
	}
	return f
}

// lookAtPictures reads the QR codes of several pictures. To be sure that there is none in a picture takes many
// times as long as to find a clear one, and mostly one of several monitors shows the code while the others
// hold none. So all of them are searched for clear codes first, and those that show none are searched
// thoroughly if what was found is not all that a person needs.
func lookAtPictures(ctx context.Context, sources []Source, findings []finding, pictures []int) {
	search := func(reader qr.Reader) {
		each(pictures, func(i int) {
			if len(findings[i].texts) == 0 {
				findings[i] = symbols(ctx, reader, sources[i].Picture)
			}
		})
	}
	if len(pictures) > 1 {
		search(qr.Reader{Clear: true})
	}
	if !complete(findings) {
		search(qr.Reader{})
	}
}

// complete reports whether there is something to use, and nothing is missing of it.
func complete(findings []finding) bool {
	g := gathering{texts: map[string]bool{}}
	for _, f := range findings {
		g.take(&Source{}, finding{texts: f.texts})
	}
	g.finish()
	return g.batch.Problem() == nil && slices.ContainsFunc(g.candidates, func(c Candidate) bool { return c.Problem == nil })
}

// atOnce is how many sources are looked into at the same time. A picture takes up to a quarter of a GiB, so
// that more would not do on a small PC.
const atOnce = 2

// each does work for every index, two at a time, and returns when all of it is done.
func each(indices []int, work func(index int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(atOnce, len(indices)) {
		workers.Go(func() {
			for n := next.Add(1); n <= int64(len(indices)); n = next.Add(1) {
				work(indices[n-1])
			}
		})
	}
	workers.Wait()
}
