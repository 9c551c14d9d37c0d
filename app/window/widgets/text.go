package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// Style is how a text looks, by names of the theme.
type Style struct {
	Size   fyne.ThemeSizeName  // "" = normal text
	Colour fyne.ThemeColorName // "" = foreground
	Bold   bool
	Centre bool
}

// Styles that recur.
var (
	Heading = Style{Size: base.SizeNameHeadingText, Bold: true}
	Title   = Style{Size: base.SizeNameSubHeadingText, Bold: true}
	Strong  = Style{Bold: true}
	Plain   = Style{}
	Muted   = Style{Colour: theme.ColorMuted}
	Caption = Style{Size: base.SizeNameCaptionText, Colour: theme.ColorMuted}
)

// Centred is the style with its text in the middle.
func (s Style) Centred() Style { s.Centre = true; return s }

func (s Style) size() float32 {
	if s.Size == "" {
		return base.Size(base.SizeNameText)
	}
	return base.Size(s.Size)
}

func (s Style) colour() fyne.ThemeColorName {
	if s.Colour == "" {
		return base.ColorNameForeground
	}
	return s.Colour
}

// Line is one line of text without margins. What does not fit its width ends in an ellipsis.
type Line struct {
	widget.BaseWidget
	text  string
	style Style
	shown *canvas.Text
	least float32 // minimal width
}

// Declare conformity with the interface.
var _ fyne.Accessible = (*Line)(nil)

// NewLine makes a line that may become as narrow as its place is.
func NewLine(text string, style Style) *Line {
	l := &Line{text: text, style: style, shown: &canvas.Text{}}
	l.ExtendBaseWidget(l)
	l.paint()
	return l
}

// NewWholeLine makes a line whose text is never cut: its minimal width is that of the text.
func NewWholeLine(text string, style Style) *Line {
	l := NewLine(text, style)
	l.least = -1
	return l
}

// Text is the whole text, cut or not.
func (l *Line) Text() string { return l.text }

// AccessibilityLabel implements fyne.Accessible.
func (l *Line) AccessibilityLabel() string { return l.text }

// AccessibilityRole implements fyne.Accessible.
func (l *Line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Cut reports whether the text does not fit and ends in an ellipsis.
func (l *Line) Cut() bool { return l.shown.Text != l.text }

// Set changes text and style; it redraws only if one of them is new.
func (l *Line) Set(text string, style Style) {
	if text == l.text && style == l.style {
		return
	}
	l.text, l.style = text, style
	l.Refresh()
}

// SetText changes the text; it redraws only if it is new.
func (l *Line) SetText(text string) { l.Set(text, l.style) }

// Refresh implements fyne.CanvasObject.
func (l *Line) Refresh() {
	l.paint()
	l.fit(l.Size().Width)
	l.BaseWidget.Refresh()
}

func (l *Line) paint() {
	l.shown.Text = l.text
	l.shown.TextSize = l.style.size()
	l.shown.TextStyle = fyne.TextStyle{Bold: l.style.Bold}
	l.shown.Color = base.Color(l.style.colour())
	l.shown.Alignment = fyne.TextAlignLeading
	if l.style.Centre {
		l.shown.Alignment = fyne.TextAlignCenter
	}
}

// fit cuts the text to a width, by halving.
func (l *Line) fit(width float32) {
	l.shown.Text = l.text
	if width <= 0 || l.shown.MinSize().Width <= width {
		return
	}
	runes := []rune(l.text)
	fits, tooLong := 0, len(runes)
	for tooLong-fits > 1 {
		middle := (fits + tooLong) / 2
		l.shown.Text = string(runes[:middle]) + "…"
		if l.shown.MinSize().Width <= width {
			fits = middle
		} else {
			tooLong = middle
		}
	}
	l.shown.Text = string(runes[:fits]) + "…"
}

// CreateRenderer implements fyne.Widget.
func (l *Line) CreateRenderer() fyne.WidgetRenderer { return &lineRenderer{l} }

type lineRenderer struct{ line *Line }

func (*lineRenderer) Destroy() {}

func (r *lineRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line.shown} }

func (r *lineRenderer) Refresh() { r.line.shown.Refresh() }

func (r *lineRenderer) MinSize() fyne.Size {
	l := r.line
	whole := fyne.MeasureText(l.text, l.style.size(), fyne.TextStyle{Bold: l.style.Bold})
	if l.least < 0 {
		return whole
	}
	return fyne.NewSize(l.least, whole.Height)
}

func (r *lineRenderer) Layout(size fyne.Size) {
	r.line.fit(size.Width)
	height := r.line.shown.MinSize().Height
	r.line.shown.Resize(fyne.NewSize(size.Width, height))
	r.line.shown.Move(fyne.NewPos(0, (size.Height-height)/2))
}

// NewParagraph is text that wraps at words.
func NewParagraph(text string, style Style) *widget.RichText {
	align := fyne.TextAlignLeading
	if style.Centre {
		align = fyne.TextAlignCenter
	}
	size := style.Size
	if size == "" {
		size = base.SizeNameText
	}
	paragraph := widget.NewRichText(&widget.TextSegment{Text: text, Style: widget.RichTextStyle{
		Alignment: align, ColorName: style.colour(), SizeName: size, TextStyle: fyne.TextStyle{Bold: style.Bold},
	}})
	paragraph.Wrapping = fyne.TextWrapWord
	return paragraph
}

// SetParagraph changes the text of what [NewParagraph] made; it redraws only if the text is new.
func SetParagraph(paragraph *widget.RichText, text string) {
	segment, ok := paragraph.Segments[0].(*widget.TextSegment)
	if !ok || segment.Text == text {
		return
	}
	segment.Text = text
	paragraph.Refresh()
}

// restyle changes text and style of what [NewParagraph] made.
func restyle(paragraph *widget.RichText, text string, style Style) {
	paragraph.Segments = NewParagraph(text, style).Segments
	paragraph.Refresh()
}

// Flush takes the margins off a paragraph or a label, so that it lines up with lines.
func Flush(paragraph fyne.CanvasObject) fyne.CanvasObject {
	margin := -base.InnerPadding()
	return container.New(layout.NewCustomPaddedLayout(margin/2, margin/2, margin, margin), paragraph)
}
