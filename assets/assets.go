// Package assets holds what is built into the program: texts, icons, the font and sample pictures.
package assets

import "embed"

// Translation holds translation/de.json and translation/en.json: flat objects of key and text.
//
//go:embed translation/*.json
var Translation embed.FS
