// Package graphics decides what draws the window: this PC's own OpenGL, or Mesa's, which computes the pictures on
// the processor. Remote Desktop and virtual machines often have none of their own.
//
// On Windows Mesa stands in the folder "softgl" beside the program: opengl32.dll and what it needs. Windows takes that
// file from the folder of the program that it starts, so there is a second copy of the program in there; see [Twin].
// Linux has Mesa anyway, and an environment variable chooses it.
package graphics

import (
	"context"
	"errors"
	"time"
)

// The environment of a start. What [Mark] says is for the program's own restarts.
const (
	Variable = "KANZLEICODE_SOFTWARE_GL" // "1": Mesa is wanted
	Mark     = "KANZLEICODE_RESTARTED"   // set in a process that was restarted with Mesa: it never restarts again
)

// ProbeTime bounds one probe. A driver's first start after a virus scanner's update takes seconds; one that hangs
// never ends.
const ProbeTime = 15 * time.Second

// Start is one start of the program that has the window.
type Start struct {
	Program string              // absolute path of this program
	Wanted  bool                // Mesa is wanted: by option, environment or policy
	Env     func(string) string // the process's environment

	// Probe lets a program try whether it can open a window. It is a process of its own, since a bad driver can
	// crash or hang the one that loads it.
	Probe func(ctx context.Context, program string) error
}

// Plan is how a start goes on.
type Plan struct {
	Program     string   // to restart from, with the same arguments; "" = this process goes on
	Environment []string // what the restarted program has besides this one's environment
}

// Error says that no window can be drawn here.
type Error struct {
	Own     error // why this PC's own OpenGL does not
	Mesa    error // why the one in softgl does not; nil where there is no such folder to be had
	Missing bool  // softgl is not there
}

// Error describes the reasons in English, for logs; people read the translation of TextKey.
func (e *Error) Error() string {
	text := "graphics: no window can be drawn"
	if e.Own != nil {
		text += "; own OpenGL: " + e.Own.Error()
	}
	if e.Mesa != nil {
		text += "; softgl: " + e.Mesa.Error()
	}
	return text
}

// Unwrap gives both reasons.
func (e *Error) Unwrap() []error { return []error{e.Own, e.Mesa} }

// TextKey is the translation key of the sentence for people.
func (e *Error) TextKey() string {
	switch {
	case e.Mesa == nil:
		return "problem.graphics.display"
	case e.Missing:
		return "problem.graphics.missing"
	}
	return "problem.graphics.softgl"
}

// errMissing says that there is no Mesa beside the program.
var errMissing = errors.New("the folder softgl is not beside the program, or has no opengl32.dll")

// chooseOf tries what this PC has, in the order that is wanted, and takes the first that draws. twin gives the
// program to restart from for Mesa.
func (s Start) chooseOf(ctx context.Context, twin func(program string) (string, error)) (Plan, error) {
	if s.Env(Mark) != "" {
		return Plan{}, nil // whoever restarted us has tried it
	}
	failed := &Error{}
	own := func() (Plan, bool) {
		failed.Own = s.try(ctx, s.Program)
		return Plan{}, failed.Own == nil
	}
	mesa := func() (Plan, bool) {
		var program string
		if program, failed.Mesa = twin(s.Program); failed.Mesa == nil {
			failed.Mesa = s.try(ctx, program)
		}
		failed.Missing = errors.Is(failed.Mesa, errMissing)
		return Plan{Program: program, Environment: []string{Mark + "=1"}}, failed.Mesa == nil
	}
	ways := []func() (Plan, bool){own, mesa}
	if s.Wanted {
		ways = []func() (Plan, bool){mesa, own}
	}
	for _, way := range ways {
		if plan, ok := way(); ok {
			return plan, nil
		}
	}
	return Plan{}, failed
}

func (s Start) try(ctx context.Context, program string) error {
	ctx, cancel := context.WithTimeout(ctx, ProbeTime)
	defer cancel()
	return s.Probe(ctx, program)
}

// Asked reports whether a start asks for Mesa by its option or by its environment.
func Asked(option bool, env func(string) string) bool {
	value := env(Variable)
	return option || (value != "" && value != "0")
}
