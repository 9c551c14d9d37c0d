//go:build !nowindow

package app

import (
	"os"

	"golang.org/x/sys/windows"
)

// joinConsole has a command of the program with the window print to the console of the shell that started it: Windows gives
// such a program none. Output that goes elsewhere stays as it is. Closing a console ends all programs in it, so whoever
// goes on to show a window leaves it.
func joinConsole() (leave func()) {
	missing := func(stream uint32) bool {
		handle, err := windows.GetStdHandle(stream)
		return err != nil || handle == 0 || handle == windows.InvalidHandle
	}
	out, problems := missing(windows.STD_OUTPUT_HANDLE), missing(windows.STD_ERROR_HANDLE)
	if !out && !problems || !attachConsole() {
		return func() {}
	}
	if console, err := os.OpenFile("CONOUT$", os.O_RDWR, 0); err == nil {
		if out {
			os.Stdout = console
		}
		if problems {
			os.Stderr = console
		}
	}
	return freeConsole
}

// attachConsole reports whether there is a console of whoever started this process.
func attachConsole() bool {
	const parent = ^uintptr(0) // ATTACH_PARENT_PROCESS
	attach := windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole")
	if attach.Find() != nil {
		return false
	}
	done, _, _ := attach.Call(parent)
	return done != 0
}

func freeConsole() {
	if free := windows.NewLazySystemDLL("kernel32.dll").NewProc("FreeConsole"); free.Find() == nil {
		_, _, _ = free.Call() // it has one
	}
}
