package recovery

import (
	"context"
	"errors"

	"kanzleicode/otp/qr"
	"kanzleicode/otp/qr/pdf"
)

// Find looks for the key of a sheet in the bytes of a file: a picture or a scan of the sheet, its PDF, or a
// text. Without a QR code the error is the one of package qr or pdf, with other codes only or a text that is no
// key *Error of ReasonMistyped.
func Find(ctx context.Context, data []byte) (Identity, error) {
	texts, err := payloads(ctx, data)
	for _, text := range texts {
		if identity, err := Parse(text); err == nil {
			return identity, nil
		}
	}
	if err != nil {
		return Identity{}, err
	}
	return Identity{}, &Error{Reason: ReasonMistyped}
}

// payloads are the texts in a file, whatever it is.
func payloads(ctx context.Context, data []byte) ([]string, error) {
	if pdf.Is(data) {
		var reader pdf.Reader
		texts, err := reader.Payloads(ctx, data)
		return texts, errors.Join(err, reader.Close())
	}
	picture, err := qr.Load(data)
	if errors.Is(err, &qr.Error{Reason: qr.ReasonText}) {
		return []string{string(data)}, nil
	}
	if err != nil {
		return nil, err
	}
	found, err := qr.Decode(ctx, picture)
	var texts []string
	for _, symbol := range found {
		texts = append(texts, symbol.Payload)
	}
	return texts, err
}
