package window

import (
	"context"
	"io"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/window/letter"
	"kanzleicode/app/window/mandates"
	"kanzleicode/app/window/submissions"
)

// MandateService is what the window needs of the Mandate list; *mandate.Register is one.
type MandateService interface {
	mandates.Service
	letter.Register
	submissions.Register
}

// Support is what the window needs to write to support and to read what it answers. All of it may block.
type Support struct {
	Firm letter.Firm
	// Answers reads the list that support sent back; name is for messages only.
	Answers func(ctx context.Context, name string, data []byte) ([]sheet.Answer, error)
	// OpenDraft has a file of a name written to a private place and opens it in the mail program.
	OpenDraft func(ctx context.Context, name string, write func(io.Writer) error) error
	// OpenMail hands a mailto link to the mail program.
	OpenMail func(ctx context.Context, link string) error
}

// bindSupport makes the desk where letters are written, and the page of what was sent.
func (w *Window) bindSupport() {
	s := w.services
	w.desk = letter.New(w.host, letter.Services{
		Register: s.Mandates, Standing: w.standing, Accounts: s.Accounts.Accounts, Save: s.Support.Firm.Save, IsLocked: s.Support.Firm.IsLocked, OpenDraft: s.Support.OpenDraft, OpenMail: s.Support.OpenMail,
		Copy: w.clip.board.SetContent,
	})
	w.submissions = submissions.New(w.host, submissions.Services{Register: s.Mandates, Desk: w.desk, Standing: w.standing, Answers: s.Support.Answers})
}

// mandateWays lead from the Mandate page to letters, submissions and the history.
func (w *Window) mandateWays() mandates.Ways {
	return mandates.Ways{
		Memory: w.services.Memory, Past: w.past, Report: w.desk.Write,
		Follow: func() { w.Show(submissionsPage) },
		Resend: func() { w.Show(submissionsPage); w.submissions.AskRenewal() },
		Firm: func(ctx context.Context) (mandates.Firm, error) {
			s, err := w.standing(ctx)
			return mandates.Firm{Since: s.Since, RemindDays: s.ReminderDays, EraseMonths: s.DeleteMonths}, err
		},
	}
}

// standing reads what the firm has laid down, and since when its central code is in use; it blocks.
func (w *Window) standing(ctx context.Context) (letter.Standing, error) {
	data, err := w.services.Support.Firm.Load(ctx)
	if err != nil {
		return letter.Standing{}, err
	}
	accounts, err := w.services.Accounts.Accounts(ctx)
	standing := letter.Standing{Data: data}
	if central := authenticator.Central(accounts, data.Reference.Account); central != nil {
		standing.Since = central.Since()
	}
	return standing, err
}
