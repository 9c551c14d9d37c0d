package mandates

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/mandate"
	"kanzleicode/app/mandate/sheet"
	"kanzleicode/app/window/widgets"
)

// columns is the part of the preview in which a person corrects how the file was understood: letters, separator,
// sheet, the line of headings, and which column holds what. The first rows below show at once what comes of it.
func (v *preview) columns() fyne.CanvasObject {
	texts := v.page.host.Texts
	top := container.NewGridWithColumns(3, v.formats()...)
	columns := &v.in.table.Columns
	var fields []fyne.CanvasObject
	for _, f := range []struct {
		key    string
		column *int
	}{
		{"number", &columns.Number}, {"user", &columns.User}, {"client", &columns.Client},
		{"clerk", &columns.Clerk}, {"mail", &columns.Mail}, {"note", &columns.Note},
	} {
		fields = append(fields, titled(texts.Text("mandate.field."+f.key), v.columnChoice(f.column)))
	}
	parts := widgets.Below(12, top, container.NewGridWithColumns(3, fields[:3]...), container.NewGridWithColumns(3, fields[3:]...))
	if v.in.problem != nil {
		parts.Add(widgets.Flush(widgets.NewParagraph(texts.Explain(v.in.problem), widgets.Style{Colour: base.ColorNameError})))
	}
	caption := "window.mandates.plan.sample"
	if v.in.problem != nil {
		caption = "window.mandates.plan.sample_unread"
	}
	parts.Add(widgets.NewLine(texts.Text(caption), widgets.Caption))
	sampleHeight := max(84, min(170, v.page.host.Window.Canvas().Size().Height-530))
	return container.NewBorder(parts, nil, nil, nil, container.New(widgets.AtLeast(fyne.NewSize(previewWidth, sampleHeight)), v.sample()))
}

// titled is an object below its name.
func titled(title string, object fyne.CanvasObject) fyne.CanvasObject {
	return widgets.Below(3, widgets.NewLine(title, widgets.Caption), object)
}

// formats are the choices that the kind of the file has.
func (v *preview) formats() []fyne.CanvasObject {
	texts, in := v.page.host.Texts, v.in
	choices := []fyne.CanvasObject{titled(texts.Text("window.mandates.plan.heading"), v.headingChoice())}
	if in.table.Encoding == "" {
		if len(in.table.Sheets) > 1 {
			choices = append(choices, titled(texts.Text("window.mandates.plan.sheet"), choose(in.table.Sheets, in.table.Sheet, func(i int) {
				v.again(func(o *sheet.Options) { o.Sheet = in.table.Sheets[i] })
			})))
		}
		return choices
	}
	encodings, words, now := sheet.Encodings(), []string{}, in.table.Encoding
	if now == sheet.UTF8BOM {
		now = sheet.UTF8
	}
	for _, e := range encodings {
		words = append(words, texts.Text(e.TextKey()))
	}
	choices = append(choices, titled(texts.Text("window.mandates.plan.encoding"), choose(words, texts.Text(now.TextKey()), func(i int) {
		v.again(func(o *sheet.Options) { o.Encoding = encodings[i] })
	})))
	separators, words := sheet.Separators(), []string{}
	for _, s := range separators {
		words = append(words, v.separatorWord(s))
	}
	return append(choices, titled(texts.Text("window.mandates.plan.separator"), choose(words, v.separatorWord(in.table.Separator), func(i int) {
		v.again(func(o *sheet.Options) { o.Separator = separators[i] })
	})))
}

func (v *preview) separatorWord(s sheet.Separator) string {
	for separator, key := range map[sheet.Separator]string{sheet.Semicolon: "semicolon", sheet.Comma: "comma", sheet.Tab: "tab"} {
		if s == separator {
			return v.page.host.Texts.Text("window.mandates.plan.separator_" + key)
		}
	}
	return string(s)
}

// headingLines is how many lines are offered as headings.
const headingLines = 30

// headingChoice offers the lines that may hold the headings, and none.
func (v *preview) headingChoice() fyne.CanvasObject {
	texts, t := v.page.host.Texts, &v.in.table
	words := []string{texts.Text("window.mandates.plan.heading_none")}
	for _, line := range t.Lines[:min(len(t.Lines), headingLines)] {
		words = append(words, texts.Text("window.mandates.plan.heading_line", "line", line.Number, "text", short(strings.Join(line.Cells, " · "))))
	}
	chosen := ""
	if t.Heading+1 < len(words) {
		chosen = words[t.Heading+1]
	}
	return choose(words, chosen, func(i int) {
		if err := t.UseHeading(i - 1); err != nil {
			v.page.host.Fail(err)
			return
		}
		v.settle()
	})
}

