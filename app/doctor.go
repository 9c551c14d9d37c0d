package app

import (
	"context"

	"kanzleicode/app/cli"
	"kanzleicode/app/language"
)

// probeArgument makes the program with the window try whether one can be opened, and say so.
const probeArgument = "--probe-display"

// quitArgument makes the program with the window end the one that is open, as Ctrl+Q does: installers ask for it.
const quitArgument = "--quit"

// doctor says what this PC offers: the keyring and a display with OpenGL.
func (s *system) doctor(ctx context.Context, texts *language.Catalog) []cli.Check {
	keys := cli.Check{Name: "keyring", OK: true, Text: texts.Text("cli.doctor.keyring_ok")}
	if err := s.keyring.Check(ctx); err != nil {
		keys = cli.Check{Name: "keyring", Text: texts.Explain(err), Err: err}
	}
	display := cli.Check{Name: "display", OK: true}
	version, err := displayVersion(ctx)
	if err != nil {
		display = cli.Check{Name: "display", Text: texts.Text("cli.doctor.display_failed"), Err: err}
	} else {
		display.Text = texts.Text("cli.doctor.display_ok", "version", version)
	}
	return []cli.Check{keys, display}
}
