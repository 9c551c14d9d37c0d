//go:build unix && !darwin

package clipboard

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// passwordHint is the form by which programs of KDE say that a text is a password, and secret what stands in it.
const passwordHint, secret = "x-kde-passwordManagerHint", "secret"

// secretForms are the forms in which a text is given away.
var secretForms = []string{"UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT", passwordHint}

func writeSystem(ctx context.Context, text string) error {
	display := os.Getenv("DISPLAY")
	if display == "" {
		return unavailable("session", errors.New("there is no X server"))
	}
	return ownX11(ctx, display, text)
}

// secretOwner owns the selection CLIPBOARD of an X server (ICCCM §2), on a connection of its own, until another owner
// takes it.
type secretOwner struct {
	conn   *xgb.Conn
	window xproto.Window
	atoms  map[string]xproto.Atom
	text   string
	since  xproto.Timestamp
}

// ownX11 takes the clipboard of the X server of a display such as ":0". From then on a goroutine answers for it.
func ownX11(ctx context.Context, display, text string) error {
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr what it also returns
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return unavailable("connecting to the X server", err)
	}
	o := &secretOwner{conn: conn, text: text, atoms: map[string]xproto.Atom{}}
	stop := context.AfterFunc(ctx, conn.Close) // whatever waits for the server gives up then
	err = o.take()
	if !stop() {
		return context.Cause(ctx)
	}
	if err != nil {
		conn.Close()
		return err
	}
	go func() {
		defer conn.Close()
		o.answer()
	}()
	return nil
}

// take becomes the owner.
func (o *secretOwner) take() error {
	for _, name := range append([]string{"CLIPBOARD", "TARGETS", "TIMESTAMP"}, secretForms...) {
		reply, err := xproto.InternAtom(o.conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return unavailable("InternAtom", err)
		}
		o.atoms[name] = reply.Atom
	}
	setup := xproto.Setup(o.conn)
	if o.conn.DefaultScreen >= len(setup.Roots) {
		return unavailable("screen", errors.New("the X server has no such screen"))
	}
	var err error
	if o.window, err = xproto.NewWindowId(o.conn); err != nil {
		return unavailable("NewWindowId", err)
	}
	if err := xproto.CreateWindowChecked(o.conn, 0, o.window, setup.Roots[o.conn.DefaultScreen].Root, -1, -1, 1, 1, 0,
		xproto.WindowClassInputOnly, 0, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check(); err != nil {
		return unavailable("CreateWindow", err)
	}
	// The server's time of now, which an owner has to name, comes with a change of a property (ICCCM §2.1).
	xproto.ChangeProperty(o.conn, xproto.PropModeAppend, o.window, o.atoms["TIMESTAMP"], xproto.AtomInteger, 32, 0, nil)
	for o.since == 0 {
		event, failure := o.conn.WaitForEvent()
		if failure != nil || event == nil {
			return unavailable("PropertyNotify", errors.New("the X server does not tell the time"))
		}
		if change, ok := event.(xproto.PropertyNotifyEvent); ok {
			o.since = change.Time
		}
	}
	xproto.SetSelectionOwner(o.conn, o.window, o.atoms["CLIPBOARD"], o.since)
	reply, err := xproto.GetSelectionOwner(o.conn, o.atoms["CLIPBOARD"]).Reply()
	if err != nil || reply.Owner != o.window {
		return unavailable("SetSelectionOwner", errors.Join(errors.New("the X server gave it to another"), err))
	}
	return nil
}

// answer gives the text to whoever asks, until another owner has the clipboard or the connection ends.
func (o *secretOwner) answer() {
	for {
		event, failure := o.conn.WaitForEvent()
		if event == nil && failure == nil {
			return
		}
		switch event := event.(type) {
		case xproto.SelectionClearEvent:
			return
		case xproto.SelectionRequestEvent:
			o.give(&event)
		}
	}
}

// give answers one request; a form that there is not is refused.
func (o *secretOwner) give(request *xproto.SelectionRequestEvent) {
	property := request.Property
	if property == 0 { // a client of before ICCCM
		property = request.Target
	}
	kind, format, content := o.content(request.Target)
	if kind == 0 {
		property = 0
	} else {
		xproto.ChangeProperty(o.conn, xproto.PropModeReplace, request.Requestor, property, kind, format,
			uint32(len(content)/(int(format)/8)), content)
	}
	told := xproto.SelectionNotifyEvent{Time: request.Time, Requestor: request.Requestor, Selection: request.Selection, Target: request.Target, Property: property}
	xproto.SendEvent(o.conn, false, request.Requestor, 0, string(told.Bytes()))
}

// content is what stands in a form: its type, the bits of its units, and itself; type 0 = there is no such form.
func (o *secretOwner) content(target xproto.Atom) (kind xproto.Atom, format byte, content []byte) {
	switch target {
	case o.atoms["TARGETS"]:
		for _, name := range append([]string{"TARGETS", "TIMESTAMP"}, secretForms...) {
			content = binary.LittleEndian.AppendUint32(content, uint32(o.atoms[name])) // the byte order that xgb asks for
		}
		return xproto.AtomAtom, 32, content
	case o.atoms["TIMESTAMP"]:
		return xproto.AtomInteger, 32, binary.LittleEndian.AppendUint32(nil, uint32(o.since))
	case o.atoms["TEXT"]:
		return o.atoms["UTF8_STRING"], 8, []byte(o.text)
	case o.atoms[passwordHint]:
		return target, 8, []byte(secret)
	}
	for _, name := range secretForms {
		if target == o.atoms[name] {
			return target, 8, []byte(o.text)
		}
	}
	return 0, 0, nil
}
