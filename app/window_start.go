//go:build !nowindow

package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	fyneapp "fyne.io/fyne/v2/app"

	"kanzleicode/app/cli"
	"kanzleicode/app/platform/instance"
	"kanzleicode/app/window"
)

// displayArgument is what a further start hands over to see the Anzeige. Links and files follow it.
const displayArgument = "--display"

// entrance is where further starts of a person on a vault come in, and where what they ask for waits for the window
// that can do it.
type entrance struct {
	first *instance.Instance // nil where this PC has no place for it

	turn sync.Mutex // of Serve
	mu   sync.Mutex
	kept []window.Errand
}

// enter takes the place of the first window. Errors are those of [instance.Acquire], but for a place that cannot be
// had: the window then opens all the same, as one among several.
func (s *system) enter(ctx context.Context, folder string) (*entrance, error) {
	own := instance.Current(offers(s.offered))
	switch {
	case s.quit:
		own.Arguments = []string{quitArgument}
	case s.display:
		own.Arguments = append([]string{displayArgument}, own.Arguments...)
	}
	e := &entrance{}
	if len(s.offered) > 0 {
		errand := errandOf(own)
		errand.Display = false // the window comes up with it
		e.kept = []window.Errand{errand}
	}
	vault, state, err := s.located(folder)
	if err != nil {
		return e, nil // opening the vault will say why
	}
	e.first, err = instance.Acquire(ctx, instance.Window{Vault: vault, State: state}, own)
	if errors.Is(err, instance.ErrUnavailable) {
		return e, nil
	}
	return e, err
}

func (e *entrance) close() {
	if e.first != nil {
		_ = e.first.Close() // the end of the process does the same
	}
}

// Serve implements window.Starts.
func (e *entrance) Serve(ctx context.Context, take func(window.Errand) bool) {
	e.turn.Lock()
	defer e.turn.Unlock()
	e.mu.Lock()
	waiting := e.kept
	e.kept = nil
	e.mu.Unlock()
	give := func(errand window.Errand) {
		if !take(errand) {
			e.mu.Lock()
			defer e.mu.Unlock()
			e.kept = append(e.kept, errand)
		}
	}
	for _, errand := range waiting {
		give(errand)
	}
	if e.first != nil {
		e.first.Serve(ctx, func(r instance.Request) { give(errandOf(r)) })
	}
}

// offers keeps what is offered from being read as an option of the request: a file may be called as one.
func offers(offered []string) []string {
	safe := slices.Clone(offered)
	for i, offer := range safe {
		if strings.HasPrefix(offer, "-") {
			safe[i] = "." + string(filepath.Separator) + offer
		}
	}
	return safe
}

// errandOf reads a request. A path stays as it is where its folder is not known.
func errandOf(r instance.Request) window.Errand {
	if slices.Equal(r.Arguments, []string{quitArgument}) {
		return window.Errand{Quit: true}
	}
	errand := window.Errand{Token: r.Token, Offered: slices.Clone(r.Arguments)}
	if len(errand.Offered) > 0 && errand.Offered[0] == displayArgument {
		errand.Display, errand.Offered = true, errand.Offered[1:]
	}
	for i, offered := range errand.Offered {
		if !cli.IsLink(offered) && !filepath.IsAbs(offered) {
			errand.Offered[i] = filepath.Join(r.Folder, offered)
		}
	}
	return errand
}

// quitWindow has the window of this person on the usual vault end, if there is one. It does not wait for that.
func (s *system) quitWindow(ctx context.Context) int {
	s.quit = true
	door, err := s.enter(ctx, os.Getenv("KANZLEICODE_VAULT"))
	switch {
	case errors.Is(err, instance.ErrShown):
		return cli.ExitOK
	case err != nil:
		return cli.ExitFailed
	}
	door.close()
	return cli.ExitOK
}

// showRefusal says in a window why this start opens none that works.
func (s *system) showRefusal(in speech, problem error) int {
	a := fyneapp.NewWithID(appID)
	endSurely(a)
	texts := s.wanted(in)
	a.Settings().SetTheme(window.Look(s.wishes.Now()))
	window.ShowProblem(a, texts, problem, window.Start{})
	return exitCode(problem)
}
