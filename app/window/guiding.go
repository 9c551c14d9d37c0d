package window

import "kanzleicode/app/window/guide"

// bindGuide makes the page that leads through the set-up.
func (w *Window) bindGuide() {
	s := w.services
	w.guide = guide.New(w.host, guide.Services{
		Notes: s.Notes, Firm: s.Support.Firm, Accounts: s.Accounts, Register: s.Mandates, Importer: w.importer, Clock: w.clockwork,
		Ways: guide.Ways{
			Code:        func() { w.Show(codePage) },
			Mandates:    func() { w.Show(mandatesPage) },
			ImportList:  func() { w.Show(mandatesPage); w.mandates.Import() },
			Unmailed:    func() { w.mandates.OnlyUnmailed(); w.Show(mandatesPage) },
			Report:      w.desk.New,
			Resend:      func() { w.Show(submissionsPage); w.submissions.AskRenewal() },
			Submissions: func() { w.Show(submissionsPage) },
			Help:        w.desk.Help,
		},
	})
}

// imported shows an account that was added or renewed: its code, or where the set-up goes on.
func (w *Window) imported() {
	w.changed()
	if w.current == guidePage {
		w.guide.GoOn()
		return
	}
	w.Show(codePage)
}
