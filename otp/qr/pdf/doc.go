// Package pdf turns the pages of PDF documents into pictures, and finds the QR codes on them.
//
//	var r pdf.Reader                          // keep it: the first document is the slow one
//	if pdf.Is(data) {
//		payloads, err := r.Payloads(ctx, data) // all codes of all pages
//	}
//	for page, err := range r.Pages(ctx, data) {
//		picture, err := page.Picture(pdf.UsualDPI)
//	}
//
// # Which renderer, and what it costs
//
// Codes come as pictures (JPEG, CCITT fax, JBIG2, JPEG 2000), as vector paths or as hundreds of small
// rectangles, turned, clipped, masked, in forms and annotations. Only a renderer reads them all, so this is
// PDFium, the one in Chromium, compiled to WebAssembly (github.com/klippa-app/go-pdfium, MIT; PDFium BSD) and
// run by wazero (Apache 2.0): no cgo, any system that Go knows. Pure Go readers such as pdfcpu take out
// embedded pictures and miss what a browser prints from an SVG.
//
// Measured in November 2026 on two shared x86-64 cores, go-pdfium 1.20.0, wazero 1.12.0:
//
//   - 11.4 MB more program: PDFium 5.8 MB, the rest wazero and go-pdfium's bindings, whose unused
//     methods the linker keeps because go-deepcopy (of excelize) calls methods by reflection.
//   - Nothing for commands that read no PDF: everything happens on first use.
//   - First document: 1.5 s to compile PDFium when both cores are free (3 s of CPU), with a peak of 360 MB that
//     is given back at once. On one core it would be 3.3 s and 295 MB.
//   - Later documents: 60 ms to open. An A4 page at 200 dpi takes 30 to 70 ms as browsers and word processors
//     print it, 220 ms as a JPEG scan, 750 ms as a CCITT scan of 300 dpi.
//   - Peaks of the dearest documents: 490 MB for a file of 59 MB in one picture, 380 MB for a poster of 6 m²
//     and for 320 MB of content packed into 330 kB.
//
// Scans would be drawn 3 to 6 times as fast without wazero's look at the context in every loop. It stays:
// nothing else ends an endless loop, and without it the garbage collector, and so the window, would wait for
// PDFium. There is no compilation cache on disk, because machine code in a user's folder could be exchanged.
//
// # What a document cannot do
//
// PDFium runs in a sandbox of its own for each document: at most 256 MB of memory, no files, no network, no
// environment. This build has neither JavaScript nor XFA, and references to other files lead nowhere.
// [MaxFileSize], [MaxPages], [MaxPixels] and [MaxTime] hold for any document; a crash inside becomes an [Error].
//
// Not supported: documents that need a password, XFA forms, codes in form fields (widget annotations), and
// barcode fonts that are not embedded.
package pdf
