package main

import (
	"fmt"
	"strings"
)

// report is the outcome as Markdown that people can read as it is. With families it has a line for each.
func (o outcome) report(families bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d pictures with a code", o.set.Name, o.scores[0].Positives.All)
	if n := o.scores[0].Negatives.All; n > 0 {
		fmt.Fprintf(&b, ", %d without", n)
	}
	b.WriteString("\n\n")
	table(&b, o.programTable())
	b.WriteByte('\n')
	if ratios := o.ratios(); ratios != "" {
		b.WriteString(ratios + "\n\n")
	}
	if families {
		table(&b, o.familyTable())
		b.WriteByte('\n')
		if missed := o.scores[0].Missed; len(missed) > 0 {
			fmt.Fprintf(&b, "Not imported by %s:\n", o.programs[0].Name)
			for _, p := range missed {
				fmt.Fprintf(&b, "- %s %s\n", p.Name, p.Params)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// programTable has a line for every program.
func (o outcome) programTable() [][]string {
	negatives := o.scores[0].Negatives.All > 0
	head := []string{"program", "import", "strict", "wrong reads", "crashes", "not opened", "median", "p95 of readable", "worst of any", "peak memory"}
	if negatives {
		head = append(head, "no code, none read")
	}
	rows := [][]string{head}
	for i, s := range o.scores {
		row := []string{
			o.programs[i].Name + " " + number(o.programs[i].Version()),
			share(s.Positives.Import, s.Positives.All), percent(s.Positives.Strict, s.Positives.All),
			fmt.Sprint(s.Wrong), fmt.Sprint(s.Crashes), fmt.Sprint(s.Refused),
			ms(median(s.All)), ms(p95(s.Readable)), ms(worst(s.All)), fmt.Sprintf("%d MB", s.Memory>>20),
		}
		if negatives {
			row = append(row, fmt.Sprintf("%d of %d", s.Negatives.Import, s.Negatives.All))
		}
		rows = append(rows, row)
	}
	return rows
}

// number is the version in what a program says of itself: its last word.
func number(version string) string {
	words := strings.Fields(version)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// ratios are our median and memory beside those of the others.
func (o outcome) ratios() string {
	var parts []string
	for i, s := range o.scores[1:] {
		if m := median(s.All); m > 0 {
			parts = append(parts, fmt.Sprintf("%.1f × that of %s", median(o.scores[0].All)/m, o.programs[i+1].Name))
		}
	}
	if parts == nil {
		return ""
	}
	return "The median of " + o.programs[0].Name + " is " + strings.Join(parts, ", ") + "."
}

// familyTable has a line for every family.
func (o outcome) familyTable() [][]string {
	head := []string{"family", "n", "import", "strict", "%"}
	for _, p := range o.programs[1:] {
		head = append(head, p.Name)
	}
	rows := [][]string{head}
	for _, name := range o.set.order() {
		f := o.scores[0].Families[name]
		row := []string{name, fmt.Sprint(f.All), fmt.Sprint(f.Import), fmt.Sprint(f.Strict), fmt.Sprintf("%.0f", 100*float64(f.Import)/float64(f.All))}
		for _, s := range o.scores[1:] {
			row = append(row, fmt.Sprint(s.Families[name].Import))
		}
		rows = append(rows, row)
	}
	return rows
}

func share(n, all int) string { return fmt.Sprintf("%d (%s)", n, percent(n, all)) }

func percent(n, all int) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(max(all, 1))) }

func ms(v float64) string {
	if v < 10 {
		return fmt.Sprintf("%.1f ms", v)
	}
	return fmt.Sprintf("%.0f ms", v)
}

// table writes a Markdown table whose columns stand below each other, the first one to the left.
func table(b *strings.Builder, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for n, row := range rows {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-len([]rune(cell)))
			if i == 0 {
				fmt.Fprintf(b, "| %s%s ", cell, pad)
			} else {
				fmt.Fprintf(b, "| %s%s ", pad, cell)
			}
		}
		b.WriteString("|\n")
		if n > 0 {
			continue
		}
		for i, width := range widths {
			rule := strings.Repeat("-", width+1)
			if i == 0 {
				b.WriteString("|" + rule + "-")
			} else {
				b.WriteString("|" + rule + ":")
			}
		}
		b.WriteString("|\n")
	}
}
