// Package preferences keeps what this PC remembers of how a person wants Kanzleicode: its language and looks, and
// how long a code stays on the clipboard. It is no vault's affair, and nothing of it is secret.
//
// The file is a JSON object of "version" and one name for each setting. A name that is missing, or whose value this
// program does not know, has its default; names and values that this program does not know are kept.
package preferences

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"kanzleicode/app/language"
)

// Appearance is how the window looks.
type Appearance string

// The appearances.
const (
	System   Appearance = "system" // light or dark, as the desktop is
	Light    Appearance = "light"
	Dark     Appearance = "dark"
	Contrast Appearance = "contrast" // black and white, for those who see little
)

// Tray is what Kanzleicode does with the icons beside the clock.
type Tray string

// What it does with them.
const (
	NoTray    Tray = "off"
	TrayIcon  Tray = "icon"  // it has one there
	TrayClose Tray = "close" // and closing the window leaves it there
)

// Trays lists what may stand in [Preferences.Tray].
func Trays() []Tray { return []Tray{NoTray, TrayIcon, TrayClose} }

// SystemLanguage is the language that the desktop asks for.
const SystemLanguage = "system"

// Languages lists what may stand in [Preferences.Language].
func Languages() []string { return []string{SystemLanguage, language.German, language.English} }

// Appearances lists every appearance.
func Appearances() []Appearance { return []Appearance{System, Light, Dark, Contrast} }

// TextSizes lists what may stand in [Preferences.TextSize], in per cent.
func TextSizes() []int { return []int{100, 125, 150, 200} }

// ClipboardTimes lists what may stand in [Preferences.Clipboard]; 0 = never.
func ClipboardTimes() []time.Duration {
	return []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 0}
}

// Preferences are all settings.
type Preferences struct {
	Language   string // one of Languages
	Appearance Appearance
	TextSize   int           // of the usual size, in per cent
	Clipboard  time.Duration // after which a copied code is taken off the clipboard; 0 = never
	Tray       Tray
}

// Default are the settings of a PC that remembers none.
func Default() Preferences {
	return Preferences{Language: SystemLanguage, Appearance: System, TextSize: 100, Clipboard: 30 * time.Second, Tray: NoTray}
}

// version is the file's; a newer one is read as far as it is understood, and keeps its number.
const version = 1

// file is the file's form; "" and nil = the name is missing.
type file struct {
	Version    *int        `json:"version,omitempty"`
	Language   *string     `json:"language,omitempty"`
	Appearance *Appearance `json:"appearance,omitempty"`
	TextSize   *int        `json:"text_size,omitempty"`         // per cent
	Clipboard  *int        `json:"clipboard_seconds,omitempty"` // 0 = never
	Tray       *Tray       `json:"tray_icon,omitempty"`
}

// Given is what the firm's IT has laid down: "" = nothing. What is not locked is for whoever has chosen nothing.
type Given struct {
	Language       string
	LanguageLocked bool
	Tray           Tray
	TrayLocked     bool
}

// defaults are the settings of a PC that remembers none.
func (g Given) defaults() Preferences {
	p := Default()
	if g.Language != "" {
		p.Language = g.Language
	}
	if g.Tray != "" {
		p.Tray = g.Tray
	}
	return p
}

// hold puts what is locked in the place of anything else.
func (g Given) hold(p *Preferences) {
	if g.LanguageLocked {
		p.Language = g.Language
	}
	if g.TrayLocked {
		p.Tray = g.Tray
	}
}

// decode reads a file's names as they stand, and what this program understands of them. What is no JSON object
// holds nothing.
func decode(data []byte, given Given) (map[string]json.RawMessage, Preferences) {
	names := map[string]json.RawMessage{}
	if json.Unmarshal(data, &names) != nil || names == nil {
		names = map[string]json.RawMessage{}
	}
	p := given.defaults()
	take(names["language"], &p.Language, Languages())
	take(names["appearance"], &p.Appearance, Appearances())
	take(names["text_size"], &p.TextSize, TextSizes())
	take(names["tray_icon"], &p.Tray, Trays())
	seconds := int(p.Clipboard / time.Second)
	take(names["clipboard_seconds"], &seconds, clipboardSeconds())
	p.Clipboard = time.Duration(seconds) * time.Second
	given.hold(&p)
	return names, p
}

