//go:build nowindow

package main

import "embed"

// documents is empty: the command line shows no manual.
var documents embed.FS
