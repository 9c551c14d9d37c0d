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

// Submission is one list that went to support, its rows exactly as they were sent.
type Submission struct {
	ID   vault.ID
	Time time.Time // when it was marked as sent
	Rows []SubmittedRow
	Hash string // SHA-256, 64 hexadecimal digits: see HashRows
}

// SubmittedRow is one row as support got it.
type SubmittedRow struct {
	ID     vault.ID `json:"id"` // the Mandat
	Number string   `json:"number"`
	User   string   `json:"user"`
}

// submissionBody is the stored form of a Submission, see the package comment.
type submissionBody struct {
	Time time.Time      `json:"time"`
	Rows []SubmittedRow `json:"rows"`
	Hash string         `json:"sha256"`
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

// Submit marks rows as submitted and keeps them as a Submission, in one change. It takes the rows as the
// caller read and sent them, in any status: after a renewal of the code confirmed rows are submitted
// again. If one was changed since, it is ReasonChanged and nothing is stored, for what was sent is then
// no longer what the list says.
func (r *Register) Submit(ctx context.Context, sent []Mandate) (Submission, error) {
	ids := make([]vault.ID, len(sent))
	revs := make(map[vault.ID]uint64, len(sent))
	for i, m := range sent {
		ids[i], revs[m.ID] = m.ID, m.Rev
	}
	rows, err := r.find(ctx, ids...)
	if err != nil {
		return Submission{}, err
	}
	submission := Submission{ID: r.records.NewID(), Time: r.records.Now()}
	var c change
	for _, row := range rows {
		before := row.Mandate
		if before.Rev != revs[row.ID] {
			return Submission{}, changed(before)
		}
		row.Status, row.Submitted, row.Confirmed = StatusSubmitted, submission.Time, time.Time{}
		c.put(before, row)
		submission.Rows = append(submission.Rows, SubmittedRow{ID: row.ID, Number: row.Number, User: row.User})
	}
	submission.Hash = HashRows(submission.Rows)
	raw, err := json.Marshal(submissionBody{
		Time: submission.Time.UTC(), Rows: submission.Rows, Hash: submission.Hash,
	})
	if err != nil {
		return Submission{}, err
	}
	c.add(vault.Mutation{ID: submission.ID, Kind: vault.KindSubmission, Body: raw}, Fields{})
	if _, err := r.apply(ctx, EventSubmit, counted(len(rows)), c); err != nil {
		return Submission{}, err
	}
	return submission, nil
}

// Submissions gives all submissions, the latest first, and those that could not be read. One whose rows
// no longer give its hash counts as unreadable.
func (r *Register) Submissions(ctx context.Context) ([]Submission, []vault.Damaged, error) {
	records, damaged, err := r.records.Load(ctx, vault.KindSubmission)
	if err != nil {
		return nil, nil, err
	}
	submissions := make([]Submission, 0, len(records))
	for _, record := range records {
		var b submissionBody
		if json.Unmarshal(record.Body, &b) != nil || HashRows(b.Rows) != b.Hash {
			damaged = append(damaged, vault.Damaged{
				ID: record.ID, Kind: record.Kind, Rev: record.Rev,
				Err: fmt.Errorf("%w: the body of a submission is not what this program writes", vault.ErrDamaged),
			})
			continue
		}
		submissions = append(submissions, Submission{ID: record.ID, Time: b.Time, Rows: b.Rows, Hash: b.Hash})
	}
	slices.SortStableFunc(submissions, func(a, b Submission) int { return b.Time.Compare(a.Time) })
	return submissions, damaged, nil
}
