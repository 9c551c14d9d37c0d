package mandate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kanzleicode/app/vault"
)

// Kind is what a submission asks of support.
type Kind string

// The kinds of a submission.
const (
	KindReport   Kind = ""         // link these accounts to the central code
	KindWithdraw Kind = "withdraw" // the firm no longer looks after these accounts
)

// Way is how a submission left the house.
type Way string

// The ways; others, of newer programs, are kept as they are.
const (
	WayUnknown Way = ""
	WayMail    Way = "mail" // a mail with the list
	WayFile    Way = "file" // a file that a person sent, uploaded or printed
	WayText    Way = "text" // copied as text
)

// Submission is one list that went to support, its rows exactly as they were sent.
type Submission struct {
	ID        vault.ID
	Kind      Kind
	Time      time.Time // when it was marked as sent
	Rows      []SubmittedRow
	Hash      string      // SHA-256, 64 hexadecimal digits: see HashRows
	Code      time.Time   // the central code that it was sent for, see Mandate.Code; zero if unknown
	Way       Way         // how it left
	Recipient string      // whom it was sent to; "" if unknown
	Clients   bool        // the clients' names were sent too
	Reminded  []time.Time // when support was reminded of it
	Erased    int         // rows that were deleted for good: Hash covers them still
	Rev       uint64      // revision that it was read at
}

// SubmittedRow is one row as support got it.
type SubmittedRow struct {
	ID     vault.ID `json:"id"` // the Mandat
	Number string   `json:"number"`
	User   string   `json:"user"`
}

// submissionBody is the stored form of a Submission, see the package comment.
type submissionBody struct {
	Time      time.Time      `json:"time"`
	Kind      Kind           `json:"kind,omitzero"`
	Rows      []SubmittedRow `json:"rows"`
	Hash      string         `json:"sha256"`
	Code      time.Time      `json:"code,omitzero"`
	Way       Way            `json:"way,omitzero"`
	Recipient string         `json:"recipient,omitzero"`
	Clients   bool           `json:"clients,omitzero"`
	Reminded  []time.Time    `json:"reminded,omitempty"`
	Erased    int            `json:"erased,omitzero"`
}

var submissionNames = []string{"time", "kind", "rows", "sha256", "code", "way", "recipient", "clients", "reminded", "erased"}

// storedSubmission is a Submission together with the bytes that it was read from.
type storedSubmission struct {
	Submission
	raw []byte
}

func decodeSubmission(record vault.Record) (storedSubmission, error) {
	var b submissionBody
	if json.Unmarshal(record.Body, &b) != nil || b.Erased == 0 && HashRows(b.Rows) != b.Hash {
		return storedSubmission{}, fmt.Errorf("%w: the body of a submission is not what this program writes", vault.ErrDamaged)
	}
	return storedSubmission{Submission{
		ID: record.ID, Kind: b.Kind, Time: b.Time, Rows: b.Rows, Hash: b.Hash, Code: b.Code, Way: b.Way,
		Recipient: b.Recipient, Clients: b.Clients, Reminded: b.Reminded, Erased: b.Erased, Rev: record.Rev,
	}, record.Body}, nil
}

func (s *storedSubmission) encode() ([]byte, error) {
	reminded := make([]time.Time, len(s.Reminded))
	for i, at := range s.Reminded {
		reminded[i] = at.UTC()
	}
	known, err := json.Marshal(submissionBody{
		Time: s.Time.UTC(), Kind: s.Kind, Rows: s.Rows, Hash: s.Hash, Code: s.Code.UTC(), Way: s.Way,
		Recipient: s.Recipient, Clients: s.Clients, Reminded: reminded, Erased: s.Erased,
	})
	if err != nil {
		return nil, err
	}
	return vault.MergeBody(known, submissionNames, s.raw)
}

