package clock

import (
	"errors"
	"time"

	"kanzleicode/app/language"
)

// Sentences say how the clock stands, what that means and what to do: the first is the most important, and there is
// always one.
func (s *State) Sentences(texts *language.Catalog) []string {
	lines := []string{s.first(texts)}
	if s.Problem != nil && !s.Settings.Off {
		lines = append(lines, texts.Explain(s.Problem))
	}
	if s.Correction != nil && s.Level != Corrected {
		lines = append(lines, texts.Text("clock.correction_waits"))
	}
	if key := "clock.ended." + string(s.Ended); s.Ended != "" && texts.Has(key) {
		lines = append(lines, texts.Text(key))
	}
	return lines
}

func (s *State) first(texts *language.Catalog) string {
	switch s.Level {
	case Corrected:
		return texts.Text(direction("clock.corrected", s.Correction.Offset), "span", Span(texts, s.Correction.Offset),
			"by", s.Correction.By, "since", moment(s.Correction.Since))
	case Right:
		return texts.Text("clock.right", "at", moment(s.Measured.At))
	case Off, Wrong:
		return texts.Text(direction("clock."+string(s.Level), s.Measured.Offset), "span", Span(texts, s.Measured.Offset), "at", moment(s.Measured.At))
	case Doubtful:
		return texts.Text("clock.doubtful", "span", Span(texts, s.Suspected))
	}
	switch {
	case s.Settings.Off:
		return texts.Text("clock.asking_off")
	case s.Measured == nil:
		return texts.Text("clock.unknown")
	case s.Jumped:
		return texts.Text("clock.jumped")
	}
	return texts.Text("clock.old", "at", moment(s.Measured.At))
}

// direction is the key of the sentence for a clock that is slow, or fast.
func direction(key string, offset time.Duration) string {
	if offset < 0 {
		return key + "_fast"
	}
	return key + "_slow"
}

// Span puts the size of an offset into words, such as "63 seconds" or "2 hours".
func Span(texts *language.Catalog, offset time.Duration) string {
	offset = offset.Abs()
	for _, unit := range []struct {
		key  string
		size time.Duration
		up   time.Duration // to here
	}{{"seconds", time.Second, 2 * time.Minute}, {"minutes", time.Minute, 2 * time.Hour}, {"hours", time.Hour, 48 * time.Hour}} {
		if offset < unit.up {
			return texts.Count("clock.span."+unit.key, int(offset.Round(unit.size)/unit.size))
		}
	}
	return texts.Count("clock.span.days", int(offset/(24*time.Hour)))
}

// Said says what one server answered.
func (a *Answer) Said(texts *language.Catalog) string {
	var problem *Error
	switch {
	case errors.As(a.Err, &problem):
		return texts.Explain(problem)
	case a.Offset.Abs() < time.Second:
		return texts.Text("clock.answer.same", "server", a.Server)
	}
	return texts.Text(direction("clock.answer", a.Offset), "server", a.Server, "span", Span(texts, a.Offset))
}

func moment(at time.Time) string { return at.Local().Format("02.01.2006 15:04") }
