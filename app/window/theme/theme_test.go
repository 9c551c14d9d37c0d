package theme_test

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/window/theme"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

// over lays a see-through colour onto an opaque one.
func over(top, bottom color.Color) color.Color {
	t := color.NRGBAModel.Convert(top).(color.NRGBA)
	b := color.NRGBAModel.Convert(bottom).(color.NRGBA)
	mix := func(x, y uint8) uint8 {
		return uint8((int(x)*int(t.A) + int(y)*(255-int(t.A)) + 127) / 255)
	}
	return color.NRGBA{mix(t.R, b.R), mix(t.G, b.G), mix(t.B, b.B), 255}
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	test.NewTempApp(t)
	text := func(on fyne.ThemeColorName, names ...fyne.ThemeColorName) map[fyne.ThemeColorName][]fyne.ThemeColorName {
		return map[fyne.ThemeColorName][]fyne.ThemeColorName{on: names}
	}
	pairs := []struct {
		least float64
		on    map[fyne.ThemeColorName][]fyne.ThemeColorName
	}{
		{4.5, text(base.ColorNameBackground, base.ColorNameForeground, theme.ColorMuted, base.ColorNamePrimary, theme.ColorUrgent, base.ColorNameError, base.ColorNameSuccess, base.ColorNameWarning, base.ColorNamePlaceHolder, base.ColorNameHyperlink)},
		{4.5, text(theme.ColorCard, base.ColorNameHyperlink, base.ColorNamePlaceHolder, base.ColorNameForeground, theme.ColorMuted, base.ColorNamePrimary, theme.ColorUrgent, base.ColorNameError, base.ColorNameSuccess, base.ColorNameWarning)},
		{4.5, text(theme.ColorCardHover, base.ColorNameForeground, theme.ColorMuted, base.ColorNamePrimary, theme.ColorUrgent, base.ColorNameError, base.ColorNameSuccess, base.ColorNameWarning)},
		{4.5, text(theme.ColorTint, base.ColorNameForeground, theme.ColorMuted, base.ColorNamePrimary, base.ColorNameError, base.ColorNameSuccess, base.ColorNameWarning)},
		{4.5, text(theme.ColorRail, base.ColorNameForeground, theme.ColorMuted, base.ColorNamePrimary)},
		{4.5, text(theme.ColorNoticeGood, base.ColorNameForeground, base.ColorNameSuccess)},
		{4.5, text(theme.ColorNoticeFailed, base.ColorNameForeground, base.ColorNameError)},
		{4.5, text(base.ColorNameButton, base.ColorNameForeground)},
		{4.5, text(base.ColorNameHeaderBackground, base.ColorNameForeground, theme.ColorMuted)},
		{4.5, text(base.ColorNameMenuBackground, base.ColorNameForeground)},
		{4.5, text(base.ColorNameOverlayBackground, base.ColorNameForeground, theme.ColorMuted, base.ColorNameError, base.ColorNamePrimary, base.ColorNameSuccess, base.ColorNameWarning, base.ColorNameHyperlink)},
		{4.5, text(base.ColorNameInputBackground, base.ColorNameForeground, base.ColorNamePlaceHolder)},
		{4.5, text(base.ColorNamePrimary, base.ColorNameForegroundOnPrimary)},
		{4.5, text(base.ColorNameError, base.ColorNameForegroundOnError)},
		{4.5, text(base.ColorNameWarning, base.ColorNameForegroundOnWarning)},
		{4.5, text(theme.ColorUrgent, base.ColorNameForegroundOnWarning)},
		{4.5, text(base.ColorNameSuccess, base.ColorNameForegroundOnSuccess)},
		// WCAG 1.4.11: what has to be seen but not read.
		{3, text(base.ColorNameBackground, base.ColorNameInputBorder)},
		{3, text(base.ColorNameOverlayBackground, base.ColorNameInputBorder)},
		{3, text(theme.ColorCard, base.ColorNameInputBorder)},
		{3, text(base.ColorNameInputBackground, base.ColorNameInputBorder)},
		{3, text(base.ColorNameInputBackground, base.ColorNamePrimary)},
		{3, text(base.ColorNameBackground, base.ColorNameScrollBar)},
		{3, text(theme.ColorCard, base.ColorNameScrollBar)},
		{3, text(theme.ColorTrack, base.ColorNamePrimary, theme.ColorUrgent)},
		// The ring around what has the focus, on everything that it is drawn on.
		{3, text(base.ColorNameBackground, base.ColorNamePrimary)},
		{3, text(base.ColorNameOverlayBackground, base.ColorNamePrimary)},
		{3, text(base.ColorNameButton, base.ColorNamePrimary)},
		{3, text(base.ColorNameHeaderBackground, base.ColorNamePrimary)},
		{3, text(theme.ColorCard, base.ColorNamePrimary)},
		{3, text(theme.ColorCardHover, base.ColorNamePrimary)},
		{3, text(theme.ColorTint, base.ColorNamePrimary)},
		{3, text(theme.ColorRail, base.ColorNamePrimary)},
		{3, text(theme.ColorNoticeGood, base.ColorNamePrimary)},
		{3, text(theme.ColorNoticeFailed, base.ColorNamePrimary)},
	}
	// The third palette is held to level AAA (WCAG 1.4.6), and what is only seen to what texts have elsewhere.
	aaa := map[float64]float64{4.5: 7, 3: 4.5}
	for variant, th := range map[string]*theme.Theme{
		"light": theme.Only(base.VariantLight), "dark": theme.Only(base.VariantDark), "contrast": theme.HighContrast(),
	} {
		wanted := func(least float64) float64 {
			if variant == "contrast" {
				return aaa[least]
			}
			return least
		}
		ask := func(name fyne.ThemeColorName) color.Color { return th.Color(name, base.VariantLight) }
		for _, pair := range pairs {
			for on, names := range pair.on {
				for _, name := range names {
					surface := over(ask(on), ask(base.ColorNameBackground))
					if got := contrast(ask(name), surface); got < wanted(pair.least) {
						t.Errorf("%s: %s on %s has contrast %.2f, want %.1f", variant, name, on, got, wanted(pair.least))
					}
				}
			}
		}
		// What can be pressed is also read while the mouse is on it or presses it, and while it has the focus; so are rows
		// that are highlighted, and text that is selected.
		covers := []fyne.ThemeColorName{base.ColorNameHover, base.ColorNamePressed, base.ColorNameFocus}
		for _, pressed := range []struct {
			surface, text fyne.ThemeColorName
			covers        []fyne.ThemeColorName
		}{
			{base.ColorNameButton, base.ColorNameForeground, covers},
			{base.ColorNamePrimary, base.ColorNameForegroundOnPrimary, covers},
			{base.ColorNameError, base.ColorNameForegroundOnError, covers},
			{base.ColorNameWarning, base.ColorNameForegroundOnWarning, covers},
			{base.ColorNameSuccess, base.ColorNameForegroundOnSuccess, covers},
			{base.ColorNameBackground, base.ColorNameForeground, covers},
			{base.ColorNameMenuBackground, base.ColorNameForeground, covers},
			{base.ColorNameHeaderBackground, base.ColorNameForeground, covers},
			{base.ColorNameOverlayBackground, base.ColorNameForeground, covers},
			{theme.ColorRail, base.ColorNameForeground, covers},
			{theme.ColorCard, base.ColorNameForeground, append(covers, base.ColorNameSelection)},
			{theme.ColorCard, theme.ColorMuted, append(covers, base.ColorNameSelection)},
			{base.ColorNameInputBackground, base.ColorNameForeground, append(covers, base.ColorNameSelection)},
		} {
			for _, cover := range pressed.covers {
				surface := over(ask(cover), over(ask(pressed.surface), ask(base.ColorNameBackground)))
				if got := contrast(ask(pressed.text), surface); got < wanted(4.5) {
					t.Errorf("%s: %s on %s under %s has contrast %.2f", variant, pressed.text, pressed.surface, cover, got)
				}
			}
		}
	}
}

