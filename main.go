// Kanzleicode is the central authenticator of a tax firm. This file only hands over; the program begins
// in package app.
package main

import (
	"os"

	"kanzleicode/app"
)

func main() { os.Exit(app.Main(os.Args[1:], documents)) }
