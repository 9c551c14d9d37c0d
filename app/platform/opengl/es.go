//go:build !nowindow && gles

package opengl

import "github.com/go-gl/glfw/v3.4/glfw"

// hints ask for what Fyne asks for with the build tag gles: OpenGL ES 2.0.
func hints() {
	glfw.WindowHint(glfw.ClientAPI, glfw.OpenGLESAPI)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 0)
}
