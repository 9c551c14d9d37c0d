package keys

import "fyne.io/fyne/v2"

// OfFocus are the keys that lists, fields, buttons and dialogs take themselves while they have the focus.
func OfFocus() []Group {
	return []Group{
		{Title: "window.keys.in_lists", Keys: []Key{
			{Name: fyne.KeyDown, Does: "window.keys.lists.down"},
			{Name: fyne.KeyUp, Does: "window.keys.lists.up"},
			{Name: fyne.KeyPageDown, Does: "window.keys.lists.page_down"},
			{Name: fyne.KeyPageUp, Does: "window.keys.lists.page_up"},
			{Name: fyne.KeyHome, Does: "window.keys.lists.first"},
			{Name: fyne.KeyEnd, Does: "window.keys.lists.last"},
			{Name: fyne.KeySpace, Does: "window.keys.lists.choose"},
			{Name: fyne.KeyDown, With: fyne.KeyModifierShift, Does: "window.keys.lists.several"},
			{Name: fyne.KeyReturn, Does: "window.keys.lists.open"},
		}},
		{Title: "window.keys.in_dialogs", Keys: []Key{
			{Name: fyne.KeyTab, Does: "window.keys.dialogs.next"},
			{Name: fyne.KeyTab, With: fyne.KeyModifierShift, Does: "window.keys.dialogs.previous"},
			{Name: fyne.KeySpace, Does: "window.keys.dialogs.press"},
			{Name: fyne.KeyReturn, Does: "window.keys.dialogs.main"},
			{Name: fyne.KeyEscape, Does: "window.keys.dialogs.cancel"},
		}},
	}
}
