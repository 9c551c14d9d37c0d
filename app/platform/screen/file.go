package screen

import (
	"errors"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
)

// maxFile is the largest picture file that is read, in bytes: MaxPixels that do not compress at all.
const maxFile = 4*MaxPixels + 1<<20

// readAndDelete unpacks a PNG file and deletes it whatever happens: it holds what stood on the screen.
func readAndDelete(path string) (image.Image, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, because(ReasonFailed, "the file with the picture", err)
	}
	if !info.Mode().IsRegular() {
		return nil, because(ReasonFailed, "the file with the picture", errors.New("it is no file"))
	}
	img, err := readPNG(path, info.Size())
	if gone := remove(path); gone != nil {
		return nil, &Error{Reason: ReasonLeftBehind, Path: path, Err: gone}
	}
	return img, err
}

func readPNG(path string, size int64) (image.Image, error) {
	if size > maxFile {
		return nil, ErrTooLarge
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, because(ReasonFailed, "opening the picture", err)
	}
	defer func() { _ = file.Close() }()
	config, err := png.DecodeConfig(io.LimitReader(file, maxFile))
	if err != nil {
		return nil, because(ReasonFailed, "unpacking the picture", err)
	}
	if config.Width > MaxPixels || config.Height > MaxPixels || config.Width*config.Height > MaxPixels {
		return nil, ErrTooLarge
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, because(ReasonFailed, "reading the picture", err)
	}
	img, err := png.Decode(io.LimitReader(file, maxFile))
	if err != nil {
		return nil, because(ReasonFailed, "unpacking the picture", err)
	}
	return img, nil
}

// remove deletes a file, or empties it where the folder does not let it go.
func remove(path string) error {
	err := os.Remove(path)
	if err == nil || errors.Is(err, fs.ErrNotExist) || os.Truncate(path, 0) == nil {
		return nil
	}
	return err
}
