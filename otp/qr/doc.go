// Package qr turns pictures into the texts of the QR codes that they show, and a text into the picture
// of a QR code.
//
//	img, err := qr.Load(data)                // bytes of a file -> picture, bounded and checked
//	symbols, err := qr.Decode(ctx, img)      // picture -> every code in it, in reading order
//	img, err := qr.Encode("otpauth://…", 8)  // text -> picture, 8 pixels a module
//
// The package knows nothing about one-time passwords: what a text means is the business of package otp.
// Payloads are secrets; neither errors nor panics of this package ever hold one.
//
// # How a picture is read
//
// Decode works through a ladder of passes (passes.go) over the grey picture: as it is, smaller, larger,
// other thresholds, less noise, single colours. Each pass does the same four steps.
//
//   - binarize.go decides for every pixel whether it is ink or ground.
//   - finder.go looks for the three finder patterns (1:1:3:1:1) of a code, dark on light and light on
//     dark in the same walk, and groups them into triples.
//   - fit.go lays a grid of modules (grid.go) over a triple: number of modules and perspective are those
//     that agree best with the patterns every code must hold (layout.go; ISO/IEC 18004, function patterns).
//     align.go and settle.go follow paper that is not flat.
//   - sample.go reads one grey value per module, decides dark or light, and hands the matrix to
//     gozxing's decoder, which corrects errors and reads the text. deblur.go helps where neighbouring
//     modules have run into each other.
//
// Only that last step uses github.com/makiuchi-d/gozxing: its own detector loses one picture in three
// that browsers, phones and dark desktops make. A text is reported only when its error correction adds
// up, so there are no guesses.
package qr