// columnChoice offers the columns of the file for a field, and none.
func (v *preview) columnChoice(column *int) fyne.CanvasObject {
	texts, t := v.page.host.Texts, &v.in.table
	words := []string{texts.Text("window.mandates.plan.column_none")}
	for i := range t.Width() {
		word := texts.Text("window.mandates.plan.column", "letter", letters(i))
		if title := t.Title(i); title != "" {
			word = texts.Text("window.mandates.plan.column_titled", "letter", letters(i), "title", short(title))
		}
		words = append(words, word)
	}
	chosen := words[0]
	if *column+1 < len(words) {
		chosen = words[*column+1]
	}
	return choose(words, chosen, func(i int) {
		*column = i - 1
		v.settle()
	})
}

// letters names a column as spreadsheets do: A to Z, AA, AB …
func letters(column int) string {
	const alphabet = 26
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / alphabet {
		name = string(rune('A'+(n-1)%alphabet)) + name
	}
	return name
}

// short is a text that fits a choice.
func short(text string) string {
	const most = 40
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

// choose is a choice of words; picked is called with the index of another one.
func choose(words []string, chosen string, picked func(index int)) fyne.CanvasObject {
	s := widget.NewSelect(words, nil)
	s.SetSelected(chosen)
	s.OnChanged = func(string) { picked(s.SelectedIndex()) }
	return widgets.NewPanel("", base.ColorNameInputBorder, container.New(widgets.Inset(1, 1), s))
}

// settle plans anew after the columns were changed.
func (v *preview) settle() {
	next := *v.in
	v.page.gather(func(ctx context.Context, _ func(float64)) (*intake, error) { return &next, v.page.replan(ctx, &next) }, v.settled)
}

// again reads the file anew with another choice.
func (v *preview) again(choice func(*sheet.Options)) {
	next := &intake{name: v.in.name, data: v.in.data, options: v.in.options}
	choice(&next.options)
	v.page.gather(func(ctx context.Context, progress func(float64)) (*intake, error) {
		return next, v.page.understand(ctx, next, progress)
	}, v.settled)
}

// settled shows what came of it. Where the file cannot be read with a choice, the one before stays.
func (v *preview) settled(in *intake, err error) {
	if err != nil {
		v.page.host.Fail(err)
	} else {
		v.in = in
	}
	v.show()
}

// sampleRows is how many of the first rows are shown.
const sampleRows = 20

// sample is the first rows as they are understood or, while the columns are not settled, as they are in the file.
func (v *preview) sample() fyne.CanvasObject {
	texts := v.page.host.Texts
	first := v.in.table
	first.Lines = first.Lines[:min(len(first.Lines), max(first.Heading, 0)+1+sampleRows)]
	shown, err := first.Rows()
	if err != nil {
		return v.unread(first.Lines)
	}
	word := func(key string) string { return texts.Text("window.mandates.column." + key) }
	table := widgets.NewPlainTable([]widgets.Column[mandate.Row]{
		{Title: texts.Text("window.mandates.plan.sample_line"), Width: 64, Text: func(r mandate.Row) string { return strconv.Itoa(r.Line) }},
		{Title: word("number"), Width: 112, Grow: 1, Text: func(r mandate.Row) string { return r.Number }},
		{Title: word("user"), Width: 130, Grow: 1, Text: func(r mandate.Row) string { return r.User }},
		{Title: word("client"), Width: 124, Grow: 2, Text: func(r mandate.Row) string { return r.Client }},
		{Title: word("clerk"), Width: 132, Grow: 1, Text: func(r mandate.Row) string { return r.Clerk }},
		{Title: word("note"), Width: 90, Grow: 1, Text: func(r mandate.Row) string { return r.Note }},
	})
	table.Set(shown)
	return table
}

// unread is lines below the letters of their columns, by which the choices above name them.
func (v *preview) unread(lines []sheet.Line) fyne.CanvasObject {
	const most = 6 // that have room beside each other
	columns := []widgets.Column[sheet.Line]{{
		Title: v.page.host.Texts.Text("window.mandates.plan.sample_line"), Width: 64, Text: func(l sheet.Line) string { return strconv.Itoa(l.Number) },
	}}
	for i := range min(most, v.in.table.Width()) {
		columns = append(columns, widgets.Column[sheet.Line]{Title: letters(i), Width: 100, Grow: 1, Text: func(l sheet.Line) string {
			if i < len(l.Cells) {
				return l.Cells[i]
			}
			return ""
		}})
	}
	table := widgets.NewPlainTable(columns)
	table.Set(lines)
	return table
}
