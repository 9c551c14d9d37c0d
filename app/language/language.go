// Package language holds what a user reads, in the user's language. Texts are whole sentences in
// assets/translation, found by key, with named values in braces: "{name} wurde hinzugefügt." German is
// the first language and the fallback.
package language

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"kanzleicode/assets"
)

// The languages that Kanzleicode speaks.
const (
	German  = "de"
	English = "en"
)

// Catalog is one language's texts. They are read when the first one is asked for: a command that prints
// six digits needs none.
type Catalog struct {
	tag    string
	texts  func() map[string]string
	prefer string // see Preferring
}

// New loads the texts of a language: "de", "en" or a tag that begins so ("de_AT.UTF-8"). Any other tag
// gives German, since the product's users work in German.
func New(tag string) *Catalog {
	c := &Catalog{tag: German}
	if strings.HasPrefix(strings.ToLower(tag), English) {
		c.tag = English
	}
	c.texts = sync.OnceValue(func() map[string]string { return read(c.tag) })
	return c
}

func read(tag string) map[string]string {
	var texts map[string]string
	raw, err := assets.Translation.ReadFile("translation/" + tag + ".json")
	if err == nil {
		err = json.Unmarshal(raw, &texts)
	}
	if err != nil {
		// The files are embedded and tested: this can only be a broken build.
		panic(fmt.Sprintf("language: %v", err))
	}
	return texts
}

// System is the language that the environment asks for (LC_ALL, LC_MESSAGES, LANG, in this order), as
// New takes it; env reads the environment. Without one, as on Windows, it is "": New makes German of it.
func System(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := env(name)
		if value != "" && value != "C" && value != "POSIX" && !strings.HasPrefix(value, "C.") {
			return value
		}
	}
	return ""
}

// Preferring is the same catalogue for one way to use the program: of a problem it tells the text under
// prefix and the problem's key if there is one. The window and the command line solve the same problem by
// different means, and each names its own.
func (c *Catalog) Preferring(prefix string) *Catalog {
	return &Catalog{tag: c.tag, texts: c.texts, prefer: prefix}
}

// Tag is "de" or "en".
func (c *Catalog) Tag() string { return c.tag }

// Has reports whether a text stands under key.
func (c *Catalog) Has(key string) bool { _, ok := c.texts()[key]; return ok }

// Text gives the text under key with its named values put in; args are pairs of name and value. A key
// without a text shows as itself in brackets, so that it is seen and never silently empty.
func (c *Catalog) Text(key string, args ...any) string {
	text, ok := c.texts()[key]
	if !ok {
		return "[" + key + "]"
	}
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Count gives the text under key+".one" for n = 1 and key+".other" else, with n as {n}.
func (c *Catalog) Count(key string, n int, args ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return c.Text(key+form, append([]any{"n", n}, args...)...)
}

// Named gives the text under key with values from a map, as errors and history entries carry them.
func (c *Catalog) Named(key string, values map[string]any) string {
	args := make([]any, 0, 2*len(values))
	for name, value := range values {
		args = append(args, name, value)
	}
	return c.Text(key, args...)
}

// Problem is what an error of ours offers so that a person can be told: a translation key and its values.
type Problem interface {
	error
	TextKey() string
	TextArgs() map[string]any
}

// Explain puts an error into words: what happened, what it means and what to do. An error that is no
// [Problem] is shown as it is behind a general sentence; such errors never hold secrets.
func (c *Catalog) Explain(err error) string {
	var problem Problem
	if errors.As(err, &problem) {
		for _, key := range []string{c.prefer + problem.TextKey(), problem.TextKey()} {
			if c.Has(key) {
				return c.Named(key, problem.TextArgs())
			}
		}
	}
	return c.Text("problem.other", "detail", err.Error())
}
