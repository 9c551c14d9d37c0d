package window

import (
	"kanzleicode/app/language"
	"kanzleicode/app/manual"
	"kanzleicode/app/window/theme"
	"kanzleicode/app/window/widgets"
)

// The pages, in the order of the navigation.
const (
	codePage = iota
	mandatesPage
	submissionsPage
	historyPage
	safetyPage
	guidePage
	settingsPage
	helpPage
)

// entry is a page in the navigation.
type entry struct {
	name  string       // the translation key
	icon  string       // the drawing
	topic manual.Topic // what the manual says of it
}

// navigation lists the pages in their order.
func navigation() []entry {
	return []entry{
		{"window.nav.code", "code", manual.Code},
		{"window.nav.mandates", "mandates", manual.Mandates},
		{"window.nav.submissions", "submissions", manual.Submissions},
		{"window.nav.history", "history", manual.History},
		{"window.nav.safety", "safety", manual.Safety},
		{"window.nav.guide", "guide", manual.Setup},
		{"window.nav.settings", "settings", manual.Settings},
		{"window.nav.help", "help", ""},
	}
}

// railItems are the entries as the rail shows them.
func railItems(texts *language.Catalog) []widgets.RailItem {
	var items []widgets.RailItem
	for _, e := range navigation() {
		items = append(items, widgets.RailItem{Text: texts.Text(e.name), Icon: theme.Symbol(e.icon)})
	}
	return items
}

// ShowHelp shows what the manual says of the page in sight; while there is no account, how it is set up.
func (w *Window) ShowHelp() {
	topic := navigation()[w.current].topic
	if topic == manual.Code && w.code.Empty() {
		topic = manual.Setup
	}
	w.Show(helpPage)
	w.help.Open(topic)
}
