package window

import (
	"context"

	base "fyne.io/fyne/v2/theme"

	"kanzleicode/app/preferences"
	"kanzleicode/app/vault"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/settings"
	"kanzleicode/app/window/theme"
)

// Look is the theme that a person wants.
func Look(wishes preferences.Preferences) *theme.Theme {
	look := theme.New()
	switch wishes.Appearance {
	case preferences.Light:
		look = theme.Only(base.VariantLight)
	case preferences.Dark:
		look = theme.Only(base.VariantDark)
	case preferences.Contrast:
		look = theme.HighContrast()
	case preferences.System:
	}
	return look.WithTextSize(wishes.TextSize)
}

// bindSettings makes the page of settings, and has each change take effect at once.
func (w *Window) bindSettings() {
	w.settings = settings.New(w.host, settings.Services{
		Preferences: w.services.Preferences, About: w.services.About, Autostart: w.services.Autostart, Tray: w.tray(), Clock: w.clockwork.Card(),
		Firm: w.services.Support.Firm.Load, EditFirm: w.desk.EditFirm, EditTexts: w.desk.EditTexts, EditLine: w.desk.EditLine,
		ShowDisplay: func() { w.openDisplay(vault.ID{}) }, ShowSmall: func() { w.openSmall(vault.ID{}) },
		Lock: func() { w.lock.OpenSettings() }, Safety: func() { w.Show(safetyPage) },
	})
	worker, looks := w.host.Worker, w.services.Preferences.Now()
	stop := w.services.Preferences.Subscribe(func(preferences.Preferences) {
		worker.Back(func() {
			wishes := w.services.Preferences.Now() // two changes may come in any order
			if wishes.Appearance != looks.Appearance || wishes.TextSize != looks.TextSize {
				w.dress(wishes)
			}
			looks, w.clip.time = wishes, wishes.Clipboard
			w.corner.fit()
		})
	})
	context.AfterFunc(worker.Context(), stop)
}

// dress gives the window other looks. Fyne draws anew what is in sight; the other pages are drawn anew when they
// come into sight.
func (w *Window) dress(wishes preferences.Preferences) {
	w.app.Settings().SetTheme(Look(wishes))
	w.stale = map[page.Page]bool{}
	for i, p := range w.pages {
		w.stale[p] = i != w.current
	}
	w.root.Refresh()
}

// freshen draws the page in sight anew if the looks have changed since it was last seen.
func (w *Window) freshen() {
	if p := w.pages[w.current]; w.stale[p] {
		delete(w.stale, p)
		w.app.Settings().SetTheme(w.app.Settings().Theme()) // Fyne has no other way to reach every object
	}
}
