package clipboard

import (
	"context"
	"runtime"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The formats of Windows' own that are of use (winuser.h).
const (
	formatDIB         = 8  // CF_DIB
	formatUnicodeText = 13 // CF_UNICODETEXT
	formatFiles       = 15 // CF_HDROP
	formatDIBV5       = 17 // CF_DIBV5
)

const (
	// patience is how long another program may hold the clipboard open, as clipboard histories and
	// Remote Desktop do for a moment after every copy.
	patience = time.Second
	pause    = 20 * time.Millisecond
)

// windowsBoard is the clipboard of the window station, held open by this thread.
type windowsBoard struct {
	api     api
	formats map[string]uint32 // MIME type -> format
	order   []string
}

// api is what we call of Windows.
type api struct {
	openClipboard, closeClipboard, enumClipboardFormats, getClipboardFormatName, getClipboardData *windows.LazyProc
	globalSize, globalLock, globalUnlock, moveMemory                                              *windows.LazyProc
	dragQueryFile                                                                                 *windows.LazyProc
}

func newAPI() api {
	user, kernel, shell := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("kernel32.dll"), windows.NewLazySystemDLL("shell32.dll")
	return api{
		openClipboard:          user.NewProc("OpenClipboard"),
		closeClipboard:         user.NewProc("CloseClipboard"),
		enumClipboardFormats:   user.NewProc("EnumClipboardFormats"),
		getClipboardFormatName: user.NewProc("GetClipboardFormatNameW"),
		getClipboardData:       user.NewProc("GetClipboardData"),
		globalSize:             kernel.NewProc("GlobalSize"),
		globalLock:             kernel.NewProc("GlobalLock"),
		globalUnlock:           kernel.NewProc("GlobalUnlock"),
		moveMemory:             kernel.NewProc("RtlMoveMemory"),
		dragQueryFile:          shell.NewProc("DragQueryFileW"),
	}
}

func readSystem(ctx context.Context) (Content, error) {
	runtime.LockOSThread() // the clipboard belongs to the thread that opened it
	defer runtime.UnlockOSThread()
	b := &windowsBoard{api: newAPI(), formats: map[string]uint32{}}
	if err := b.open(ctx); err != nil {
		return Content{}, err
	}
	defer func() { _, _, _ = b.api.closeClipboard.Call() }()
	return gather(ctx, b)
}

func (b *windowsBoard) open(ctx context.Context) error {
	for deadline := time.Now().Add(patience); ; {
		opened, _, err := b.api.openClipboard.Call(0)
		switch {
		case opened != 0:
			return nil
		case time.Now().After(deadline):
			return &Error{ReasonBusy, err}
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (b *windowsBoard) forms(context.Context) ([]string, error) {
	for format := uintptr(0); ; {
		format, _, _ = b.api.enumClipboardFormats.Call(format)
		if format == 0 {
			return b.order, nil
		}
		kind := b.kind(uint32(format))
		if kind == "" {
			kind = "application/octet-stream" // of no use to us, but the clipboard is not empty
		}
		// Windows lists what the program gave before what it makes of that.
		if _, known := b.formats[kind]; !known {
			b.formats[kind] = uint32(format)
			b.order = append(b.order, kind)
		}
	}
}

// kind is the MIME type of a format, or "".
func (b *windowsBoard) kind(format uint32) string {
	switch format {
	case formatDIB, formatDIBV5:
		return "image/bmp"
	case formatUnicodeText:
		return "text/plain"
	case formatFiles:
		return filePaths
	}
	var name [80]uint16
	n, _, _ := b.api.getClipboardFormatName.Call(uintptr(format), uintptr(unsafe.Pointer(&name[0])), uintptr(len(name)))
	switch strings.ToLower(windows.UTF16ToString(name[:min(int(n), len(name))])) {
	case "png", "image/png":
		return "image/png"
	case "jfif", "image/jpeg":
		return "image/jpeg"
	case "gif", "image/gif":
		return "image/gif"
	case "html format":
		return "text/html"
	}
	return ""
}

func (b *windowsBoard) read(_ context.Context, form string) ([]byte, error) {
	format := b.formats[form]
	handle, _, err := b.api.getClipboardData.Call(uintptr(format))
	if handle == 0 {
		return nil, &Error{ReasonGone, err} // promised by a program that does not keep it
	}
	if format == formatFiles {
		return b.paths(handle), nil
	}
	data, err := b.copy(handle)
	if err != nil {
		return nil, err
	}
	switch format {
	case formatDIB, formatDIBV5:
		return bitmapFile(data)
	case formatUnicodeText:
		return wideText(data), nil
	}
	return data, nil
}

// copy takes the content out of the memory that Windows keeps it in.
func (b *windowsBoard) copy(handle uintptr) ([]byte, error) {
	size, _, err := b.api.globalSize.Call(handle)
	switch {
	case size == 0:
		return nil, unavailable("GlobalSize", err)
	case size > MaxBytes:
		return nil, ErrTooLarge
	}
	address, _, err := b.api.globalLock.Call(handle)
	if address == 0 {
		return nil, unavailable("GlobalLock", err)
	}
	defer func() { _, _, _ = b.api.globalUnlock.Call(handle) }()
	data := make([]byte, size)
	_, _, _ = b.api.moveMemory.Call(uintptr(unsafe.Pointer(&data[0])), address, size)
	return data, nil
}

// paths lists the copied files, each path ended by a NUL.
func (b *windowsBoard) paths(drop uintptr) []byte {
	const all = 0xffffffff
	count, _, _ := b.api.dragQueryFile.Call(drop, all, 0, 0)
	var list []byte
	for i := range min(uint32(count), MaxFiles) {
		length, _, _ := b.api.dragQueryFile.Call(drop, uintptr(i), 0, 0)
		path := make([]uint16, length+1)
		_, _, _ = b.api.dragQueryFile.Call(drop, uintptr(i), uintptr(unsafe.Pointer(&path[0])), uintptr(len(path)))
		list = append(append(list, windows.UTF16ToString(path)...), 0)
	}
	return list
}

// wideText makes UTF-8 of UTF-16 that ends at a NUL.
func wideText(data []byte) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = uint16(data[2*i]) | uint16(data[2*i+1])<<8
	}
	return []byte(windows.UTF16ToString(units))
}
