package repair

import "kanzleicode/app/language"

// Sentence says what can be done for a record, and where it comes from.
func (i *Item) Sentence(texts *language.Catalog) string {
	name := i.Label
	if name == "" {
		name = texts.Text("repair.unnamed", "id", i.ID.String()[:8])
	}
	key := "repair.item." + string(i.Source)
	if i.Source == SourceOlder && i.Renewed {
		key = "repair.item.older_renewed"
	}
	return texts.Text(key, "name", name, "time", i.Taken.Local().Format(texts.Text("date.day")+" 15:04"))
}
