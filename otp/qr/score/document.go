package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/image/draw"

	"kanzleicode/otp/qr"
)

// The result stands between these lines of performance.md.
const (
	docsBegin = "<!-- measured by make qr-docs: begin -->"
	docsEnd   = "<!-- measured by make qr-docs: end -->"
)

// document writes the outcomes into performance.md, the first one with its families and its misses.
func document(folder string, outcomes []outcome) error {
	path := filepath.Join(folder, "performance.md")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(text, []byte(docsBegin))
	_, after, found2 := bytes.Cut(rest, []byte(docsEnd))
	if !found || !found2 {
		return fmt.Errorf("%s: the lines %q and %q are missing", path, docsBegin, docsEnd)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s\n", before, docsBegin)
	for i, o := range outcomes {
		b.WriteString(o.report(false))
		if i > 0 {
			continue
		}
		misses, err := picturesOf(o.scores[0].Missed, filepath.Join(folder, "pictures"))
		if err != nil {
			return err
		}
		b.WriteString("By family:\n\n")
		table(&b, o.familyTable())
		b.WriteString("\nNot imported by " + o.programs[0].Name + ":\n\n")
		table(&b, misses)
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s%s", docsEnd, after)
	return os.WriteFile(path, []byte(b.String()), 0o600)
}

const (
	missPrefix = "qr-miss-"
	missSide   = 280 // pixels of the longer side of a small picture
	missMost   = 24  // small pictures at most: a repository is no picture book
)

// picturesOf writes small pictures of what was missed into folder and removes those of before. It returns a
// table of them.
func picturesOf(missed []picture, folder string) ([][]string, error) {
	old, err := filepath.Glob(filepath.Join(folder, missPrefix+"*.png"))
	if err != nil {
		return nil, err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	}
	rows := [][]string{{"picture", "name", "how it was made"}}
	for i, p := range missed {
		name := strings.TrimSuffix(filepath.Base(p.File), filepath.Ext(p.File))
		row := []string{"", name, "`" + p.Params + "`"}
		if img := load(p.File); img != nil && i < missMost {
			file := missPrefix + name + ".png"
			if err := writePNG(filepath.Join(folder, file), small(img), png.BestCompression); err != nil {
				return nil, err
			}
			row[0] = fmt.Sprintf("![%s](pictures/%s)", name, file)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// load gives nil for what is no picture.
func load(file string) image.Image {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	img, err := qr.Load(data)
	if err != nil {
		return nil
	}
	return img
}

// small makes a picture small in pixels and bytes: 16 greys.
func small(img image.Image) image.Image {
	from := img.Bounds()
	scale := min(1, missSide/float64(max(from.Dx(), from.Dy())))
	to := image.Rect(0, 0, max(1, int(float64(from.Dx())*scale)), max(1, int(float64(from.Dy())*scale)))
	shrunk := image.NewGray(to)
	draw.Draw(shrunk, to, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(shrunk, to, img, from, draw.Over, nil)
	var greys color.Palette
	for i := range 16 {
		greys = append(greys, color.Gray{Y: uint8(i * 17)})
	}
	result := image.NewPaletted(to, greys)
	for i, v := range shrunk.Pix {
		result.Pix[i] = byte((int(v) + 8) / 17)
	}
	return result
}
