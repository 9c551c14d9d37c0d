package support

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// placeholders are the names that a template may have, in the order in which help lists them.
var placeholders = []string{
	"accounts", "answer", "contact", "count", "customer_number", "date", "email", "firm", "phone", "problem", "question",
	"reference", "reference_number", "reference_user", "rows", "sent",
}

// Placeholders lists the names that may stand in braces in a [Template]:
//
//   - firm, customer_number, contact, email, phone: the [Sender]
//   - reference: the reference account in words; reference_number, reference_user: its parts
//   - count: how many rows; accounts: the same in words ("3 Benutzerkonten")
//   - rows: the list; it may stand in Text only
//   - date: the day of the letter; sent: that of the submission it is about
//   - question, answer, problem: what [Data] says of them
func Placeholders() []string { return slices.Clone(placeholders) }

// PlaceholdersFor lists those of [Placeholders] that mean something in letters of a kind; the others are empty there.
func PlaceholdersFor(kind Kind) []string {
	var empty []string
	if kind != KindAnswer {
		empty = append(empty, "question", "answer")
	}
	if kind != KindAnswer && kind != KindReminder {
		empty = append(empty, "sent")
	}
	if kind == KindHelp {
		empty = append(empty, "rows", "count", "accounts")
	} else {
		empty = append(empty, "problem")
	}
	return slices.DeleteFunc(Placeholders(), func(name string) bool { return slices.Contains(empty, name) })
}

// name finds what stands in braces and could be meant as a name.
var name = regexp.MustCompile(`\{([\pL\pN_ -]*)\}`)

// Check refuses names in braces that there are not. Errors are *Error.
func (t Template) Check() error {
	for _, part := range []struct {
		text   string
		known  []string
		reason Reason
	}{{t.Subject, subjectPlaceholders(), ReasonSubject}, {t.Text, placeholders, ReasonPlaceholder}} {
		for _, match := range name.FindAllStringSubmatch(part.text, -1) {
			if !slices.Contains(part.known, match[1]) {
				return &Error{Reason: part.reason, Detail: match[0], Known: "{" + strings.Join(part.known, "}, {") + "}"}
			}
		}
	}
	return nil
}

// subjectPlaceholders are the names that are one line.
func subjectPlaceholders() []string {
	return slices.DeleteFunc(slices.Clone(placeholders), func(name string) bool {
		return slices.Contains([]string{"rows", "question", "answer", "problem"}, name)
	})
}

// valuesOf are the values of all names but rows.
func valuesOf(texts Texts, d Data) map[string]string {
	values := map[string]string{
		"firm": oneLine(d.Sender.Name), "customer_number": oneLine(d.Sender.CustomerNumber), "contact": oneLine(d.Sender.Contact),
		"email": oneLine(d.Sender.Email), "phone": oneLine(d.Sender.Phone),
		"reference_number": oneLine(d.Reference.Number), "reference_user": oneLine(d.Reference.User),
		"count": strconv.Itoa(len(d.Rows)), "accounts": texts.Count("letter.accounts", len(d.Rows)),
		"date": day(texts, d.Date), "sent": day(texts, d.SentAt),
		"question": paragraph(d.Question), "answer": paragraph(d.Answer), "problem": paragraph(d.Problem),
	}
	if d.Reference.User != "" {
		values["reference"] = texts.Text("letter.reference", "number", values["reference_number"], "user", values["reference_user"])
		if d.Reference.Number == "" {
			values["reference"] = texts.Text("letter.reference_user", "user", values["reference_user"])
		}
	}
	return values
}

// paragraph keeps the line breaks of a text and nothing else that steers a printer or a terminal.
func paragraph(text string) string {
	lines := strings.Split(lineBreaks(text), "\n")
	for i, line := range lines {
		lines[i] = oneLine(line)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// fill puts the values in. A line whose names are all empty says nothing and is left out; so are the blank
// lines that this would leave behind. What a value holds is never taken for a name.
func fill(template string, values map[string]string) string {
	var out []string
	for _, line := range strings.Split(lineBreaks(template), "\n") {
		names := name.FindAllStringSubmatch(line, -1)
		empty := len(names) > 0
		for _, match := range names {
			empty = empty && values[match[1]] == ""
		}
		if empty {
			continue
		}
		line = name.ReplaceAllStringFunc(line, func(found string) string { return values[strings.Trim(found, "{}")] })
		line = strings.TrimRight(line, " \t")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