func TestEveryColourIsThereInBothVariants(t *testing.T) {
	test.NewTempApp(t)
	test.AssertAllColorNamesDefined(t, theme.New(), "kanzleicode")
	test.AssertAllColorNamesDefined(t, theme.HighContrast(), "kanzleicode contrast")
}

func TestTextsGrowAndMarginsStay(t *testing.T) {
	test.NewTempApp(t)
	usual, large := theme.New(), theme.New().WithTextSize(150)
	for name, factor := range map[fyne.ThemeSizeName]float32{
		base.SizeNameText: 1.5, base.SizeNameCaptionText: 1.5, base.SizeNameHeadingText: 1.5, base.SizeNameSubHeadingText: 1.5,
		base.SizeNameInlineIcon: 1.5, base.SizeNamePadding: 1, theme.SizePage: 1,
	} {
		if got, want := large.Size(name), usual.Size(name)*factor; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestAllDigitsAreEquallyWide(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New())
	for name, font := range map[string]fyne.Resource{
		"regular":  theme.New().Font(fyne.TextStyle{}),
		"semibold": theme.New().Font(fyne.TextStyle{Bold: true}),
		"digits":   theme.Digits(),
	} {
		if font == nil || len(font.Content()) == 0 {
			t.Fatalf("%s: no font", name)
		}
		width := func(text string) float32 {
			size, _ := app.Driver().RenderedTextSize(text, 200, fyne.TextStyle{}, font)
			return size.Width
		}
		want := width("000000")
		for digit := range 10 {
			text := fmt.Sprintf("%[1]d%[1]d%[1]d%[1]d%[1]d%[1]d", digit)
			if got := width(text); got != want {
				t.Errorf("%s: %s is %v wide, 000000 is %v", name, text, got, want)
			}
		}
	}
}