// take reads one value, if it is one of those that there are.
func take[T comparable](raw json.RawMessage, into *T, known []T) {
	var value T
	if len(raw) > 0 && json.Unmarshal(raw, &value) == nil && slices.Contains(known, value) {
		*into = value
	}
}

func clipboardSeconds() []int {
	var all []int
	for _, t := range ClipboardTimes() {
		all = append(all, int(t/time.Second))
	}
	return all
}

// encode writes the settings that differ from those of before over the names of a file.
func encode(names map[string]json.RawMessage, before, now Preferences) ([]byte, error) {
	seconds := int(now.Clipboard / time.Second)
	changed := file{}
	if _, there := names["version"]; !there {
		v := version
		changed.Version = &v
	}
	if now.Language != before.Language {
		changed.Language = &now.Language
	}
	if now.Appearance != before.Appearance {
		changed.Appearance = &now.Appearance
	}
	if now.TextSize != before.TextSize {
		changed.TextSize = &now.TextSize
	}
	if now.Clipboard != before.Clipboard {
		changed.Clipboard = &seconds
	}
	if now.Tray != before.Tray {
		changed.Tray = &now.Tray
	}
	raw, err := json.Marshal(changed)
	if err != nil {
		return nil, err
	}
	var over map[string]json.RawMessage
	if err := json.Unmarshal(raw, &over); err != nil {
		return nil, err
	}
	all := maps.Clone(names)
	maps.Copy(all, over)
	return json.MarshalIndent(all, "", "  ")
}

// Files keeps a small file under a name; statefile.Folder does. Load gives nil for a file that is not there.
type Files interface {
	Load(name string) ([]byte, error)
	Save(name string, data []byte) error
}

// fileName is the file's name, without the suffix that the folder gives it.
const fileName = "this-pc"

// nowhere is where a PC keeps settings that has no place for them.
type nowhere struct{}

func (nowhere) Load(string) ([]byte, error) { return nil, nil }
func (nowhere) Save(string, []byte) error   { return errors.New("no place to keep them") }

// Store keeps the settings. Its methods may be called from any goroutine; Change may block.
type Store struct {
	files Files
	given Given

	mu          sync.Mutex
	now         Preferences
	next        int
	subscribers map[int]func(Preferences)
}

// Open reads the settings. A file that cannot be read, or is damaged, is as none. Without files (nil) nothing is kept.
func Open(files Files, given Given) *Store {
	if files == nil {
		files = nowhere{}
	}
	data, err := files.Load(fileName)
	if err != nil {
		data = nil
	}
	_, now := decode(data, given)
	return &Store{files: files, given: given, now: now, subscribers: map[int]func(Preferences){}}
}

// Now are the settings as they stand.
func (s *Store) Now() Preferences {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Given is what the firm's IT has laid down.
func (s *Store) Given() Given { return s.given }

// Subscribe has f called after each change, on the goroutine that changes, until stop is called.
func (s *Store) Subscribe(f func(Preferences)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	id := s.next
	s.subscribers[id] = f
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscribers, id)
	}
}

// Change changes settings, tells the subscribers and stores them. They are in effect also if they cannot be stored:
// then the *[Error] says that they are for this time only. What the firm's IT has locked stays as it is.
func (s *Store) Change(change func(*Preferences)) error {
	s.mu.Lock()
	before := s.now
	change(&s.now)
	s.given.hold(&s.now)
	now := s.now
	err := s.save(before, now)
	var told []func(Preferences)
	if now != before {
		for _, id := range slices.Sorted(maps.Keys(s.subscribers)) {
			told = append(told, s.subscribers[id])
		}
	}
	s.mu.Unlock()
	for _, f := range told {
		f(now)
	}
	return err
}

// save puts what has changed into the file as it is now: another process may have changed it since.
func (s *Store) save(before, now Preferences) error {
	data, err := s.files.Load(fileName)
	if err != nil {
		return &Error{err}
	}
	names, _ := decode(data, s.given)
	if data, err = encode(names, before, now); err == nil {
		err = s.files.Save(fileName, data)
	}
	if err != nil {
		return &Error{err}
	}
	return nil
}

// Error: settings could not be stored. They are in effect until the program ends.
type Error struct{ Err error }

// Error is the English text for logs.
func (e *Error) Error() string { return "preferences: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// TextKey is the translation key of the sentence for people.
func (*Error) TextKey() string { return "problem.preferences.save" }

// TextArgs are the named values of that sentence.
func (*Error) TextArgs() map[string]any { return nil }
