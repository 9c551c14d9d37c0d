//go:build !nowindow

// Package opengl finds out whether a window can be opened on this PC: whether there is a display and a
// driver with the OpenGL that the window needs. Remote Desktop and virtual machines often have none.
package opengl

import (
	"errors"
	"fmt"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// Probe opens an invisible window in the way in which the real one is opened, and returns the OpenGL
// version that it got, such as "OpenGL ES 3.2". It must run on the process's main thread, and not while
// another window is open.
func Probe() (version string, err error) {
	if err := glfw.Init(); err != nil {
		return "", fmt.Errorf("opengl: no display: %w", err)
	}
	defer glfw.Terminate()
	hints()
	glfw.WindowHint(glfw.Visible, glfw.False)
	w, err := glfw.CreateWindow(64, 64, "", nil, nil)
	if err != nil {
		return "", fmt.Errorf("opengl: no window: %w", err)
	}
	if w == nil { // GLFW for Go only prints what it calls a PlatformError, such as a pixel format that was refused
		return "", errors.New("opengl: no window")
	}
	defer w.Destroy()
	name := "OpenGL"
	if w.GetAttrib(glfw.ClientAPI) == glfw.OpenGLESAPI {
		name = "OpenGL ES"
	}
	return fmt.Sprintf("%s %d.%d", name, w.GetAttrib(glfw.ContextVersionMajor), w.GetAttrib(glfw.ContextVersionMinor)), nil
}
