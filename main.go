// Kanzleicode is the central authenticator of a tax firm. This file only hands over; the program begins
// in package app.
package main

func main() {}
