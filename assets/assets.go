// Package assets holds what is built into the program: texts, icons, the font and sample pictures.
package assets

import "embed"

// Translation holds translation/de.json and translation/en.json: flat objects of key and text.
//
//go:embed translation/*.json
var Translation embed.FS

// Font holds font/sans-regular.otf and font/sans-semibold.otf, for all text, and font/digits.otf, which
// has little more than digits, for codes. Where they come from: font/README.md; licence: font/LICENSE.txt.
//
//go:embed font/*.otf font/LICENSE.txt
var Font embed.FS

// Icon holds icon/kanzleicode.svg, the program's own picture, the same as icon/kanzleicode.png
// (256 × 256 pixels), and icon/<name>.svg, the drawings of the window's buttons.
//
//go:embed icon/*.svg icon/*.png
var Icon embed.FS
