package export

import (
	"kanzleicode/app/language"
	"kanzleicode/app/recovery"
)

// RecoveryTexts are the words of a recovery sheet from the catalogue.
func RecoveryTexts(texts *language.Catalog, sheet *recovery.Sheet) recovery.Texts {
	name := sheet.Vault.String()[:8]
	day := sheet.Created.Local().Format(texts.Text("date.day"))
	t := recovery.Texts{
		Title: texts.Text("sheet.title"), Lead: texts.Text("sheet.lead"), Vault: texts.Text("sheet.vault", "name", name, "day", day),
		Key: texts.Text("sheet.key"), KeyHint: texts.Text("sheet.key_hint"), Use: texts.Text("sheet.use"), Keep: texts.Text("sheet.keep"),
		Foot: texts.Text("sheet.foot", "name", name, "day", day),
	}
	for _, key := range []string{"sheet.step1", "sheet.step2", "sheet.step3", "sheet.step4"} {
		t.Steps = append(t.Steps, texts.Text(key))
	}
	for _, key := range []string{"sheet.rule1", "sheet.rule2", "sheet.rule3"} {
		t.Rules = append(t.Rules, texts.Text(key))
	}
	return t
}
