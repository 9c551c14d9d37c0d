package support_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"kanzleicode/app/language"
	"kanzleicode/app/support"
)

const mark = "[Liste]"

func letter(t *testing.T, kind support.Kind, rows ...support.Row) *support.Letter {
	t.Helper()
	l, err := support.Compose(language.New("de"), support.Data{
		Kind: kind, To: "hilfe@example.org", Sender: support.Sender{Name: "Kanzlei {rows} Müller"}, Rows: rows,
		Reference: support.Account{Number: "0100", User: "kanzlei"}, Date: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestUnchangedWordsAreTheSameLetter(t *testing.T) {
	t.Parallel()
	for kind, rows := range map[support.Kind][]support.Row{support.KindReport: {{Number: "001", User: "a"}, {Number: "002", User: "b"}}, support.KindHelp: nil} {
		l := letter(t, kind, rows...)
		w := l.Words(mark)
		if strings.Contains(w.Text, mark) != (len(rows) > 0) || strings.Contains(w.Text, "001") {
			t.Errorf("%s: %q", kind, w.Text)
		}
		same, err := l.With(w, mark)
		if err != nil || same.Text != l.Text || same.Subject != l.Subject || same.To != l.To {
			t.Errorf("%s: %+v, %v", kind, same, err)
		}
		var before, after bytes.Buffer
		if err := errors.Join(l.WriteMail(&before), same.WriteMail(&after), l.WritePDF(&before), same.WritePDF(&after)); err != nil || !bytes.Equal(before.Bytes(), after.Bytes()) {
			t.Errorf("%s: the files differ, %v", kind, err)
		}
	}
}

func TestOtherWords(t *testing.T) {
	t.Parallel()
	l := letter(t, support.KindReport, support.Row{Number: "001", User: "a"})
	other, err := l.With(support.Words{To: " neu@example.org ", Subject: "Zwei\nZeilen", Text: "Hallo {firm},\r\n\r\n  eingerückt\x1b[1m\n\n[Liste]\n\nGruß [Liste]"}, mark)
	if err != nil {
		t.Fatal(err)
	}
	want := "Hallo {firm},\n\n  eingerückt[1m\n\nKundennummer  Benutzername\n001           a\n\nGruß [Liste]\n"
	if other.To != "neu@example.org" || other.Subject != "Zwei Zeilen" || other.Text != want {
		t.Errorf("%q, %q, %q", other.To, other.Subject, other.Text)
	}
	var mail bytes.Buffer
	if err := other.WriteMail(&mail); err != nil || !strings.Contains(mail.String(), "attachment") {
		t.Errorf("%v: %s", err, mail.String())
	}
	without, err := l.With(support.Words{Text: "Siehe Anhang."}, mark)
	if err != nil || without.Text != "Siehe Anhang.\n" || len(without.Table.Rows) != 1 || without.To != "" {
		t.Errorf("%+v, %v", without, err)
	}
	if _, err := l.With(support.Words{To: "niemand"}, mark); !errors.Is(err, &support.Error{Reason: support.ReasonAddress}) {
		t.Errorf("%v", err)
	}
}
