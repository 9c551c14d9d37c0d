package cli

import (
	"encoding/json"
	"io"
)

// timeLayout is how moments are printed for people.
const timeLayout = "02.01.2006 15:04:05"

// output remembers whether everything could be written: a full disk behind ">" must not look like success.
type output struct {
	w   io.Writer
	err error
}

// Write hands on to the writer and keeps its first error.
func (o *output) Write(data []byte) (int, error) {
	n, err := o.w.Write(data)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// put writes a line of output. Errors are kept for the end.
func (p *Program) put(text string) { _, _ = io.WriteString(p.out, text+"\n") }

// complain writes a line of the error output. There is nowhere to say that this failed.
func (p *Program) complain(text string) { _, _ = io.WriteString(p.Err, text+"\n") }

// say and warn write a sentence of the catalogue.
func (p *Program) say(key string, args ...any)  { p.put(p.texts.Text(key, args...)) }
func (p *Program) warn(key string, args ...any) { p.complain(p.texts.Text(key, args...)) }

// printJSON writes one line of JSON.
func (p *Program) printJSON(value any) error {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(value)
}
