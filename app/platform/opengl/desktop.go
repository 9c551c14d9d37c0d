//go:build !nowindow && !gles

package opengl

import "github.com/go-gl/glfw/v3.4/glfw"

// hints ask for what Fyne asks for: OpenGL 2.1.
func hints() {
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
}
