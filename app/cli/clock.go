package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/pflag"

	"kanzleicode/app/clock"
)

// clockCommands are the verbs behind "clock".
var clockCommands = map[string]command{
	"set": {runClockSet, func(f *pflag.FlagSet) {
		f.String("servers", "", "")
		f.Bool("off", false, "")
		f.Bool("default", false, "")
		f.Bool("json", false, "")
	}},
	"correct": {runClockCorrect, func(f *pflag.FlagSet) { f.Bool("clear", false, ""); f.Bool("json", false, "") }},
}

// clockJSON is the answer of clock --json; offsets are seconds to add to this PC's time.
type clockJSON struct {
	Level      clock.Level     `json:"level"`
	Offset     *float64        `json:"offset"`
	Measured   *time.Time      `json:"measured"` // by this PC's clock, as are the other moments
	Servers    []string        `json:"servers"`  // that say so
	Jumped     bool            `json:"jumped"`
	Checked    *time.Time      `json:"checked"`
	Problem    *clock.Reason   `json:"problem"`
	Correction *correctionJSON `json:"correction"`
	Off        bool            `json:"off"`
	Asks       []string        `json:"asks"`
	Answers    []serverJSON    `json:"answers,omitempty"`
	Text       []string        `json:"text"`
}

type correctionJSON struct {
	Offset    float64   `json:"offset"`
	By        string    `json:"by"`
	Since     time.Time `json:"since"`
	Confirmed time.Time `json:"confirmed"`
	InForce   bool      `json:"in_force"`
}

type serverJSON struct {
	Server  string        `json:"server"`
	Offset  *float64      `json:"offset"`
	Delay   *float64      `json:"delay"`
	Problem *clock.Reason `json:"problem"`
}

// runClock says how this PC's clock stands, as far as that is known. Only with --check a server is asked.
func runClock(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	clocks, err := p.Clock()
	if err != nil {
		return err
	}
	server, named := option(ctx, "server")
	switch {
	case named && !isSet(ctx, "check"):
		return errUsage{p.texts.Text("cli.usage.clock_server")}
	case !isSet(ctx, "check"):
		return p.printClock(ctx, clocks.State(), nil)
	}
	result, state, err := p.checkNow(ctx, clocks, server, named)
	if err != nil {
		return err
	}
	if err := p.printClock(ctx, state, result.Answers); err != nil {
		return err
	}
	if state.Level != clock.Right && state.Level != clock.Corrected {
		return errReported
	}
	return nil
}

// checkNow asks the servers of the settings, or those that are named: then nothing is remembered.
func (p *Program) checkNow(ctx context.Context, clocks *clock.Service, server string, named bool) (clock.Result, clock.State, error) {
	if named {
		servers, err := clock.ParseServers(server)
		if err != nil {
			return clock.Result{}, clock.State{}, err
		}
		result := clocks.Try(ctx, servers)
		return result, result.State(), ctx.Err()
	}
	result := clocks.Check(ctx)
	if errors.Is(result.Err, &clock.Error{Reason: clock.ReasonOff}) {
		return result, clock.State{}, result.Err
	}
	return result, clocks.State(), ctx.Err()
}

func (p *Program) printClock(ctx context.Context, state clock.State, answers []clock.Answer) error {
	if isSet(ctx, "json") {
		return p.printJSON(p.clockJSON(&state, answers))
	}
	for i := range answers {
		p.put(answers[i].Said(p.texts))
	}
	for _, sentence := range state.Sentences(p.texts) {
		p.put(sentence)
	}
	if state.CanCorrect() {
		p.say("cli.clock.how_to_correct")
	}
	return nil
}

