package screen

import (
	"context"
	"errors"
	"image"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Constants of wingdi.h and winuser.h.
const (
	attached       = 0x1        // DISPLAY_DEVICE_ATTACHED_TO_DESKTOP
	mirroring      = 0x8        // DISPLAY_DEVICE_MIRRORING_DRIVER: the copy of a remote support program
	current        = 0xffffffff // ENUM_CURRENT_SETTINGS
	sourceCopy     = 0x00cc0020 // SRCCOPY
	captureBlt     = 0x40000000 // CAPTUREBLT: layered windows too
	perMonitor     = -3         // DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE
	maxDisplays    = 64
	bitmapInfoSize = 40
)

// api is what we call of Windows.
type api struct {
	enumDisplayDevices, enumDisplaySettings, setThreadDpiAwareness, getDC, releaseDC *windows.LazyProc
	createCompatibleDC, createCompatibleBitmap, selectObject, deleteObject, deleteDC *windows.LazyProc
	bitBlt, getDIBits                                                                *windows.LazyProc
}

func newAPI() api {
	user, gdi := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("gdi32.dll")
	return api{
		enumDisplayDevices:     user.NewProc("EnumDisplayDevicesW"),
		enumDisplaySettings:    user.NewProc("EnumDisplaySettingsW"),
		setThreadDpiAwareness:  user.NewProc("SetThreadDpiAwarenessContext"), // since Windows 10 1607
		getDC:                  user.NewProc("GetDC"),
		releaseDC:              user.NewProc("ReleaseDC"),
		createCompatibleDC:     gdi.NewProc("CreateCompatibleDC"),
		createCompatibleBitmap: gdi.NewProc("CreateCompatibleBitmap"),
		selectObject:           gdi.NewProc("SelectObject"),
		deleteObject:           gdi.NewProc("DeleteObject"),
		deleteDC:               gdi.NewProc("DeleteDC"),
		bitBlt:                 gdi.NewProc("BitBlt"),
		getDIBits:              gdi.NewProc("GetDIBits"),
	}
}

// displayDevice is DISPLAY_DEVICEW.
type displayDevice struct {
	size   uint32
	name   [32]uint16
	text   [128]uint16
	flags  uint32
	id     [128]uint16
	regKey [128]uint16
}

// deviceMode is DEVMODEW as far as it is about displays.
type deviceMode struct {
	name                    [32]uint16
	specVersion, driver     uint16
	size, extra             uint16
	fields                  uint32
	x, y                    int32 // on the desktop, in physical pixels
	orientation, fixed      uint32
	color, duplex, yRes     int16
	ttOption, collate       int16
	formName                [32]uint16
	logPixels               uint16
	bitsPerPixel            uint32
	width, height           uint32 // as it stands, turned or not
	displayFlags, frequency uint32
	rest                    [8]uint32
}

// bitmapInfo is BITMAPINFO for 32 bits per pixel.
type bitmapInfo struct {
	size          uint32
	width, height int32
	planes, depth uint16
	rest          [6]uint32
	colours       [1]uint32
}

func asks() bool { return false }

func available(context.Context) error {
	_, err := newAPI().monitors()
	return err
}

func capture(ctx context.Context) ([]Shot, error) {
	// Otherwise Windows gives a program that knows nothing of magnified screens a picture scaled down.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	a := newAPI()
	if a.setThreadDpiAwareness.Find() == nil {
		aware := perMonitor
		if before, _, _ := a.setThreadDpiAwareness.Call(uintptr(aware)); before != 0 {
			defer func() { _, _, _ = a.setThreadDpiAwareness.Call(before) }()
		}
	}
	monitors, err := a.monitors()
	if err != nil {
		return nil, err
	}
	var shots []Shot
	for _, monitor := range monitors {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		img, err := a.picture(monitor)
		if err != nil {
			return nil, err
		}
		shots = append(shots, Shot{Bounds: monitor, Image: img})
	}
	return shots, nil
}

// monitors lists where the monitors stand on the desktop.
func (a api) monitors() ([]image.Rectangle, error) {
	var found []image.Rectangle
	for i := range uintptr(maxDisplays) {
		var device displayDevice
		device.size = uint32(unsafe.Sizeof(device))
		if more, _, _ := a.enumDisplayDevices.Call(0, i, uintptr(unsafe.Pointer(&device)), 0); more == 0 {
			break
		}
		if device.flags&attached == 0 || device.flags&mirroring != 0 {
			continue
		}
		var mode deviceMode
		mode.size = uint16(unsafe.Sizeof(mode))
		if ok, _, _ := a.enumDisplaySettings.Call(uintptr(unsafe.Pointer(&device.name[0])), current, uintptr(unsafe.Pointer(&mode))); ok == 0 {
			continue
		}
		place := image.Pt(int(mode.x), int(mode.y))
		found = append(found, image.Rectangle{place, place.Add(image.Pt(int(mode.width), int(mode.height)))})
	}
	if found = distinct(found); len(found) == 0 {
		return nil, because(ReasonUnavailable, "EnumDisplayDevices", errors.New("no monitor in this session"))
	}
	return found, nil
}

// picture copies a part of the desktop.
func (a api) picture(part image.Rectangle) (image.Image, error) {
	width, height := part.Dx(), part.Dy()
	if width*height > MaxPixels {
		return nil, ErrTooLarge
	}
	desktop, _, err := a.getDC.Call(0)
	if desktop == 0 {
		return nil, because(ReasonUnavailable, "GetDC", err)
	}
	defer func() { _, _, _ = a.releaseDC.Call(0, desktop) }()
	memory, _, err := a.createCompatibleDC.Call(desktop)
	if memory == 0 {
		return nil, because(ReasonFailed, "CreateCompatibleDC", err)
	}
	defer func() { _, _, _ = a.deleteDC.Call(memory) }()
	bitmap, _, err := a.createCompatibleBitmap.Call(desktop, uintptr(width), uintptr(height))
	if bitmap == 0 {
		return nil, because(ReasonFailed, "CreateCompatibleBitmap", err)
	}
	defer func() { _, _, _ = a.deleteObject.Call(bitmap) }()

	before, _, _ := a.selectObject.Call(memory, bitmap)
	done, _, err := a.bitBlt.Call(memory, 0, 0, uintptr(width), uintptr(height), desktop,
		uintptr(part.Min.X), uintptr(part.Min.Y), sourceCopy|captureBlt)
	_, _, _ = a.selectObject.Call(memory, before) // GetDIBits wants the bitmap free
	if done == 0 {
		return nil, because(ReasonDenied, "BitBlt", err) // the locked screen or a question of the system
	}

	info := bitmapInfo{size: bitmapInfoSize, width: int32(width), height: -int32(height), planes: 1, depth: 32}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	rows, _, err := a.getDIBits.Call(memory, bitmap, 0, uintptr(height), uintptr(unsafe.Pointer(&img.Pix[0])),
		uintptr(unsafe.Pointer(&info)), 0)
	if int(rows) != height {
		return nil, because(ReasonFailed, "GetDIBits", err)
	}
	for p := img.Pix; len(p) >= 4; p = p[4:] { // blue, green, red, nothing
		p[0], p[2], p[3] = p[2], p[0], 255
	}
	return img, nil
}
