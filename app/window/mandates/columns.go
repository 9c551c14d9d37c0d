package mandates

import (
	"context"
	"time"

	"kanzleicode/app/mandate"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/widgets"
)

// column is one of the table's; titles stand under "window.mandates.column.<key>".
type column struct {
	key   mandate.Column
	width float32
	grow  float32
	text  func(p *Page, m *mandate.Mandate) string
	muted bool
	used  func(m *mandate.Mandate) bool // the column stays away until it is so of a row; nil = it is always there
}

// columns are the table's, from left to right.
var columns = []column{
	{mandate.ColumnNumber, 116, 1, func(_ *Page, m *mandate.Mandate) string { return m.Number }, false, nil},
	{mandate.ColumnUser, 128, 1, func(_ *Page, m *mandate.Mandate) string { return m.User }, false, nil},
	{mandate.ColumnClient, 112, 4, func(_ *Page, m *mandate.Mandate) string { return m.Client }, false, nil},
	{mandate.ColumnStatus, 134, 0, func(p *Page, m *mandate.Mandate) string { return p.statusWord(m.Status) }, false, nil},
	{mandate.ColumnSubmitted, 109, 0, func(_ *Page, m *mandate.Mandate) string { return date(m.Submitted) }, true, nil},
	{mandate.ColumnConfirmed, 109, 0, func(_ *Page, m *mandate.Mandate) string { return date(m.Confirmed) }, true, nil},
	{mandate.ColumnClerk, 116, 1, func(_ *Page, m *mandate.Mandate) string { return m.Clerk }, true, func(m *mandate.Mandate) bool { return m.Clerk != "" }},
	{mandate.ColumnMail, 84, 0, func(p *Page, m *mandate.Mandate) string { return p.mailWord(m.Mail) }, true, func(m *mandate.Mandate) bool { return m.Mail != mandate.MailUnknown }},
	{mandate.ColumnNote, 90, 2, func(_ *Page, m *mandate.Mandate) string { return oneLine(m) }, true, nil},
}

// isUsed reports whether the column is to be there for a list.
func (c *column) isUsed(list []mandate.Mandate) bool {
	if c.used == nil {
		return true
	}
	for i := range list {
		if c.used(&list[i]) {
			return true
		}
	}
	return false
}

// columnOf is the place of a column; the first one orders a list that nobody ordered.
func columnOf(key mandate.Column) int {
	for i := range columns {
		if columns[i].key == key {
			return i
		}
	}
	return 0
}

// tableColumns are the columns as the table wants them.
func (p *Page) tableColumns() []widgets.Column[*mandate.Mandate] {
	shown := make([]widgets.Column[*mandate.Mandate], len(columns))
	for i := range columns {
		c := &columns[i]
		shown[i] = widgets.Column[*mandate.Mandate]{
			Title: p.host.Texts.Text("window.mandates.column." + string(c.key)), Width: c.width, Grow: c.grow,
			Text: func(m *mandate.Mandate) string { return c.text(p, m) },
			Style: func(m *mandate.Mandate) widgets.Style {
				if c.muted || m.Status == mandate.StatusEnded {
					return widgets.Muted
				}
				return widgets.Plain
			},
		}
		if c.key == mandate.ColumnStatus {
			shown[i].Sign = p.signOf
		}
	}
	return shown
}

// signOf draws the status; a row that is linked to an earlier code is open, whatever was confirmed then.
func (p *Page) signOf(m *mandate.Mandate) widgets.SignOfState {
	switch {
	case m.Status == mandate.StatusEnded:
		return widgets.NoSign
	case m.Status == mandate.StatusNew, m.Outdated(p.firm.Since):
		return widgets.NewSign
	case m.Status == mandate.StatusQuery:
		return widgets.OpenSign
	case m.Status == mandate.StatusConfirmed:
		return widgets.DoneSign
	}
	return widgets.HalfSign
}

func (p *Page) statusWord(s mandate.Status) string {
	if key := "window.mandates.status." + string(s); p.host.Texts.Has(key) {
		return p.host.Texts.Text(key)
	}
	return string(s) // of a newer version
}

// mailWord says whether the central e-mail address is stored at the service; nothing is said where nobody knows.
func (p *Page) mailWord(m mandate.Mail) string {
	if m == mandate.MailYes || m == mandate.MailNo {
		return p.host.Texts.Text("mandate.mail." + string(m))
	}
	return ""
}

// oneLine is what support asked, or else the note; a table shows its first line.
func oneLine(m *mandate.Mandate) string {
	text := m.Note
	if m.Question != "" {
		text = m.Question
	}
	for i, r := range text {
		if r == '\n' {
			return text[:i] + " …"
		}
	}
	return text
}

// date is a day as Germans write it; empty for the zero time.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("02.01.2006")
}

// widthsName names what this PC remembers of the columns' widths.
const widthsName = "mandates"

// looks is the remembered file: widths by column, so that a later version may have other columns.
type looks struct {
	Widths map[mandate.Column]float32 `json:"widths"`
}

func (p *Page) recallWidths() {
	page.Do(p.host.Worker, func(context.Context) (looks, error) { return p.kept.Recall(), nil }, func(l looks, _ error) {
		widths := make([]float32, len(columns))
		for i := range columns {
			widths[i] = l.Widths[columns[i].key]
		}
		p.table.SetWidths(widths)
	})
}

func (p *Page) keepWidths(widths []float32) {
	l := looks{Widths: map[mandate.Column]float32{}}
	for i, width := range widths {
		if width > 0 {
			l.Widths[columns[i].key] = width
		}
	}
	p.kept.Keep(p.host.Worker, l)
}
