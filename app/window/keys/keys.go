// Package keys is the window's keys as tables: which key it is, in which words the list of keys tells of it, and what
// pressing it does. What is bound and what is listed are the same table, so that the list cannot be wrong.
package keys

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Unlabelled is any key without a name in Fyne. On a German keyboard the one with ß and ? is such a key, as are
// those with ä, ö, ü and #.
const Unlabelled = fyne.KeyUnknown

// Control is Ctrl, on a Mac ⌘. A key never has Alt with Ctrl: that is AltGr on German keyboards.
const Control = fyne.KeyModifierShortcutDefault

// Key is one key, with those that are held with it.
type Key struct {
	Name fyne.KeyName
	With fyne.KeyModifier
	// Also are other keys, held with the same ones, that do the same. The list names only Name.
	Also []fyne.KeyName
	// As is what the list calls it, and Shift with it, where that is not its name: "?" is Shift and another key.
	As string
	// Does is the translation key of the words for what it does.
	Does string
	// Do does it; nil where the widget does that has the focus.
	Do func()
	// Over: it works while a dialog is open too.
	Over bool
	// Locked: it works while the window is locked too.
	Locked bool
}

// Is reports whether it is the key that was pressed without Ctrl.
func (k *Key) Is(name fyne.KeyName) bool {
	return k.With == 0 && slices.Contains(k.names(), name)
}

func (k *Key) names() []fyne.KeyName { return append([]fyne.KeyName{k.Name}, k.Also...) }

// Shortcuts are what Fyne calls the key when it is pressed with Ctrl; none if it is pressed alone.
func (k *Key) Shortcuts() []fyne.Shortcut {
	if k.With&^fyne.KeyModifierShift == 0 {
		return nil
	}
	var all []fyne.Shortcut
	for _, name := range k.names() {
		all = append(all, shortcut(name, k.With))
	}
	return all
}

// shortcut is Fyne's word for a key: a few have one of their own.
func shortcut(name fyne.KeyName, with fyne.KeyModifier) fyne.Shortcut {
	if with == Control {
		switch name {
		case fyne.KeyA:
			return &fyne.ShortcutSelectAll{}
		case fyne.KeyC:
			return &fyne.ShortcutCopy{}
		case fyne.KeyV:
			return &fyne.ShortcutPaste{}
		case fyne.KeyZ:
			return &fyne.ShortcutUndo{}
		}
	}
	return &desktop.CustomShortcut{KeyName: name, Modifier: with}
}

// named are the keys whose names are words, and so translated.
var named = map[fyne.KeyName]string{
	fyne.KeyReturn: "window.keys.name.enter", fyne.KeySpace: "window.keys.name.space", fyne.KeyEscape: "window.keys.name.escape",
	fyne.KeyTab: "window.keys.name.tab", fyne.KeyHome: "window.keys.name.home", fyne.KeyEnd: "window.keys.name.end",
	fyne.KeyPageUp: "window.keys.name.page_up", fyne.KeyPageDown: "window.keys.name.page_down",
	fyne.KeyUp: "window.keys.name.up", fyne.KeyDown: "window.keys.name.down",
	fyne.KeyLeft: "window.keys.name.left", fyne.KeyRight: "window.keys.name.right",
}

// Label is what stands on the keyboard, "Strg + C"; text gives the words of a translation key.
func (k *Key) Label(text func(key string) string) string {
	var parts []string
	if k.With&Control != 0 {
		name := "window.keys.name.control"
		if Control == fyne.KeyModifierSuper {
			name = "window.keys.name.command"
		}
		parts = append(parts, text(name))
	}
	if k.With&fyne.KeyModifierAlt != 0 {
		parts = append(parts, text("window.keys.name.alt"))
	}
	if k.With&fyne.KeyModifierShift != 0 && k.As == "" {
		parts = append(parts, text("window.keys.name.shift"))
	}
	own := string(k.Name)
	switch {
	case k.As != "":
		own = k.As
	case named[k.Name] != "":
		own = text(named[k.Name])
	}
	return strings.Join(append(parts, own), " + ")
}

// Group is keys that work in one place.
type Group struct {
	Title string // the translation key of its words
	Keys  []Key
}

// Find is the first key of the table that a rule holds for, nil if there is none.
func (g *Group) Find(rule func(*Key) bool) *Key {
	for i := range g.Keys {
		if rule(&g.Keys[i]) {
			return &g.Keys[i]
		}
	}
	return nil
}
