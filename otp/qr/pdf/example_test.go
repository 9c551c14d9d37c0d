package pdf_test

import (
	"context"
	"fmt"
	"os"

	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/pdf"
)

// The examples are not run: each would compile PDFium once more.

func ExampleReader_Payloads() {
	data, err := os.ReadFile("testdata/chromium-two.pdf")
	if err != nil || !pdf.Is(data) {
		return
	}
	var reader pdf.Reader // one for the life of the program
	payloads, err := reader.Payloads(context.Background(), data)
	fmt.Println(len(payloads), err)
}

func ExampleReader_Pages() {
	data, err := os.ReadFile("testdata/chromium-two.pdf")
	if err != nil {
		return
	}
	var reader pdf.Reader
	for page, err := range reader.Pages(context.Background(), data) {
		if err != nil {
			return
		}
		picture, err := page.Picture(pdf.UsualDPI)
		if err != nil {
			return
		}
		symbols, _ := qr.Decode(context.Background(), picture)
		fmt.Println(page.Number, picture.Bounds(), len(symbols))
	}
}
