package display

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	base "fyne.io/fyne/v2/theme"
)

// sign is one line of text of any size. What does not fit its place becomes smaller, and ends in an ellipsis if
// that is not enough.
type sign struct {
	text  string
	shown *canvas.Text
	bold  bool
}

// smallest is how much smaller a sign may become.
const smallest = 0.6

func newSign(bold bool, align fyne.TextAlign) *sign {
	return &sign{shown: &canvas.Text{TextStyle: fyne.TextStyle{Bold: bold}, Alignment: align}, bold: bold}
}

// width is how wide the text would be.
func (s *sign) width(size float32) float32 {
	return fyne.MeasureText(s.text, size, s.shown.TextStyle).Width
}

// place shows the text in the middle of a box's height. It redraws only if something is new.
func (s *sign) place(at fyne.Position, box fyne.Size, size float32, colour fyne.ThemeColorName) {
	text := s.text
	if width := s.width(size); width > box.Width {
		size *= max(smallest, box.Width/width*0.99)
		text = cut(s.text, size, s.shown.TextStyle, box.Width)
	}
	height := fyne.MeasureText(text, size, s.shown.TextStyle).Height
	at, box = at.AddXY(0, (box.Height-height)/2), fyne.NewSize(box.Width, height)
	if wanted := base.Color(colour); text != s.shown.Text || size != s.shown.TextSize || wanted != s.shown.Color {
		s.shown.Text, s.shown.TextSize, s.shown.Color = text, size, wanted
		s.shown.Refresh()
	}
	if box != s.shown.Size() {
		s.shown.Resize(box)
	}
	if at != s.shown.Position() {
		s.shown.Move(at)
	}
}

// halves are a sentence in two lines that are about equally long.
func halves(text string) (first, second string) {
	words := strings.Fields(text)
	for i := range words {
		first, second = strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		if utf8.RuneCountInString(first) >= utf8.RuneCountInString(second) {
			break
		}
	}
	return first, second
}

// cut is the text as far as it fits a width, by halving.
func cut(text string, size float32, style fyne.TextStyle, width float32) string {
	if fyne.MeasureText(text, size, style).Width <= width {
		return text
	}
	runes := []rune(text)
	fits, tooLong := 0, len(runes)
	for tooLong-fits > 1 {
		middle := (fits + tooLong) / 2
		if fyne.MeasureText(string(runes[:middle])+"…", size, style).Width <= width {
			fits = middle
		} else {
			tooLong = middle
		}
	}
	return string(runes[:fits]) + "…"
}
