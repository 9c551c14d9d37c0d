package export

import (
	"time"

	"kanzleicode/app/excerpt"
	"kanzleicode/app/firm"
	"kanzleicode/app/language"
	"kanzleicode/app/mandate"
	"kanzleicode/app/support"
	"kanzleicode/app/vault"
)

// Excerpt puts together what the list holds of one client: its rows, and which of the submissions, in any order, had
// them.
func Excerpt(texts *language.Catalog, house *firm.Data, client string, rows []mandate.Mandate, submissions []mandate.Submission, date time.Time) *excerpt.Excerpt {
	sent := map[vault.ID][]excerpt.Sent{}
	for i := len(submissions) - 1; i >= 0; i-- { // the register gives the latest first, an excerpt the oldest
		kind := support.KindReport
		if submissions[i].Kind == mandate.KindWithdraw {
			kind = support.KindWithdraw
		}
		for _, row := range submissions[i].Rows {
			sent[row.ID] = append(sent[row.ID], excerpt.Sent{At: submissions[i].Time, Kind: kind, WithClient: submissions[i].Clients})
		}
	}
	data := excerpt.Data{Client: client, Sender: house.Sender(), Date: date, DeleteMonths: house.DeleteMonths}
	for i := range rows {
		m := &rows[i]
		row := excerpt.Row{
			Number: m.Number, User: m.User, Client: m.Client, Clerk: m.Clerk, Status: texts.Text("mandate.status." + string(m.Status)),
			Question: m.Question, Note: m.Note, Sent: sent[m.ID],
			Created: m.Created, Submitted: m.Submitted, Confirmed: m.Confirmed, Ended: m.Ended, Withdrawn: m.Withdrawn,
		}
		if m.Mail == mandate.MailYes || m.Mail == mandate.MailNo {
			row.Mail = texts.Text("mandate.mail." + string(m.Mail))
		}
		data.Rows = append(data.Rows, row)
	}
	return excerpt.Compose(texts, data)
}
