// Package theme is how Kanzleicode looks: two calm palettes, light and dark, around one deep teal; sizes
// that leave room; and a typeface whose digits are all equally wide. Every pair of colours that carries
// text has at least the contrast that WCAG 2.2 asks for at level AA (4.5 : 1), what only has to be seen
// at least 3 : 1. A third palette is white on black; there it is level AAA (7 : 1), and 4.5 : 1. A test
// computes them.
package theme

import (
	"image/color"
	"slices"
	"sync"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/assets"
)

// Colours that Fyne has no name for. Ask for them with Fyne's theme.Color.
const (
	ColorMuted        fyne.ThemeColorName = "kanzleicode.muted"        // text that stands back: captions, the next code
	ColorCard         fyne.ThemeColorName = "kanzleicode.card"         // surface of cards and table rows
	ColorCardBorder   fyne.ThemeColorName = "kanzleicode.cardBorder"   // hairline around cards
	ColorCardHover    fyne.ThemeColorName = "kanzleicode.cardHover"    // surface of a card under the mouse
	ColorTint         fyne.ThemeColorName = "kanzleicode.tint"         // surface of what is selected, under normal text
	ColorRail         fyne.ThemeColorName = "kanzleicode.rail"         // surface of the navigation
	ColorTrack        fyne.ThemeColorName = "kanzleicode.track"        // the part of the ring that has run out
	ColorUrgent       fyne.ThemeColorName = "kanzleicode.urgent"       // digits and ring in their last seconds
	ColorNoticeGood   fyne.ThemeColorName = "kanzleicode.noticeGood"   // surface of a message that all went well
	ColorNoticeFailed fyne.ThemeColorName = "kanzleicode.noticeFailed" // surface of a message that something failed
)

// Sizes that Fyne has no name for.
const (
	SizeGap  fyne.ThemeSizeName = "kanzleicode.gap"  // between things that belong together
	SizePage fyne.ThemeSizeName = "kanzleicode.page" // around a page
)

// Theme is Kanzleicode's fyne.Theme. The zero value is not usable: see [New].
type Theme struct {
	variant                   *fyne.ThemeVariant
	contrast                  bool
	textSize                  float32 // 1 = as usual
	regular, semibold, digits fyne.Resource
}

// Declare conformity with the interface.
var _ fyne.Theme = (*Theme)(nil)

// New is the theme that follows the desktop's choice of light or dark.
func New() *Theme {
	return &Theme{
		textSize: 1,
		regular:  font("sans-regular.otf"),
		semibold: font("sans-semibold.otf"),
		digits:   Digits(),
	}
}

// Only is the theme fixed to one variant: base.VariantLight or base.VariantDark.
func Only(variant fyne.ThemeVariant) *Theme {
	t := New()
	t.variant = &variant
	return t
}

// HighContrast is the theme in white on black, whatever the desktop has.
func HighContrast() *Theme {
	t := Only(base.VariantDark)
	t.contrast = true
	return t
}

// WithTextSize is the same theme with texts of another size, in per cent of the usual one.
func (t *Theme) WithTextSize(percent int) *Theme {
	larger := *t
	larger.textSize = float32(percent) / 100
	return &larger
}

// Digits is the font of the codes. It has digits, spaces and dashes and little else.
func Digits() fyne.Resource { return digits() }

// digits is one and the same resource for all texts: Fyne reads a font for each resource anew, and keeps it for ever.
var digits = sync.OnceValue(func() fyne.Resource { return font("digits.otf") })

// Icon is the program's own picture, for windows and the desktop.
func Icon() fyne.Resource { return fyne.NewStaticResource("kanzleicode.png", asset("kanzleicode.png")) }

// Symbol is one of our own drawings, "code" or "mandates", in the colour of the text around it.
func Symbol(name string) fyne.Resource {
	return base.NewThemedResource(fyne.NewStaticResource(name+".svg", asset(name+".svg")))
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if t.variant != nil {
		variant = *t.variant
	}
	palette := light
	switch {
	case t.contrast:
		palette = contrast
	case variant == base.VariantDark:
		palette = dark
	}
	if c, ok := palette[name]; ok {
		return c
	}
	return base.DefaultTheme().Color(name, variant)
}

// Font implements fyne.Theme.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace || style.Symbol:
		return base.DefaultTheme().Font(style)
	case style.Bold:
		return t.semibold
	}
	return t.regular
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return base.DefaultTheme().Icon(name) }

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	size, ok := sizes[name]
	if !ok {
		size = base.DefaultTheme().Size(name)
	}
	if slices.Contains(texts, name) {
		size *= t.textSize
	}
	return size
}

// Grown is a length that grows with the texts: usual with texts of the usual size, in the theme that is in use now.
func Grown(usual float32) float32 {
	return usual * base.Size(base.SizeNameText) / sizes[base.SizeNameText]
}

// font is an embedded font. The file is part of the program: that it is missing can only be a broken
// build, and then Fyne falls back to its own font.
func font(name string) fyne.Resource {
	raw, err := assets.Font.ReadFile("font/" + name)
	if err != nil {
		return nil
	}
	return fyne.NewStaticResource("kanzleicode-"+name, raw)
}

func asset(name string) []byte {
	raw, err := assets.Icon.ReadFile("icon/" + name)
	if err != nil {
		return nil
	}
	return raw
}
