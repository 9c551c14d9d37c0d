package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/keys"
	"kanzleicode/app/window/widgets"
)

// keyGroups is every key of the window, its lists and dialogs, the Anzeige and the small window.
func (w *Window) keyGroups() []keys.Group {
	var all []keys.Group
	for _, place := range w.bound {
		all = append(all, place.Group)
	}
	return append(append(all, keys.OfFocus()...), w.display.Keys(), w.small.Keys())
}

// The list of keys: how wide and high it is, and how wide the names of the keys are.
const keyListWidth, keyListHeight, keyNameWidth = 600, 440, 190

// ShowKeys lists every key with what it does.
func (w *Window) ShowKeys() {
	texts := w.services.Texts
	rows := widgets.NewColumn(6)
	for i, group := range w.keyGroups() {
		title := widgets.Flush(widgets.NewParagraph(texts.Text(group.Title), widgets.Title))
		if i > 0 {
			title = container.New(layout.NewCustomPaddedLayout(14, 0, 0, 0), title)
		}
		rows.Add(title)
		for _, key := range group.Keys {
			label := key.Label(func(name string) string { return texts.Text(name) })
			rows.Add(widgets.NewPair(keyNameWidth, widgets.Flush(widgets.NewParagraph(label, widgets.Strong)),
				widgets.Flush(widgets.NewParagraph(texts.Text(key.Does), widgets.Plain))))
		}
	}
	var dialog *widgets.Dialog
	dialog = widgets.NewDialog(w.native, texts.Text("window.keys.title"), keyListWidth,
		container.New(widgets.AtLeast(fyne.NewSize(keyListWidth, keyListHeight)), widgets.NewReader(rows)),
		widgets.NewButton(texts.Text("window.close"), widget.HighImportance, func() { dialog.Hide() }))
	dialog.Show()
}
