package cli

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"kanzleicode/app/export"
	"kanzleicode/app/platform/files"
	"kanzleicode/otp"
	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/pdf"
)

// scanned is one line of scan --json.
type scanned struct {
	File     string   `json:"file"`
	Payloads []string `json:"payloads"` // exact, in reading order, page by page, each once
	Error    *string  `json:"error"`    // null if the file was read, even if it holds no code
	MS       float64  `json:"ms"`
}

// runScan prints what QR codes pictures and PDF documents hold. It opens no vault.
func runScan(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 1, -1, "file"); err != nil {
		return err
	}
	asJSON := isSet(ctx, "json")
	failed, found := false, false
	var documents pdf.Reader
	for _, file := range args {
		begin := p.Now()
		payloads, err := p.scanFile(ctx, &documents, file)
		took := p.Now().Sub(begin)
		if errors.Is(err, qr.ErrNone) && asJSON {
			err = nil
		}
		failed = failed || err != nil && !errors.Is(err, qr.ErrNone)
		found = found || len(payloads) > 0
		if asJSON {
			line := scanned{File: file, Payloads: append([]string{}, payloads...), MS: float64(took.Round(10*time.Microsecond)) / float64(time.Millisecond)}
			if err != nil {
				text := p.texts.Explain(err)
				line.Error = &text
			}
			if err := p.printJSON(line); err != nil {
				return err
			}
			continue
		}
		for _, payload := range payloads {
			p.say("cli.about_file", "file", file, "text", p.describe(payload))
		}
		if err != nil {
			p.warn("cli.about_file", "file", file, "text", p.texts.Explain(err))
		}
	}
	switch {
	case failed:
		return errReported
	case !found:
		return errNothing
	}
	return nil
}

// scanFile reads the codes of a picture or document. A document of which only some pages can be read gives
// codes and an error.
func (p *Program) scanFile(ctx context.Context, documents *pdf.Reader, file string) ([]string, error) {
	data, err := p.readSource(ctx, file)
	if err != nil {
		return nil, err
	}
	if pdf.Is(data) {
		return documents.Payloads(ctx, data)
	}
	picture, err := qr.Load(data)
	if err != nil {
		return nil, err
	}
	symbols, err := qr.Decode(ctx, picture)
	payloads := make([]string, len(symbols))
	for i, s := range symbols {
		payloads[i] = s.Payload
	}
	return payloads, err
}

// describe says what a payload is, without its secret; the exact text is in --json.
func (p *Program) describe(payload string) string {
	key, _, err := otp.ParseURI(payload)
	if err != nil {
		return p.texts.Explain(err)
	}
	return p.texts.Text("cli.scan.key", "issuer", firstOf(key.Issuer, "–"), "account", firstOf(key.Account, "–"),
		"algorithm", key.Algorithm, "digits", key.Digits, "seconds", int(key.Period/time.Second))
}

// fileError is a file that the operating system does not give.
type fileError struct {
	name, reason string
	err          error
}

func (e *fileError) Error() string            { return "cli: " + e.err.Error() }
func (e *fileError) Unwrap() error            { return e.err }
func (e *fileError) TextKey() string          { return "problem.file." + e.reason }
func (e *fileError) TextArgs() map[string]any { return map[string]any{"file": e.name} }

func newFileError(name string, err error) error {
	reason := "unreadable"
	switch info, statErr := os.Stat(name); {
	case errors.Is(err, os.ErrNotExist):
		reason = "missing"
	case statErr == nil && info.IsDir():
		reason = "directory"
	case errors.Is(err, os.ErrPermission):
		reason = "forbidden"
	case errors.Is(err, os.ErrExist):
		reason = "exists"
	case errors.Is(err, export.ErrSpecial):
		reason = "special"
	case errors.Is(err, syscall.ENOSPC):
		reason = "disk_full"
	case errors.Is(err, syscall.EROFS):
		reason = "read_only"
	}
	return &fileError{name, reason, err}
}

// readSource reads a file, or with "-" the input, one byte beyond the largest accepted picture at most.
func (p *Program) readSource(ctx context.Context, name string) ([]byte, error) {
	return p.readAtMost(ctx, name, qr.MaxFileSize+1)
}

// readAtMost reads a file, or with "-" the input, up to a number of bytes.
func (p *Program) readAtMost(ctx context.Context, name string, limit int64) (data []byte, err error) {
	if name == "-" {
		data, err = files.ReadFrom(ctx, p.In, limit)
	} else {
		data, err = files.Read(ctx, name, limit)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, newFileError(name, err)
	}
	return data, nil
}
