//go:build !nowindow

package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kanzleicode/app/cli"
	"kanzleicode/app/language"
	"kanzleicode/app/platform/folders"
	"kanzleicode/app/platform/graphics"
)

// graphicsLogName is the file in the state folder that says why no window could be drawn the last time.
const graphicsLogName = "graphics.log"

// canvas finds out what the window is drawn by. If that is another process, or nothing at all, this start is over
// with the exit code; leave gives up first what only one process may hold.
func (s *system) canvas(ctx context.Context, in speech, args []string, leave func()) (code int, over bool) {
	program, err := os.Executable()
	if err != nil {
		return s.noCanvas(in, err), true
	}
	start := graphics.Start{Program: program, Wanted: s.mesa, Env: os.Getenv, Probe: func(ctx context.Context, program string) error {
		_, err := runProbe(ctx, program)
		return err
	}}
	plan, err := start.Choose(ctx)
	if err == nil && plan.Program == "" {
		return 0, false
	}
	leave()
	if err == nil {
		code, err = graphics.Restart(plan, args)
	}
	if err != nil {
		code = s.noCanvas(in, err)
	}
	return code, true
}

// noCanvas tells why there is no window, where the details are, and how to see the code all the same: the one text
// outside of the command line that names a command, since nothing else can be pressed.
func (s *system) noCanvas(in speech, problem error) int {
	details := fmt.Sprintf("%s Kanzleicode %s\n%s\n", s.now().Format(time.RFC3339), version, problem)
	log := writeState(graphicsLogName, details)
	if log == "" {
		log = details
	}
	key := "problem.graphics.display"
	var known *graphics.Error
	if errors.As(problem, &known) {
		key = known.TextKey()
	}
	texts := s.wanted(in)
	if tag := graphics.Language(); tag != "" && texts == in.texts && !in.asked {
		texts = language.New(tag) // it stands beside Windows' own messages
	}
	text := texts.Text(key, "command", commandLine("code"), "log", log)
	if graphics.Tell("Kanzleicode", text) != nil {
		fmt.Fprintln(os.Stderr, text)
	}
	return cli.ExitFailed
}

// writeState writes a file into the state folder and returns its path, "" if that failed.
func writeState(name, text string) string {
	usual, err := folders.System()
	if err != nil || os.MkdirAll(usual.State, 0o700) != nil {
		return ""
	}
	path := filepath.Join(usual.State, name)
	if os.WriteFile(path, []byte(text), 0o600) != nil {
		return ""
	}
	return path
}

// commandLine is what a person types to start the command line program beside this one.
func commandLine(args string) string {
	const name = "kanzleicode"
	program, err := os.Executable()
	if err != nil {
		return name + " " + args
	}
	program = graphics.Original(program)
	path := filepath.Join(filepath.Dir(program), name+filepath.Ext(program))
	if _, err := os.Stat(path); err != nil {
		return name + " " + args
	}
	if strings.ContainsRune(path, ' ') {
		path = `"` + path + `"`
	}
	return path + " " + args
}
