//go:build !nowindow

package app

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"kanzleicode/app/export"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/platform/opener"
	"kanzleicode/app/platform/outbox"
	"kanzleicode/app/window"
)

// draftTime is how long a mail program may need for a draft that it was handed. Older ones are deleted.
const draftTime = 10 * time.Minute

// drafts is where mail drafts lie until the mail program has read them.
func (s *session) drafts() outbox.Folder { return outbox.Folder(filepath.Join(s.state, "drafts")) }

// support is how the window writes to support. Drafts of before, which hold lists of clients' accounts, are deleted.
func (s *system) support(opened *session) window.Support {
	go func() { _ = opened.drafts().Clear(s.now().Add(-draftTime)) }() // what cannot be deleted now goes next time
	return window.Support{
		Firm:     opened.firm,
		OpenMail: opener.Mail,
		Answers: func(ctx context.Context, name string, data []byte) ([]sheet.Answer, error) {
			table, err := sheet.Read(ctx, name, data, sheet.Options{})
			if err != nil {
				return nil, err
			}
			return table.Answers()
		},
		OpenDraft: func(ctx context.Context, name string, write func(io.Writer) error) error {
			path, err := opened.drafts().Put(name, write)
			if _, told := errors.AsType[language.Problem](err); err != nil && !told {
				err = &export.FileError{Path: path, Err: err}
			}
			if err != nil {
				return err
			}
			return opener.Open(ctx, path)
		},
	}
}
