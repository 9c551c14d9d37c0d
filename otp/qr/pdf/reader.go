package pdf

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"runtime/debug"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfium_errors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"kanzleicode/otp/qr"
)

// compilers is how many goroutines compile PDFium. Each takes 55 MB while it does; two halve the time.
const compilers = 2

// Reader draws the pages of PDF documents. The zero value is ready and costs nothing; the first document
// compiles PDFium, and later ones reuse that. It is safe for concurrent use.
type Reader struct {
	mu       sync.Mutex
	compiled wazero.CompilationCache // nil before the first document

	limit  time.Duration // 0 means [MaxTime]
	budget time.Duration // for the codes of one picture; 0 means [qr.DefaultBudget]
}

// Close releases the compiled PDFium. No document may be open; the next one compiles it again.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.compiled == nil {
		return nil
	}
	cache := r.compiled
	r.compiled = nil
	return cache.Close(context.Background())
}

// document is an open document in an instance of PDFium of its own, with memory of its own.
type document struct {
	caller context.Context
	inside context.Context // ends with caller, or when the time is up
	cancel context.CancelCauseFunc
	limit  time.Duration
	left   time.Duration // of limit
	codes  qr.Reader

	pool  pdfium.Pool
	pdf   pdfium.Pdfium
	ref   references.FPDF_DOCUMENT
	pages int
}

// errTooSlow is the cause of a document's context when its time is up.
var errTooSlow = errors.New("time is up")

func (r *Reader) open(ctx context.Context, data []byte) (*document, error) {
	if len(data) > MaxFileSize {
		return nil, &Error{Reason: ReasonFileTooLarge, Limit: MaxFileSize >> 20, Actual: (len(data) + 1<<20 - 1) >> 20}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d := &document{caller: ctx, limit: r.limit, codes: qr.Reader{Budget: r.budget}}
	if d.limit == 0 {
		d.limit = MaxTime
	}
	d.left = d.limit
	d.inside, d.cancel = context.WithCancelCause(ctx)
	err := r.start(d)
	if err == nil {
		err = d.within(0, func() error { return d.load(data) })
	}
	if err == nil && d.pages > MaxPages {
		err = &Error{Reason: ReasonTooManyPages, Limit: MaxPages, Actual: d.pages}
	}
	if err == nil && d.pages < 1 {
		err = &Error{Reason: ReasonDamaged, Err: errors.New("no pages")}
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// start makes an instance of PDFium for d. It can neither see files nor the network, and its memory is
// bounded.
func (r *Reader) start(d *document) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	first := r.compiled == nil
	if first {
		r.compiled = wazero.NewCompilationCache()
	}
	ctx := experimental.WithMemoryAllocator(d.inside, experimental.MemoryAllocatorFunc(newMemory))
	var err error
	d.pool, err = webassembly.Init(webassembly.Config{
		Context:      experimental.WithCompilationWorkers(ctx, compilers),
		MaxTotal:     1,
		FSConfig:     wazero.NewFSConfig(),
		Stdout:       io.Discard,
		Stderr:       io.Discard,
		RandomSource: rand.Reader,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithCompilationCache(r.compiled).
			WithCloseOnContextDone(true).
			WithDebugInfoEnabled(false).
			WithMemoryLimitPages(maxMemory >> 16),
	})
	if err == nil {
		d.pdf, err = d.pool.GetInstanceWithContext(d.inside)
	}
	if first {
		debug.FreeOSMemory() // compiling leaves 250 MB of garbage, on which the pictures would pile up
	}
	if cause := d.caller.Err(); cause != nil {
		return cause
	}
	return err
}

func (d *document) load(data []byte) error {
	opened, err := d.pdf.OpenDocument(&requests.OpenDocument{FileReader: bytes.NewReader(data), FileReaderSize: int64(len(data))})
	if err != nil {
		return err
	}
	d.ref = opened.Document
	count, err := d.pdf.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.ref})
	if err != nil {
		return err
	}
	d.pages = count.PageCount
	return nil
}

// within lets PDFium do a piece of work in what is left of the document's time, and puts its errors into
// words. page counts from 1; 0 is the document.
func (d *document) within(page int, work func() error) error {
	begin := time.Now()
	alarm := time.AfterFunc(d.left, func() { d.cancel(errTooSlow) })
	err := work()
	alarm.Stop()
	d.left -= time.Since(begin)
	switch {
	case err == nil:
		return nil
	case d.caller.Err() != nil:
		return d.caller.Err()
	case errors.Is(context.Cause(d.inside), errTooSlow):
		return &Error{Reason: ReasonTooSlow, Page: page, Limit: int(d.limit.Seconds()), Err: err}
	case errors.Is(err, pdfium_errors.ErrPassword), errors.Is(err, pdfium_errors.ErrSecurity):
		return &Error{Reason: ReasonProtected, Err: err}
	}
	return &Error{Reason: ReasonDamaged, Page: page, Err: err}
}

// close gives the instance and its memory back. It is not asked to tidy up first: after an error it may
// not be able to.
func (d *document) close() {
	d.cancel(nil)
	if d.pool != nil {
		_ = d.pool.Close()
	}
}
