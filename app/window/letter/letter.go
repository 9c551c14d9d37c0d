// Package letter is the dialog in which a letter to support leaves the house: new Mandate to be reported, ended ones,
// a reminder, an answer. It shows exactly what leaves, lets a person change recipient, subject and text, offers every
// way out, and asks afterwards whether it was sent. What the letter should say of the firm and nobody has entered yet
// is asked for; nothing is invented.
package letter

import (
	"context"
	"io"
	"slices"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/firm"
	"kanzleicode/app/mandate"
	"kanzleicode/app/support"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
)

// Register is what the dialog needs of the Mandate list; *mandate.Register is one.
type Register interface {
	List(ctx context.Context) ([]mandate.Mandate, []vault.Damaged, error)
	Submit(ctx context.Context, sending mandate.Sending) (mandate.Submission, error)
	Remind(ctx context.Context, id vault.ID) (mandate.Submission, error)
	Reopen(ctx context.Context, ids ...vault.ID) ([]mandate.Mandate, error)
	Undo(ctx context.Context, rev uint64) (vault.Entry, error)
}

// Firm keeps what is known of the firm; *firm.Service is one.
type Firm interface {
	Load(ctx context.Context) (firm.Data, error)
	Save(ctx context.Context, data firm.Data) (firm.Data, error)
	IsLocked(field firm.Field) bool // by the firm's IT; it does not block
}

// Standing is what the firm has laid down, and its central code.
type Standing struct {
	firm.Data
	Since time.Time // when the central code of now came into use; zero = unknown
}

// Services are what the dialog works with. The functions may block and are called off the UI goroutine, but for Copy.
type Services struct {
	Register Register
	Standing func(ctx context.Context) (Standing, error)
	Save     func(ctx context.Context, data firm.Data) (firm.Data, error) // stores what was asked for
	IsLocked func(field firm.Field) bool                                  // only the firm's IT changes it; it does not block
	Accounts func(ctx context.Context) ([]authenticator.Account, error)   // of which one is the central one
	// OpenDraft has a file of a name written to a private place and opens it in the mail program.
	OpenDraft func(ctx context.Context, name string, write func(io.Writer) error) error
	// OpenMail hands a mailto link to the mail program.
	OpenMail func(ctx context.Context, link string) error
	Copy     func(text string) // puts a text onto the clipboard
}

// Desk is where letters are written. All methods are called on the UI goroutine.
type Desk struct {
	host     *page.Host
	services Services
	opening  page.Latest
}

// New makes a desk.
func New(host *page.Host, services Services) *Desk { return &Desk{host: host, services: services} }

// request is a letter that was asked for.
type request struct {
	kind support.Kind
	all  bool // every account, not only some
	// pick gives the rows of the list of now that the letter is about, and how many of those asked for cannot be.
	pick     func(list []mandate.Mandate, since time.Time) (rows []mandate.Mandate, left int)
	about    *mandate.Submission // of a reminder or an answer
	question string              // of support
	answer   string              // to it
	problem  string              // what does not work
	clients  bool                // the clients' names leave the house too
}

// New writes to support about all Mandate that were not reported yet.
func (d *Desk) New() {
	d.open(&request{kind: support.KindReport, pick: among(func(m *mandate.Mandate, _ time.Time) bool { return m.Status == mandate.StatusNew })})
}

// All writes about every Mandat that is not ended.
func (d *Desk) All() {
	d.open(&request{kind: support.KindReport, all: true, pick: among(func(m *mandate.Mandate, _ time.Time) bool { return m.Status != mandate.StatusEnded })})
}

// Outdated writes about all Mandate that support has linked to an earlier code.
func (d *Desk) Outdated() {
	d.open(&request{kind: support.KindReport, pick: among(func(m *mandate.Mandate, since time.Time) bool { return m.Outdated(since) })})
}

// Write writes about rows that a person has chosen: a report of those that are not ended, a withdrawal of those that
// support has heard of. The others are left out, and the dialog says so.
func (d *Desk) Write(kind mandate.Kind, rows []mandate.Mandate) {
	r := &request{kind: support.KindReport, pick: chosen(rows, func(m *mandate.Mandate) bool { return m.Status != mandate.StatusEnded })}
	if kind == mandate.KindWithdraw {
		r.kind = support.KindWithdraw
		r.pick = chosen(rows, func(m *mandate.Mandate) bool { return m.Status != mandate.StatusNew })
	}
	d.open(r)
}

