package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// MaxBytes bounds a policy file.
const MaxBytes = 64 << 10

// Parse reads a policy file, whose path is for messages. The errors are *Error; then nothing of it counts.
func Parse(path string, data []byte) (Policy, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors begin with it
	r := &reader{path: path, data: data, dec: json.NewDecoder(bytes.NewReader(data)), policy: Policy{Sources: []string{path}}}
	r.dec.UseNumber()
	if err := r.checkVersion(); err != nil {
		return Policy{}, err
	}
	if err := r.readAll(); err != nil {
		return Policy{}, err
	}
	return r.policy, nil
}

// versionName is the name of the file's version.
const versionName = "version"

// reader reads a file token by token, so that it can say the line of whatever is wrong.
type reader struct {
	path   string
	data   []byte
	dec    *json.Decoder
	policy Policy
}

// where is the file with the line that was read last.
func (r *reader) where() string { return r.at(r.dec.InputOffset()) }

func (r *reader) at(offset int64) string {
	offset = min(max(offset, 0), int64(len(r.data)))
	return r.path + ":" + strconv.Itoa(1+bytes.Count(r.data[:offset], []byte("\n")))
}

func (r *reader) problem(reason Reason, name string) error {
	return &Error{Reason: reason, Where: r.where(), Name: name}
}

// broken says that the file is not of the form that it should have.
func (r *reader) broken(err error) error {
	if problem, ok := errors.AsType[*Error](err); ok {
		return problem
	}
	where := r.where()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		where = r.at(syntax.Offset)
	}
	if errors.Is(err, io.EOF) {
		err, where = io.ErrUnexpectedEOF, r.at(int64(len(r.data)))
	}
	return &Error{Reason: ReasonSyntax, Where: where, Err: err}
}

// checkVersion looks at the version before anything else: what a newer file says need not be understood.
func (r *reader) checkVersion() error {
	if len(r.data) > MaxBytes {
		return &Error{Reason: ReasonSyntax, Where: r.path, Err: fmt.Errorf("more than %d bytes", MaxBytes)}
	}
	var head map[string]json.RawMessage
	if err := json.Unmarshal(r.data, &head); err != nil {
		if json.Valid(r.data) {
			err = errors.New("no object")
		}
		return r.broken(err)
	}
	version, err := strconv.Atoi(string(head[versionName]))
	switch {
	case err != nil || version < 1:
		return &Error{Reason: ReasonVersion, Where: r.path, Value: string(head[versionName]), Allowed: strconv.Itoa(Version)}
	case version > Version:
		return &Error{Reason: ReasonNewer, Where: r.path, Value: strconv.Itoa(version), Allowed: strconv.Itoa(Version)}
	}
	return nil
}

// readAll reads the object with all settings.
func (r *reader) readAll() error {
	known, seen := Definitions(), map[string]bool{}
	return r.object(func(name string) error {
		switch at := slices.IndexFunc(known, func(d Definition) bool { return d.Name == name }); {
		case seen[name]:
			return r.problem(ReasonTwice, name)
		case name == versionName:
			seen[name] = true
			_, err := r.dec.Token()
			return err
		case at < 0:
			return r.problem(ReasonUnknown, name)
		default:
			seen[name] = true
			return r.setting(&known[at])
		}
	})
}

// object reads an object; member reads the value of each name.
func (r *reader) object(member func(name string) error) error {
	switch token, err := r.dec.Token(); {
	case err != nil:
		return r.broken(err)
	case token != json.Delim('{'):
		return r.broken(fmt.Errorf("%v where { is expected", token))
	}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return r.broken(err)
		}
		name, _ := token.(string) // the decoder lets nothing else through
		if err := member(name); err != nil {
			return r.broken(err)
		}
	}
	if _, err := r.dec.Token(); err != nil { // the end of the object
		return r.broken(err)
	}
	return nil
}

// setting reads {"value": …, "locked": …}.
func (r *reader) setting(d *Definition) error {
	var value, locked any
	var at string
	seen := map[string]bool{}
	err := r.object(func(name string) error {
		full := d.Name + "." + name
		switch {
		case seen[name]:
			return r.problem(ReasonTwice, full)
		case name != "value" && name != "locked":
			return r.problem(ReasonUnknown, full)
		}
		seen[name] = true
		token, err := r.dec.Token()
		if err != nil {
			return err
		}
		if name == "locked" {
			if locked = token; !isLock(d, locked) {
				return &Error{Reason: ReasonLocked, Where: r.where(), Name: d.Name}
			}
			return nil
		}
		if value, at = plain(token), r.where(); !d.put(&Policy{}, value, false) {
			return &Error{Reason: ReasonValue, Where: at, Name: d.Name, Value: shown(token), Allowed: d.Allowed()}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !seen["value"] {
		return &Error{Reason: ReasonValue, Where: r.where(), Name: d.Name, Value: "–", Allowed: d.Allowed()}
	}
	d.put(&r.policy, value, d.Rule || locked == true)
	return nil
}

// isLock reports whether a token can stand for "locked".
func isLock(d *Definition, token any) bool {
	on, ok := token.(bool)
	return ok && (on || !d.Rule)
}

// plain makes a token a string, bool or int; what is none of them stays.
func plain(token any) any {
	if n, ok := token.(json.Number); ok {
		if i, err := strconv.Atoi(n.String()); err == nil {
			return i
		}
	}
	return token
}

// shown is a value for a message, not longer than a line.
func shown(token any) string {
	text := strings.ToValidUTF8(fmt.Sprint(token), "�")
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:60]) + "…"
	}
	return text
}