func (p *Program) clockJSON(state *clock.State, answers []clock.Answer) clockJSON {
	out := clockJSON{
		Level: state.Level, Servers: []string{}, Jumped: state.Jumped, Problem: clockReason(state.Problem), Off: state.Settings.Off,
		Asks: append([]string{}, state.Settings.Asked()...), Text: state.Sentences(p.texts),
	}
	if m := state.Measured; m != nil {
		out.Offset, out.Measured, out.Servers = seconds(m.Offset), &m.At, m.Servers
	}
	if !state.Checked.IsZero() {
		out.Checked = &state.Checked
	}
	if c := state.Correction; c != nil {
		out.Correction = &correctionJSON{*seconds(c.Offset), c.By, c.Since, c.At, state.Level == clock.Corrected}
	}
	for _, a := range answers {
		answer := serverJSON{Server: a.Server, Problem: clockReason(a.Err)}
		if a.Err == nil {
			answer.Offset, answer.Delay = seconds(a.Offset), seconds(a.Delay)
		}
		out.Answers = append(out.Answers, answer)
	}
	return out
}

// seconds is a length of time for JSON, to the millisecond.
func seconds(d time.Duration) *float64 {
	s := float64(d.Round(time.Millisecond)) / float64(time.Second)
	return &s
}

// clockReason is an error's reason; nil for none.
func clockReason(err error) *clock.Reason {
	var e *clock.Error
	if !errors.As(err, &e) {
		return nil
	}
	return &e.Reason
}

// runClockSet changes which servers are asked. It asks none.
func runClockSet(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	text, own := option(ctx, "servers")
	given := 0
	for _, set := range []bool{own, isSet(ctx, "off"), isSet(ctx, "default")} {
		if set {
			given++
		}
	}
	if given != 1 {
		return errUsage{p.texts.Text("cli.usage.clock_set")}
	}
	settings := clock.Settings{Off: isSet(ctx, "off")}
	if own {
		var err error
		if settings.Servers, err = clock.ParseServers(text); err != nil {
			return err
		}
	}
	clocks, err := p.Clock()
	if err != nil {
		return err
	}
	if err := clocks.Configure(settings); err != nil {
		return err
	}
	return p.printClock(ctx, clocks.State(), nil)
}

// runClockCorrect is a person's consent that codes are computed with the measured time, or takes it back.
func runClockCorrect(ctx context.Context, p *Program, args []string) error {
	if err := p.arguments(args, 0, 0, ""); err != nil {
		return err
	}
	clocks, err := p.Clock()
	if err != nil {
		return err
	}
	return p.with(ctx, false, func(s *Services) error {
		if isSet(ctx, "clear") {
			err = clocks.Clear(ctx, s.Vault)
		} else {
			err = clocks.Correct(ctx, s.Vault, p.User)
		}
		if err != nil {
			return err
		}
		return p.printClock(ctx, clocks.State(), nil)
	})
}

// checkClock is doctor's line about the clock; servers are asked only if ask says so.
func (p *Program) checkClock(ctx context.Context, ask bool) Check {
	check := Check{Name: "clock"}
	clocks, err := p.Clock()
	if err != nil {
		check.Text, check.Err = p.texts.Explain(err), err
		return check
	}
	if ask {
		clocks.Check(ctx)
	}
	state := clocks.State()
	check.Text = state.Sentences(p.texts)[0]
	check.OK = state.Level != clock.Wrong && !(ask && state.Problem != nil)
	if !check.OK {
		check.Err = state.Problem
	}
	return check
}

// codeClock is the time to compute codes with. What is unusual about it is said on the error output. A clock of which
// nothing can be read is that of the PC.
func (p *Program) codeClock() func() time.Time {
	clocks, err := p.Clock()
	if err != nil {
		return p.Now
	}
	state := clocks.State()
	switch {
	case state.Level == clock.Corrected:
		p.complain(state.Sentences(p.texts)[0])
	case state.Correction != nil:
		p.warn("clock.correction_waits")
	}
	return func() time.Time {
		clocks.Reread() // it may have ended while the code is watched
		return clocks.Now()
	}
}
