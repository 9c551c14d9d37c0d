package clock

import (
	"encoding/json"
	"time"
)

// Files keeps a small file on this PC, whole or not at all; package statefile has it.
type Files interface {
	Load(name string) ([]byte, error) // nil without an error if there is nothing
	Save(name string, data []byte) error
}

// file is the name of what is kept.
const file = "clock"

// format is the version of that file.
const format = 1

// kept is the file's JSON: what this PC remembers of its clock.
type kept struct {
	Format     int          `json:"format"`
	Settings   Settings     `json:"settings,omitzero"`
	Chosen     bool         `json:"chosen,omitempty"`   // a person chose the settings; files of before 2026-11-23 do not say so
	Measured   *Measurement `json:"measured,omitempty"` // the newest one
	Checked    time.Time    `json:"checked,omitzero"`   // when servers were asked last, by this PC's clock
	Problem    *problem     `json:"problem,omitempty"`  // why that gave nothing
	Correction *Correction  `json:"correction,omitempty"`
	Ended      Ending       `json:"ended,omitempty"` // why there is no correction any more
}

// problem is an Error as it is kept.
type problem struct {
	Reason   Reason        `json:"reason"`
	Servers  []string      `json:"servers,omitempty"`
	Doubtful time.Duration `json:"doubtful_ns,omitempty"`
}

// Correction is what a person has consented to: the codes are computed with it.
type Correction struct {
	Measurement           // the newest one that agrees with it; the offset stays the one that was consented to
	By          string    `json:"by"`           // the person's account of the operating system
	Since       time.Time `json:"consented_at"` // by this PC's clock
}

// Ending says why a correction ended by itself; it is the tail of the translation key "clock.ended.<ending>".
type Ending string

// The endings.
const (
	EndedRight   Ending = "right"   // this PC's clock is right again
	EndedChanged Ending = "changed" // it is off by something else now
)

// Endings lists every ending, for the tests that hold the translations complete.
func Endings() []Ending { return []Ending{EndedRight, EndedChanged} }

// Given is what the firm's IT has laid down of whom to ask.
type Given struct {
	Settings Settings
	Set      bool // Settings are laid down, for whoever has chosen nothing
	Locked   bool // and for everybody else too
}

// settings are those in force.
func (k *kept) settings(given Given) Settings {
	chosen := k.Chosen || k.Settings.Off || len(k.Settings.Servers) > 0
	if given.Locked || given.Set && !chosen {
		return given.Settings
	}
	return k.Settings
}

// mostOffset bounds what a file may hold: no clock is a lifetime off.
const mostOffset = 100 * 366 * 24 * time.Hour

// load reads what is kept. A file that cannot be read counts as none, but for one thing: then nobody is asked, because
// it may have held that somebody wished so.
func load(files Files) kept {
	raw, err := files.Load(file)
	if err == nil && raw == nil {
		return kept{Format: format}
	}
	var k kept
	if err != nil || json.Unmarshal(raw, &k) != nil || !k.sound() {
		return kept{Format: format, Settings: Settings{Off: true}}
	}
	return k
}

// sound reports whether a file's values can be worked with.
func (k *kept) sound() bool {
	for _, m := range []*Measurement{k.Measured, measurementOf(k.Correction)} {
		if m != nil && (m.Offset.Abs() > mostOffset || m.At.IsZero() || m.Started.IsZero()) {
			return false
		}
	}
	for _, server := range k.Settings.Servers {
		if !isServer(server) {
			return false
		}
	}
	return k.Format == format && len(k.Settings.Servers) <= MaxServers
}

func measurementOf(c *Correction) *Measurement {
	if c == nil {
		return nil
	}
	return &c.Measurement
}

// save writes what is kept.
func (k *kept) save(files Files) error {
	k.Format = format
	raw, err := json.Marshal(k)
	if err == nil {
		err = files.Save(file, raw)
	}
	if err != nil {
		return &Error{Reason: ReasonStore, Err: err}
	}
	return nil
}
