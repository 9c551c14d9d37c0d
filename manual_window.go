//go:build !nowindow

package main

import "embed"

// documents holds the manual that the window shows, with its pictures, where it stands for readers of the sources too.
//
//go:embed docs/handbuch.md docs/manual.md docs/pictures/*.png
var documents embed.FS
