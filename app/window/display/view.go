package display

// view is everything that the board shows at a moment.
type view struct {
	name, line, clock string
	note              string // about the clock
	wrong             bool   // codes may be refused because of it

	code, next      string // "" = there is a message instead
	words           string // beside the seconds
	seconds, period int
	late            bool // the code is in its last seconds
	covered         bool // dots stand for the digits

	message, hint string // instead of a code

	bar                     bool // the actions are in sight
	covers, several, second bool // what they offer: uncover, other accounts, another screen
}

// ending reports whether the last seconds are shown by the band.
func (v view) ending() bool { return v.late && !v.covered }