// HashRows is the SHA-256 of what was sent: for each row in order the number, a tab, the user and a line
// feed, in UTF-8. Anyone who has the list that support got can compute it again.
func HashRows(rows []SubmittedRow) string {
	h := sha256.New()
	for _, row := range rows {
		h.Write([]byte(row.Number + "\t" + row.User + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Sending is a list that a person has sent to support.
type Sending struct {
	Kind      Kind
	Rows      []Mandate // as they were read and sent
	Code      time.Time // the central code of now, see Mandate.Code; zero if unknown
	Way       Way
	Recipient string
	Clients   bool // the clients' names were sent too
}

// Submit marks rows as submitted and keeps them as a Submission, in one change. It takes the rows as the
// caller read and sent them: after a renewal of the code confirmed rows are submitted again. If one was
// changed since, it is ReasonChanged and nothing is stored, for what was sent is then no longer what the list
// says. A report takes no ended rows (ReasonEnded), a withdrawal none that support never heard of
// (ReasonNotSubmitted); it ends its rows.
func (r *Register) Submit(ctx context.Context, sending Sending) (Submission, error) {
	ids := make([]vault.ID, len(sending.Rows))
	revs := make(map[vault.ID]uint64, len(sending.Rows))
	for i, m := range sending.Rows {
		ids[i], revs[m.ID] = m.ID, m.Rev
	}
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return Submission{}, err
	}
	s := storedSubmission{Submission: Submission{
		ID: r.records.NewID(), Kind: sending.Kind, Time: r.records.Now(), Code: sending.Code, Way: sending.Way,
		Recipient: sending.Recipient, Clients: sending.Clients,
	}}
	var c change
	for _, row := range rows {
		before := row.Mandate
		if before.Rev != revs[row.ID] {
			return Submission{}, changed(before)
		}
		if err := row.submit(&s.Submission); err != nil {
			return Submission{}, err
		}
		c.put(before, row)
		s.Rows = append(s.Rows, SubmittedRow{ID: row.ID, Number: row.Number, User: row.User})
	}
	s.Hash = HashRows(s.Rows)
	c.putSubmission(&s, vault.FieldChange{Field: fieldSent, New: s.Time.UTC().Format(time.RFC3339)})
	event := EventSubmit
	if s.Kind == KindWithdraw {
		event = EventWithdraw
	}
	s.Rev, err = r.apply(ctx, event, counted(len(rows)), c)
	if err != nil {
		return Submission{}, err
	}
	return s.Submission, nil
}

// fieldSent is the line of the log that says that a submission came into being.
const fieldSent = "sent"

func (m *Mandate) submit(s *Submission) error {
	switch {
	case s.Kind == KindWithdraw && m.Status == StatusNew:
		return &Error{Reason: ReasonNotSubmitted, Number: m.Number, User: m.User}
	case s.Kind == KindWithdraw:
		if m.Status != StatusEnded {
			m.Status, m.Ended = StatusEnded, s.Time
		}
		m.Withdrawn = time.Time{}
	case m.Status == StatusEnded:
		return &Error{Reason: ReasonEnded, Number: m.Number, User: m.User}
	default:
		m.Status, m.Submitted, m.Confirmed, m.Question, m.Code = StatusSubmitted, s.Time, time.Time{}, "", s.Code
	}
	return nil
}

// putSubmission writes a submission; its Rev is the one that it was read at, 0 for a new one.
func (c *change) putSubmission(s *storedSubmission, fields ...vault.FieldChange) {
	raw, err := s.encode()
	if err != nil {
		c.err = err
		return
	}
	c.add(vault.Mutation{ID: s.ID, Kind: vault.KindSubmission, Expect: s.Rev, Body: raw, Fields: fields}, Fields{})
}

// Submissions gives all submissions, the latest first, and those that could not be read. One whose rows
// no longer give its hash counts as unreadable, unless rows of it were deleted for good.
func (r *Register) Submissions(ctx context.Context) ([]Submission, []vault.Damaged, error) {
	all, damaged, err := r.loadSubmissions(ctx)
	if err != nil {
		return nil, nil, err
	}
	submissions := make([]Submission, len(all))
	for i := range all {
		submissions[i] = all[i].Submission
	}
	return submissions, damaged, nil
}

func (r *Register) loadSubmissions(ctx context.Context) ([]storedSubmission, []vault.Damaged, error) {
	records, damaged, err := r.records.Load(ctx, vault.KindSubmission)
	if err != nil {
		return nil, nil, err
	}
	submissions := make([]storedSubmission, 0, len(records))
	for _, record := range records {
		s, err := decodeSubmission(record)
		if err != nil {
			damaged = append(damaged, vault.Damaged{ID: record.ID, Kind: record.Kind, Rev: record.Rev, Err: err})
			continue
		}
		submissions = append(submissions, s)
	}
	slices.SortStableFunc(submissions, func(a, b storedSubmission) int { return b.Time.Compare(a.Time) })
	return submissions, damaged, nil
}

// Remind notes that support was reminded of a submission now.
func (r *Register) Remind(ctx context.Context, id vault.ID) (Submission, error) {
	all, _, err := r.loadSubmissions(ctx)
	if err != nil {
		return Submission{}, err
	}
	i := slices.IndexFunc(all, func(s storedSubmission) bool { return s.ID == id })
	if i < 0 {
		return Submission{}, &Error{Reason: ReasonNotFound}
	}
	s := &all[i]
	s.Reminded = append(s.Reminded, r.records.Now())
	var c change
	c.putSubmission(s)
	s.Rev, err = r.apply(ctx, EventRemind, map[string]string{"sent": s.Time.UTC().Format(time.RFC3339)}, c)
	return s.Submission, err
}
