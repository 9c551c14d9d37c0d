package session

import (
	"context"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Constants of winuser.h and wtsapi32.h.
const (
	messageOnly   = ^uintptr(2) // HWND_MESSAGE, -3
	thisSession   = 0           // NOTIFY_FOR_THIS_SESSION
	toWindow      = 0           // DEVICE_NOTIFY_WINDOW_HANDLE
	messageClose  = 0x0010      // WM_CLOSE
	messagePower  = 0x0218      // WM_POWERBROADCAST
	messageChange = 0x02b1      // WM_WTSSESSION_CHANGE
	powerSuspend  = 0x0004      // PBT_APMSUSPEND
	consoleLeft   = 0x2         // WTS_CONSOLE_DISCONNECT: another user was switched to
	remoteLeft    = 0x4         // WTS_REMOTE_DISCONNECT
	sessionLock   = 0x7         // WTS_SESSION_LOCK
)

// api is what we call of Windows.
type api struct {
	registerClass, createWindow, destroyWindow, defWindowProc, getMessage, dispatchMessage, postMessage, postQuitMessage *windows.LazyProc
	registerSuspend, registerSession, unregisterSession, getModuleHandle                                                 *windows.LazyProc
	getLastInput, getTickCount                                                                                           *windows.LazyProc
}

func newAPI() api {
	user, kernel, sessions := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("kernel32.dll"), windows.NewLazySystemDLL("wtsapi32.dll")
	return api{
		registerClass: user.NewProc("RegisterClassExW"), createWindow: user.NewProc("CreateWindowExW"),
		destroyWindow: user.NewProc("DestroyWindow"), defWindowProc: user.NewProc("DefWindowProcW"),
		getMessage: user.NewProc("GetMessageW"), dispatchMessage: user.NewProc("DispatchMessageW"),
		postMessage: user.NewProc("PostMessageW"), postQuitMessage: user.NewProc("PostQuitMessage"),
		registerSuspend:   user.NewProc("RegisterSuspendResumeNotification"), // since Windows 8
		registerSession:   sessions.NewProc("WTSRegisterSessionNotification"),
		unregisterSession: sessions.NewProc("WTSUnRegisterSessionNotification"),
		getModuleHandle:   kernel.NewProc("GetModuleHandleW"),
		getLastInput:      user.NewProc("GetLastInputInfo"),
		getTickCount:      kernel.NewProc("GetTickCount"),
	}
}

// windowClass is WNDCLASSEXW.
type windowClass struct {
	size, style                        uint32
	procedure                          uintptr
	classExtra, windowExtra            int32
	instance, icon, cursor, background windows.Handle
	menuName, className                *uint16
	smallIcon                          windows.Handle
}

// message is MSG.
type message struct {
	window         windows.HWND
	number         uint32
	wParam, lParam uintptr
	time           uint32
	x, y           int32
	_              uint32
}

// lastInput is LASTINPUTINFO.
type lastInput struct{ size, tick uint32 }

// className names our invisible window.
const className = "KanzleicodeSession"

// watch has an invisible window on a thread of its own, which gets the messages.
func watch(ctx context.Context, left func()) {
	runtime.LockOSThread() // a window belongs to the thread that made it
	defer runtime.UnlockOSThread()
	a := newAPI()
	window, ok := a.open(left)
	if !ok {
		return
	}
	stop := context.AfterFunc(ctx, func() { _, _, _ = a.postMessage.Call(window, messageClose, 0, 0) })
	defer stop()
	var m message
	for {
		if got, _, _ := a.getMessage.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0); int32(got) <= 0 {
			return
		}
		_, _, _ = a.dispatchMessage.Call(uintptr(unsafe.Pointer(&m)))
	}
}

// open makes the window and asks for its messages.
func (a *api) open(left func()) (window uintptr, ok bool) {
	name, err := windows.UTF16PtrFromString(className)
	if err != nil {
		return 0, false
	}
	instance, _, _ := a.getModuleHandle.Call(0)
	class := windowClass{instance: windows.Handle(instance), className: name, procedure: windows.NewCallback(a.procedure(left))}
	class.size = uint32(unsafe.Sizeof(class))
	_, _, _ = a.registerClass.Call(uintptr(unsafe.Pointer(&class))) // fails if it is there already
	window, _, _ = a.createWindow.Call(0, uintptr(unsafe.Pointer(name)), 0, 0, 0, 0, 0, 0, messageOnly, 0, instance, 0)
	if window == 0 {
		return 0, false
	}
	if a.registerSession.Find() == nil {
		_, _, _ = a.registerSession.Call(window, thisSession)
	}
	if a.registerSuspend.Find() == nil {
		_, _, _ = a.registerSuspend.Call(window, toWindow) // ends with the window
	}
	return window, true
}

// procedure is the window's WNDPROC.
func (a *api) procedure(left func()) func(window windows.HWND, number uint32, wParam, lParam uintptr) uintptr {
	return func(window windows.HWND, number uint32, wParam, lParam uintptr) uintptr {
		switch {
		case number == messageChange && (wParam == sessionLock || wParam == consoleLeft || wParam == remoteLeft),
			number == messagePower && wParam == powerSuspend:
			left()
		case number == messageClose:
			if a.unregisterSession.Find() == nil {
				_, _, _ = a.unregisterSession.Call(uintptr(window))
			}
			_, _, _ = a.destroyWindow.Call(uintptr(window))
			_, _, _ = a.postQuitMessage.Call(0)
			return 0
		}
		result, _, _ := a.defWindowProc.Call(uintptr(window), uintptr(number), wParam, lParam)
		return result
	}
}

// idle asks Windows; both of its clocks count milliseconds in 32 bits and begin anew after 49 days together.
func idle() (time.Duration, bool) {
	a := newAPI()
	info := lastInput{}
	info.size = uint32(unsafe.Sizeof(info))
	if ok, _, _ := a.getLastInput.Call(uintptr(unsafe.Pointer(&info))); ok == 0 {
		return 0, false
	}
	now, _, _ := a.getTickCount.Call()
	return time.Duration(uint32(now)-info.tick) * time.Millisecond, true
}
