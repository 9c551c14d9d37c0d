package help

import (
	"bytes"
	"image"
	_ "image/png" // the manual's pictures
	"strconv"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/manual"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// open shows a chapter.
func (p *Page) open(chapter *manual.Chapter) {
	p.places = map[string]fyne.CanvasObject{}
	title := widgets.Flush(widgets.NewParagraph(chapter.Title, widgets.Heading))
	p.places[chapter.ID] = title
	p.reader.Set(append([]fyne.CanvasObject{title}, p.objects(chapter.Blocks)...)...)
}

func (p *Page) objects(blocks []manual.Block) (all []fyne.CanvasObject) {
	for _, block := range blocks {
		all = append(all, p.object(block))
	}
	return all
}

// bullet is how wide the mark of an item is.
const bullet = 14

func (p *Page) object(block manual.Block) fyne.CanvasObject {
	switch b := block.(type) {
	case manual.Heading:
		style := widgets.Title
		if b.Level > 3 {
			style = widgets.Strong
		}
		title := container.New(layout.NewCustomPaddedLayout(14, 0, 0, 0), widgets.Flush(widgets.NewParagraph(b.Text, style)))
		p.places[b.ID] = title
		return title
	case manual.Paragraph:
		return p.paragraph(b, false)
	case manual.List:
		rows := widgets.NewColumn(8)
		for i, item := range b.Items {
			mark, width := "•", float32(bullet)
			if b.Numbered {
				mark, width = strconv.Itoa(i+1)+".", 2*bullet
			}
			rows.Add(widgets.NewPair(width, widgets.Flush(widgets.NewParagraph(mark, widgets.Plain)), widgets.NewColumn(8, p.objects(item)...)))
		}
		return rows
	case manual.Table:
		return p.table(b)
	case manual.Picture:
		return p.picture(b)
	case manual.Listing:
		text := widget.NewRichText(&widget.TextSegment{Text: b.Text, Style: widget.RichTextStyle{TextStyle: fyne.TextStyle{Monospace: true}}})
		text.Wrapping = fyne.TextWrapWord
		return widgets.NewCard(widgets.NewColumn(0, widgets.Flush(text)))
	}
	return widgets.Space(0, 0)
}

// paragraph is running text with what is bold, code or a link in it.
func (p *Page) paragraph(b manual.Paragraph, bold bool) fyne.CanvasObject {
	text := widget.NewRichText()
	text.Wrapping = fyne.TextWrapWord
	for _, span := range b.Spans {
		style := fyne.TextStyle{Bold: bold || span.Bold, Monospace: span.Code}
		if span.Link != "" {
			text.Segments = append(text.Segments, &widget.HyperlinkSegment{Text: span.Text, TextStyle: style, OnTapped: func() { p.follow(span.Link) }})
			continue
		}
		text.Segments = append(text.Segments, &widget.TextSegment{Text: span.Text, Style: widget.RichTextStyle{Inline: true, TextStyle: style, ColorName: base.ColorNameForeground}})
	}
	return widgets.Flush(text)
}

// table gives each column the share of the width that its texts need.
func (p *Page) table(b manual.Table) fyne.CanvasObject {
	weights := make([]float32, len(b.Head))
	rows := append([][]manual.Paragraph{b.Head}, b.Rows...)
	for _, row := range rows {
		for i, cell := range row {
			length := 0
			for _, span := range cell.Spans {
				length += utf8.RuneCountInString(span.Text)
			}
			weights[i] = max(weights[i], min(max(float32(length), shortCell), longCell))
		}
	}
	all := widgets.NewColumn(0)
	for i, row := range rows {
		cells := container.New(&tableRow{weights: weights})
		for _, cell := range row {
			cells.Add(p.paragraph(cell, i == 0))
		}
		if i > 0 {
			all.Add(widget.NewSeparator())
		}
		all.Add(container.New(layout.NewCustomPaddedLayout(7, 7, 0, 0), cells))
	}
	return widgets.NewCard(all)
}

// Shorter and longer texts do not make a column narrower and wider.
const shortCell, longCell = 14, 60

// tableRow is a layout of cells whose texts wrap.
type tableRow struct {
	weights []float32
	width   float32
}

const cellGap = 16

// MinSize implements fyne.Layout.
func (t *tableRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if t.width > 0 {
		t.Layout(objects, fyne.NewSize(t.width, 0))
	}
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(0, height)
}

// Layout implements fyne.Layout.
func (t *tableRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	t.width = size.Width
	sum, x := float32(0), float32(0)
	for _, weight := range t.weights {
		sum += weight
	}
	room := size.Width - cellGap*float32(len(t.weights)-1)
	for i, o := range objects {
		width := room * t.weights[i] / sum
		for range 2 { // texts find their height by their width
			o.Resize(fyne.NewSize(width, o.MinSize().Height))
		}
		o.Move(fyne.NewPos(x, 0))
		x += width + cellGap
	}
}

// picture is one of the manual's, not wider than the page, with what it shows in words below.
func (p *Page) picture(b manual.Picture) fyne.CanvasObject {
	words := widgets.Flush(widgets.NewParagraph(b.Text, widgets.Caption))
	data, err := p.manual.Picture(b.Path)
	if err != nil {
		return words
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width == 0 {
		return words
	}
	drawing := canvas.NewImageFromResource(fyne.NewStaticResource(b.Path, data))
	drawing.FillMode, drawing.ScaleMode = canvas.ImageFillStretch, canvas.ImageScaleSmooth
	border := &canvas.Rectangle{StrokeColor: base.Color(theme.ColorCardBorder), StrokeWidth: 1}
	natural := fyne.NewSize(float32(config.Width), float32(config.Height))
	return widgets.NewColumn(6, container.New(&framed{natural: natural}, drawing, border), words)
}

// framed is a layout that keeps a picture's proportions and never makes it larger than it is.
type framed struct {
	natural fyne.Size
	width   float32
}

func (f *framed) size(width float32) fyne.Size {
	width = min(width, f.natural.Width)
	return fyne.NewSize(width, width*f.natural.Height/f.natural.Width)
}

// MinSize implements fyne.Layout.
func (f *framed) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(0, f.size(f.width).Height)
}

// Layout implements fyne.Layout.
func (f *framed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	for _, o := range objects {
		o.Resize(f.size(size.Width))
		o.Move(fyne.Position{})
	}
}
