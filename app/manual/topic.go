package manual

// Topic is what a part of the window is about, whatever language its chapter has.
type Topic string

// The topics.
const (
	Setup       Topic = "setup"
	Code        Topic = "code"
	Display     Topic = "display"
	Mandates    Topic = "mandates"
	Submissions Topic = "submissions"
	History     Topic = "history"
	Safety      Topic = "safety"
	Lock        Topic = "lock"
	Settings    Topic = "settings"
)

// Document is the manual of one language.
type Document struct {
	Name   string           // the file's
	Places map[Topic]string // the ID of the heading of each topic
}

// documents are the manuals, by language.
var documents = map[string]Document{
	"de": {"docs/handbuch.md", map[Topic]string{
		Setup: "einrichtung", Code: "der-code", Display: "die-anzeige", Mandates: "die-mandate", Submissions: "melden",
		History: "der-verlauf", Safety: "sicherheit", Lock: "das-fenster-sperren", Settings: "einstellungen",
	}},
	"en": {"docs/manual.md", map[Topic]string{
		Setup: "setting-it-up", Code: "the-code", Display: "the-display", Mandates: "the-clients", Submissions: "reporting",
		History: "the-history", Safety: "safety", Lock: "locking-the-window", Settings: "settings",
	}},
}

// In is the manual in a language, English where there is none in it.
func In(language string) Document {
	if d, ok := documents[language]; ok {
		return d
	}
	return documents["en"]
}
