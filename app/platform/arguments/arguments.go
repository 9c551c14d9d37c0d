// Package arguments takes secrets out of what everybody on this PC can see of a program: the command line that it was
// started with.
package arguments

import (
	"os"
	"strings"
)

// Take gives the arguments of this process, without its name, as copies, and then overwrites those that are secret where
// the system shows them (Linux: /proc/PID/cmdline) and in os.Args. Until it is called they can be seen; on other systems
// they stay visible for as long as the process lives.
func Take(secret func(string) bool) []string {
	var taken []string
	for i, arg := range os.Args {
		if i == 0 {
			continue
		}
		taken = append(taken, strings.Clone(arg))
		if secret(arg) {
			os.Args[i] = ""
			overwrite(arg)
		}
	}
	return taken
}
