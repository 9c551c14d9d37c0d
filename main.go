// Kanzleicode is the central authenticator of a tax firm. This file only hands over; the program begins
// in package app.
package main

import (
	"embed"
	"os"

	"kanzleicode/app"
	"kanzleicode/app/cli"
	"kanzleicode/app/platform/arguments"
)

// documents holds the manual that the window shows, with its pictures. It is embedded here because docs/ can be
// reached from nowhere below.
//
//go:embed docs/handbuch.md docs/manual.md docs/pictures/*.png
var documents embed.FS

func main() { os.Exit(app.Main(arguments.Take(cli.IsLink), documents)) }
