package window

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"kanzleicode/app/language"
)

// fyneTexts are the keys of the few words that Fyne brings itself: file dialogs and the menus of entries.
// Our catalogue has them under "fyne.<key>".
var fyneTexts = []string{
	"Advanced", "Cancel", "Confirm", "Copy", "Create Folder", "Cut", "Desktop", "Documents", "Downloads",
	"Enter filename", "Error", "Favourites", "File", "Folder", "Home", "Movies", "Music", "New Folder", "No", "OK",
	"Open", "Paste", "Pictures", "Quit", "Redo", "Save", "Select all", "Show Hidden Files", "Undo", "Videos", "Yes",
	"file.name", "file.parent",
}

// speak makes Fyne's own words those of our catalogue. Fyne chooses its language by the system's locale
// alone, so our words are given to it as the words of that locale, and of English, which it takes when it
// does not know the locale.
func speak(texts *language.Catalog) {
	words := make(map[string]string, len(fyneTexts))
	for _, key := range fyneTexts {
		words[key] = texts.Text("fyne." + key)
	}
	raw, err := json.Marshal(words)
	if err != nil {
		return
	}
	for _, locale := range []fyne.Locale{"en", lang.SystemLocale()} {
		if err := lang.AddTranslationsForLocale(raw, locale); err != nil {
			fyne.LogError("the words of file dialogs stay in the system's language", err)
		}
	}
}
