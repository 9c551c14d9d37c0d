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
//     align.go follows large codes from one alignment pattern to the next. curve.go goes by the direction and
//     size that the three finders show, for paper round a bottle or seen from far aside; settle.go then grows
//     from the finders outward over crumpled paper.
//   - sample.go reads one grey value per module, decides dark or light, and hands the matrix to
//     gozxing's decoder, which corrects errors and reads the text. deblur.go helps where neighbouring
//     modules have run into each other.
//
// A search is bounded by time, and what is costly in it by the amount of work. Every loop over pixels ends
// when the context does (plane.rows).
//
// Only that last step uses github.com/makiuchi-d/gozxing: its own detector loses one picture in three
// that browsers, phones and dark desktops make. A text is reported only when its error correction adds
// up, so there are no guesses. Its error correction takes no erasures: of a code whose logo covers more than it
// can correct, no more can be read by telling it where the logo is. Nor does it read Model 1 codes, which
// no authenticator makes.
package qr
