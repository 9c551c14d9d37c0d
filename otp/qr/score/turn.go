package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"

	"kanzleicode/otp/qr"
)

// turnCommand is the argument with which this program starts itself to turn a picture.
const turnCommand = "turn"

// turns writes a picture turned by 90°, 180° and 270° into scratch, as PNG files.
func turns(p picture, scratch string) ([]picture, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(scratch, "turned")
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, turnCommand, p.File, folder) //nolint:gosec // this program
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("turning %s: %w", p.File, err)
	}
	var turned []picture
	for _, angle := range angles {
		t := p
		t.File = turnedFile(folder, angle)
		t.Name = fmt.Sprintf("%s turned %d°", p.Name, angle)
		turned = append(turned, t)
	}
	return turned, nil
}

var angles = []int{90, 180, 270}

func turnedFile(folder string, angle int) string {
	return filepath.Join(folder, fmt.Sprintf("%d.png", angle))
}

// turn is the work of the process that turns makes.
func turn(file, folder string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	img, err := qr.Load(data)
	if err != nil {
		return err
	}
	for _, angle := range angles {
		img = quarter(img)
		if err := writePNG(turnedFile(folder, angle), img, png.BestSpeed); err != nil {
			return err
		}
	}
	return nil
}

// quarter turns a picture clockwise.
func quarter(img image.Image) image.Image {
	b := img.Bounds()
	turned := image.NewNRGBA(image.Rect(0, 0, b.Dy(), b.Dx()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			turned.Set(b.Dy()-1-y, x, img.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return turned
}

func writePNG(path string, img image.Image, level png.CompressionLevel) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: level}
	return errors.Join(encoder.Encode(file, img), file.Close())
}
