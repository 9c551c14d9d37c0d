// Package app is the composition root: it builds the services over the vault and hands them to the window
// or to the command line.
//
// Two programs are built from it. kanzleicode-window has everything. kanzleicode, built with the tag
// nowindow, has the command line alone, without Fyne and OpenGL: it starts in milliseconds and also where
// no graphics library is installed, and starts its sibling when a window is asked for.
package app

import (
	"context"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"kanzleicode/app/cli"
	"kanzleicode/app/language"
	"kanzleicode/app/platform/graphics"
)

// version is set by the build.
var version = "dev"

// Main runs the program with its arguments, without the program's name, and returns its exit code. documents holds
// the manual, see package manual; the command line needs none.
func Main(args []string, documents fs.FS) int {
	_ = writeNoCore() // where it cannot be had, the vault is as safe as the system's own dumps are
	s := newSystem()
	s.documents = documents
	return run(s, args)
}

// speech is the language that the program starts with.
type speech struct {
	texts *language.Catalog
	asked bool // for just this one; else it is the system's
}

func run(s *system, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the first signal asks, the second one ends
	s.policy, s.faulty = readPolicy(s.place)
	switch {
	case len(args) == 1 && args[0] == probeArgument:
		return probeDisplay()
	case len(args) == 1 && args[0] == quitArgument:
		return s.quitWindow(ctx)
	}
	leaveConsole := joinConsole()
	p := &cli.Program{
		In: s.input, Out: os.Stdout, Err: os.Stderr,
		Now: s.now, Env: os.Getenv, Version: version, User: userName(),
		Open: s.open, Clock: s.clock, Doctor: s.doctor, Policy: s.policy, Faulty: s.faulty,
	}
	if code := p.Run(ctx, args); code >= 0 {
		return code
	}
	// From here on signals are the window's: Fyne closes it on them, and before it is there they end the
	// program, which the vault survives.
	stop()
	leaveConsole()
	s.display, s.offered = p.Display(), p.Offered()
	asked := graphics.Asked(p.SoftwareGL(), os.Getenv)
	s.mesa = s.policy.SoftwareGL.Of(asked, asked)
	return openWindow(context.WithoutCancel(ctx), s, p.Access(), speech{p.Texts(), p.Asked()}, args)
}
