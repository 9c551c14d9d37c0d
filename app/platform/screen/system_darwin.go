package screen

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// capturer comes with macOS; only Apple's compiler reaches the interface behind it.
const capturer = "/usr/sbin/screencapture"

// maxDisplays is how many monitors are looked at.
const maxDisplays = 16

func asks() bool { return false }

func available(context.Context) error {
	if _, err := os.Stat(capturer); err != nil {
		return because(ReasonUnavailable, "screencapture", err)
	}
	return nil
}

func capture(ctx context.Context) (shots []Shot, err error) {
	ctx, cancel := context.WithTimeout(ctx, direct)
	defer cancel()
	folder, err := os.MkdirTemp("", "kanzleicode")
	if err != nil {
		return nil, because(ReasonFailed, "folder", err)
	}
	defer func() {
		if gone := os.RemoveAll(folder); gone != nil {
			shots, err = nil, &Error{Reason: ReasonLeftBehind, Path: folder, Err: gone}
		}
	}()
	// One name for each monitor; names without a monitor stay without a file.
	arguments := []string{"-x", "-t", "png"}
	var files []string
	for i := range maxDisplays {
		files = append(files, filepath.Join(folder, fmt.Sprintf("%d.png", i)))
	}
	cmd := exec.CommandContext(ctx, capturer, append(arguments, files...)...) // #nosec G204 -- fixed program and arguments
	cmd.WaitDelay = 100 * time.Millisecond
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, because(ReasonDenied, "screencapture", err)
	}
	x := 0
	for _, file := range files {
		if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		img, err := readAndDelete(file)
		if err != nil {
			return nil, err
		}
		size := img.Bounds().Size()
		shots = append(shots, Shot{Bounds: image.Rect(x, 0, x+size.X, size.Y), Image: img})
		x += size.X
	}
	if len(shots) == 0 {
		return nil, because(ReasonDenied, "screencapture", errors.New("no picture"))
	}
	return shots, nil
}