// Remind reminds support of a submission: of the rows that it has not answered.
func (d *Desk) Remind(p *mandate.Progress) {
	d.open(&request{kind: support.KindReminder, about: &p.Submission, pick: chosen(p.Open, func(m *mandate.Mandate) bool {
		return m.Status == mandate.StatusSubmitted || m.Status == mandate.StatusEnded
	})})
}

// Answer asks what to say to support's question about rows of a submission, and writes it.
func (d *Desk) Answer(s *mandate.Submission, rows []mandate.Mandate) {
	if len(rows) == 0 {
		return
	}
	d.askAnswer(rows[0].Question, func(answer string) {
		d.open(&request{kind: support.KindAnswer, about: s, question: rows[0].Question, answer: answer,
			pick: chosen(rows, func(m *mandate.Mandate) bool { return m.Status == mandate.StatusQuery })})
	})
}

// Help asks what does not work, beginning with what is known of it, and writes to support about that. Such a letter
// names no Mandate.
func (d *Desk) Help(problem string) {
	d.askProblem(problem, func(problem string) {
		d.open(&request{kind: support.KindHelp, problem: problem, pick: among(func(*mandate.Mandate, time.Time) bool { return false })})
	})
}

// among picks the rows of the list that a rule holds for.
func among(rule func(*mandate.Mandate, time.Time) bool) func([]mandate.Mandate, time.Time) ([]mandate.Mandate, int) {
	return func(list []mandate.Mandate, since time.Time) ([]mandate.Mandate, int) {
		return slices.DeleteFunc(slices.Clone(list), func(m mandate.Mandate) bool { return !rule(&m, since) }), 0
	}
}

// chosen picks rows as they are now, if a rule holds for them, in the order in which they were chosen.
func chosen(rows []mandate.Mandate, rule func(*mandate.Mandate) bool) func([]mandate.Mandate, time.Time) ([]mandate.Mandate, int) {
	return func(list []mandate.Mandate, _ time.Time) ([]mandate.Mandate, int) {
		now := make(map[vault.ID]*mandate.Mandate, len(list))
		for i := range list {
			now[list[i].ID] = &list[i]
		}
		var picked []mandate.Mandate
		for i := range rows {
			if m := now[rows[i].ID]; m != nil && rule(m) {
				picked = append(picked, *m)
			}
		}
		return picked, len(rows) - len(picked)
	}
}

// material is what a letter is made of.
type material struct {
	rows     []mandate.Mandate
	left     int
	standing Standing
}

// open reads what the letter needs, asks for what is missing, and shows it.
func (d *Desk) open(r *request) {
	page.DoLatest(d.host.Worker, &d.opening, func(ctx context.Context) (m material, err error) {
		if m.standing, err = d.services.Standing(ctx); err != nil {
			return m, err
		}
		list, _, err := d.services.Register.List(ctx)
		slices.SortStableFunc(list, func(a, b mandate.Mandate) int {
			return mandate.CompareNatural(a.Number+"\x00"+a.User, b.Number+"\x00"+b.User)
		})
		m.rows, m.left = r.pick(list, m.standing.Since)
		return m, err
	}, func(m material, err error) {
		switch {
		case err != nil:
			d.host.Fail(err)
		case len(m.rows) == 0 && r.kind != support.KindHelp:
			d.host.Good("window.letter.nothing." + string(r.kind))
		case len(m.standing.Missing()) > 0:
			d.askDetails(&m.standing.Data, func() { d.show(r, &m) })
		default:
			d.show(r, &m)
		}
	})
}

// show composes the letter and shows it; nil if that is not possible.
func (d *Desk) show(r *request, m *material) *preview {
	l, err := support.Compose(d.host.Texts, r.data(m, d.host.Now()))
	if err != nil {
		d.host.Fail(err)
		return nil
	}
	p := newPreview(d, r, m, l)
	p.dialog.Show()
	return p
}

func (r *request) data(m *material, now time.Time) support.Data {
	data := m.standing.Letter(r.kind)
	data.All, data.Date, data.Question, data.Answer, data.WithClients = r.all, now, r.question, r.answer, r.clients
	data.Problem = r.problem
	if r.about != nil {
		data.SentAt = r.about.Time
	}
	data.Rows = make([]support.Row, len(m.rows))
	for i := range m.rows {
		data.Rows[i] = support.Row{Number: m.rows[i].Number, User: m.rows[i].User, Client: m.rows[i].Client}
	}
	return data
}
