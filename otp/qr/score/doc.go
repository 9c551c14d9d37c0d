// Score measures how well programs read QR codes from picture files: ours, and beside it zbarimg and
// ZXingReader. It starts every program once per picture, one process at a time, as a person or a script
// would, and measures the whole process from outside: wall time, and the most memory it ever held.
//
//	score -corpus ../shared/qr-corpus                        ours: make qr-score
//	score -corpus ../shared/qr-corpus -compare               beside the others: make qr-compare
//	score -corpus ../shared/qr-corpus -set FOLDER,NAME=FOLDER     further sets of pictures
//	score … -compare -docs docs                              writes the result into docs/performance.md
//
// # What counts
//
// The rules are those of the corpus's own score.py, and a test holds both to the same result:
//
//   - import: every otpauth payload of the picture was read, byte for byte, and nothing that is not in it.
//   - strict: every payload of the picture was read, and nothing else.
//   - wrong: something was read that is not in the picture.
//   - A picture of the family "negative" holds no code: nothing may be read.
//   - crash: the program ended by a signal or a panic, or took longer than the time limit.
//
// # Sets
//
// A folder with a manifest.json in the form of the corpus (see [manifest]) is scored in the same way. Any other
// folder is taken as samples, every folder in it as a family (see [samples]): a picture with its text beside
// it (01.png, 01.txt; the samples of ZXing-C++), or without a text that anybody wrote down (the photos of
// BoofCV), where one code that is read counts.
package main
