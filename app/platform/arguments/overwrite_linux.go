package arguments

import "unsafe"

// overwrite puts dots in the place of an argument. Go's strings of the command line are the memory that the kernel gave
// the process and shows to others (runtime.goargs makes no copy), and it is the process's own to write to.
func overwrite(arg string) {
	shown := unsafe.Slice(unsafe.StringData(arg), len(arg)) //nolint:gosec // the one place where the secret can be taken back
	for i := range shown {
		shown[i] = '.'
	}
}
