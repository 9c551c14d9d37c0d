package clipboard

import (
	"context"
	"encoding/binary"
	"runtime"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"
)

// unkept are the formats by which a program says that a text is for no history, and what stands in them: a DWORD of 0.
// See https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats#cloud-clipboard-and-clipboard-history-formats
var unkept = []string{"ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory", "CanUploadToCloudClipboard"}

// writeAPI is what we call of Windows to write.
type writeAPI struct {
	emptyClipboard, setClipboardData, registerClipboardFormat *windows.LazyProc
	globalAlloc, globalFree                                   *windows.LazyProc
}

func newWriteAPI() writeAPI {
	user, kernel := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("kernel32.dll")
	return writeAPI{
		emptyClipboard:          user.NewProc("EmptyClipboard"),
		setClipboardData:        user.NewProc("SetClipboardData"),
		registerClipboardFormat: user.NewProc("RegisterClipboardFormatW"),
		globalAlloc:             kernel.NewProc("GlobalAlloc"),
		globalFree:              kernel.NewProc("GlobalFree"),
	}
}

func writeSystem(ctx context.Context, text string) error {
	runtime.LockOSThread() // the clipboard belongs to the thread that opened it
	defer runtime.UnlockOSThread()
	b, w := &windowsBoard{api: newAPI()}, newWriteAPI()
	if err := b.open(ctx); err != nil {
		return err
	}
	defer func() { _, _, _ = b.api.closeClipboard.Call() }()
	if done, _, err := w.emptyClipboard.Call(); done == 0 {
		return unavailable("EmptyClipboard", err)
	}
	for _, name := range unkept { // before the text: if one of them fails, there is no text that could be kept
		wide, err := windows.UTF16PtrFromString(name)
		if err != nil {
			return err
		}
		format, _, err := w.registerClipboardFormat.Call(uintptr(unsafe.Pointer(wide)))
		if format == 0 {
			return unavailable("RegisterClipboardFormat", err)
		}
		if err := w.set(b.api, format, make([]byte, 4)); err != nil {
			return err
		}
	}
	var content []byte
	for _, unit := range append(utf16.Encode([]rune(text)), 0) {
		content = binary.LittleEndian.AppendUint16(content, unit)
	}
	return w.set(b.api, formatUnicodeText, content)
}

// set gives Windows a content in memory that is Windows' own from then on.
func (w writeAPI) set(a api, format uintptr, content []byte) error {
	const movable = 2 // GMEM_MOVEABLE
	memory, _, err := w.globalAlloc.Call(movable, uintptr(len(content)))
	if memory == 0 {
		return unavailable("GlobalAlloc", err)
	}
	address, _, err := a.globalLock.Call(memory)
	if address == 0 {
		_, _, _ = w.globalFree.Call(memory)
		return unavailable("GlobalLock", err)
	}
	_, _, _ = a.moveMemory.Call(address, uintptr(unsafe.Pointer(&content[0])), uintptr(len(content)))
	_, _, _ = a.globalUnlock.Call(memory)
	if done, _, err := w.setClipboardData.Call(format, memory); done == 0 {
		_, _, _ = w.globalFree.Call(memory)
		return unavailable("SetClipboardData", err)
	}
	return nil
}
