// Package manual reads the manual, a document in Markdown, into chapters that can be shown, searched and linked to.
// It understands what the manual is written with: headings, paragraphs, lists, tables, pictures, blocks of code, and in
// them bold text, code and links. What is something else becomes plain text, so that nothing is lost.
package manual

import (
	"io/fs"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Manual is a document with the pictures that it names.
type Manual struct {
	Title    string
	Chapters []Chapter

	files fs.FS
	name  string
}

// Chapter is what stands below one heading of the second level, up to the next one. The first chapter is what stands
// before all of them; it has the document's title.
type Chapter struct {
	ID     string // as links name it
	Title  string
	Blocks []Block
}

// Block is a [Heading], [Paragraph], [List], [Table], [Picture] or [Listing].
type Block interface{ plain() string }

// Heading begins a section of a chapter.
type Heading struct {
	ID    string
	Text  string
	Level int // 3 and more
}

// Paragraph is running text.
type Paragraph struct{ Spans []Span }

// List is items of blocks, numbered or not.
type List struct {
	Numbered bool
	Items    [][]Block
}

// Table has a row of titles and rows of cells.
type Table struct {
	Head []Paragraph
	Rows [][]Paragraph
}

// Picture is one of the document's pictures.
type Picture struct {
	Path string // for [Manual.Picture]
	Text string // what it shows, in words
}

// Listing is lines to be shown as they are.
type Listing struct{ Text string }

// Span is a piece of text of one kind.
type Span struct {
	Text       string
	Bold, Code bool
	Link       string // where it leads; "" = it is no link
}

// Read reads the document with a name. It fails only if the file cannot be read.
func Read(files fs.FS, name string) (*Manual, error) {
	source, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	m := &Manual{files: files, name: name, Chapters: []Chapter{{}}}
	r := reader{source}
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(source))
	for node := root.FirstChild(); node != nil; node = node.NextSibling() {
		heading, is := node.(*ast.Heading)
		switch {
		case is && heading.Level == 1:
			m.Title = r.text(node)
			m.Chapters[0].ID, m.Chapters[0].Title = anchor(m.Title), m.Title
		case is && heading.Level == 2:
			title := r.text(node)
			m.Chapters = append(m.Chapters, Chapter{ID: anchor(title), Title: title})
		default:
			last := &m.Chapters[len(m.Chapters)-1]
			last.Blocks = append(last.Blocks, r.blocks(node)...)
		}
	}
	return m, nil
}

// Picture is the file of one of the document's pictures.
func (m *Manual) Picture(name string) ([]byte, error) {
	return fs.ReadFile(m.files, path.Join(path.Dir(m.name), name))
}

// Find is the place of the chapter in which an ID stands; -1 if there is none.
func (m *Manual) Find(id string) int {
	for i, chapter := range m.Chapters {
		if chapter.ID == id {
			return i
		}
		for _, block := range chapter.Blocks {
			if heading, ok := block.(Heading); ok && heading.ID == id {
				return i
			}
		}
	}
	return -1
}

// anchor is what a link names a heading by, as GitHub makes it.
func anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', isWord(r):
			return r
		}
		return -1
	}, strings.ToLower(title))
}

// reader turns the nodes of a document into blocks.
type reader struct{ source []byte }

func (r reader) blocks(node ast.Node) []Block {
	switch n := node.(type) {
	case *ast.Heading:
		title := r.text(n)
		return []Block{Heading{ID: anchor(title), Text: title, Level: n.Level}}
	case *ast.Paragraph, *ast.TextBlock:
		if picture, alone := n.FirstChild().(*ast.Image); alone && n.ChildCount() == 1 {
			return []Block{Picture{Path: string(picture.Destination), Text: r.text(picture)}}
		}
		return []Block{Paragraph{r.spans(n, Span{})}}
	case *ast.List:
		list := List{Numbered: n.IsOrdered()}
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			list.Items = append(list.Items, r.children(item))
		}
		return []Block{list}
	case *tables.Table:
		return []Block{r.table(n)}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return []Block{Listing{strings.TrimRight(string(n.Lines().Value(r.source)), "\n")}}
	}
	if node.HasChildren() {
		return r.children(node)
	}
	return nil
}

func (r reader) children(node ast.Node) (all []Block) {
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		all = append(all, r.blocks(child)...)
	}
	return all
}

func (r reader) table(node *tables.Table) Table {
	var table Table
	for row := node.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []Paragraph
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, Paragraph{r.spans(cell, Span{})})
		}
		if _, head := row.(*tables.TableHeader); head {
			table.Head = cells
		} else {
			table.Rows = append(table.Rows, cells)
		}
	}
	return table
}

// spans are the pieces of running text below a node; style is what holds for all of them.
func (r reader) spans(node ast.Node, style Span) (all []Span) {
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		inner := style
		switch n := child.(type) {
		case *ast.Text:
			inner.Text = string(n.Segment.Value(r.source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				inner.Text += " "
			}
			all = append(all, inner)
			continue
		case *ast.String:
			inner.Text = string(n.Value)
			all = append(all, inner)
			continue
		case *ast.AutoLink:
			inner.Text, inner.Link = string(n.Label(r.source)), string(n.URL(r.source))
			all = append(all, inner)
			continue
		case *ast.Emphasis:
			inner.Bold = true
		case *ast.CodeSpan:
			inner.Code = true
		case *ast.Link:
			inner.Link = string(n.Destination)
		}
		all = append(all, r.spans(child, inner)...)
	}
	return join(all)
}

// join makes one of pieces of the same kind.
func join(spans []Span) (all []Span) {
	for _, span := range spans {
		if last := len(all) - 1; last >= 0 {
			same := all[last]
			same.Text = span.Text
			if same == span {
				all[last].Text += span.Text
				continue
			}
		}
		all = append(all, span)
	}
	return all
}

// text is what stands below a node, without its kinds.
func (r reader) text(node ast.Node) string { return Paragraph{r.spans(node, Span{})}.plain() }
