//go:build unix && !darwin

package clipboard

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

const (
	// maxTargets is how many forms of an owner are looked at; the usual programs offer up to 30.
	maxTargets = 256
	// propertyStep is how much of a property one request asks for, in units of 4 bytes.
	propertyStep = 1 << 18
)

// xBoard is the selection CLIPBOARD of an X server (ICCCM §2), on a connection of its own.
type xBoard struct {
	conn     *xgb.Conn
	events   <-chan xgb.Event
	window   xproto.Window // receives the content, never shown
	owner    xproto.Window
	atoms    map[string]xproto.Atom
	property xproto.Atom // of window, where owners put the content
	silence  time.Duration
}

// readX11 reads the clipboard of the X server of a display such as ":0".
func readX11(ctx context.Context, display string, silence time.Duration) (Content, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	xgb.Logger.SetOutput(io.Discard) // it writes to stderr what it also returns
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return Content{}, unavailable("connecting to the X server", err)
	}
	// Whatever waits for the server gives up when the connection ends, and it ends with ctx.
	context.AfterFunc(ctx, conn.Close)
	b := &xBoard{conn: conn, silence: silence, events: pump(ctx, conn)}
	if err := b.open(); err != nil {
		return Content{}, err
	}
	return gather(ctx, b)
}

// pump hands the events of a connection on until it ends. The connection would stand still with its
// events left lying, so they are taken even when nobody wants them any more.
func pump(ctx context.Context, conn *xgb.Conn) <-chan xgb.Event {
	events := make(chan xgb.Event)
	go func() {
		defer close(events)
		for {
			event, failure := conn.WaitForEvent()
			if event == nil && failure == nil {
				return
			}
			if event == nil {
				continue
			}
			select {
			case events <- event:
			case <-ctx.Done():
			}
		}
	}()
	return events
}

// open makes the window and finds the owner of the clipboard.
func (b *xBoard) open() error {
	b.atoms = map[string]xproto.Atom{}
	for _, name := range []string{"CLIPBOARD", "TARGETS", "INCR", "UTF8_STRING", "STRING", "KANZLEICODE_CLIPBOARD"} {
		reply, err := xproto.InternAtom(b.conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return unavailable("InternAtom", err)
		}
		b.atoms[name] = reply.Atom
	}
	b.property = b.atoms["KANZLEICODE_CLIPBOARD"]

	setup := xproto.Setup(b.conn)
	if b.conn.DefaultScreen >= len(setup.Roots) {
		return unavailable("screen", errors.New("the X server has no such screen"))
	}
	screen := setup.Roots[b.conn.DefaultScreen]
	var err error
	if b.window, err = xproto.NewWindowId(b.conn); err != nil {
		return unavailable("NewWindowId", err)
	}
	if err := xproto.CreateWindowChecked(b.conn, 0, b.window, screen.Root, -1, -1, 1, 1, 0,
		xproto.WindowClassInputOnly, 0, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange}).Check(); err != nil {
		return unavailable("CreateWindow", err)
	}

	reply, err := xproto.GetSelectionOwner(b.conn, b.atoms["CLIPBOARD"]).Reply()
	if err != nil {
		return unavailable("GetSelectionOwner", err)
	}
	if b.owner = reply.Owner; b.owner == 0 {
		return ErrEmpty
	}
	// Nobody answers for an owner that ends while it is being asked: its window's end tells.
	if err := xproto.ChangeWindowAttributesChecked(b.conn, b.owner, xproto.CwEventMask,
		[]uint32{xproto.EventMaskStructureNotify}).Check(); err != nil {
		return &Error{ReasonGone, err}
	}
	return nil
}

func (b *xBoard) forms(ctx context.Context) ([]string, error) {
	data, err := b.read(ctx, "TARGETS")
	if errors.Is(err, errRefused) {
		return []string{"UTF8_STRING", "STRING"}, nil // an old program that has text only
	}
	if err != nil {
		return nil, err
	}
	var cookies []xproto.GetAtomNameCookie
	for ; len(data) >= 4 && len(cookies) < maxTargets; data = data[4:] {
		atom := xproto.Atom(binary.LittleEndian.Uint32(data)) // the byte order that xgb asks for
		cookies = append(cookies, xproto.GetAtomName(b.conn, atom))
	}
	var names []string
	for _, cookie := range cookies {
		if reply, err := cookie.Reply(); err == nil { // an owner may list what is no atom
			names = append(names, reply.Name)
		}
	}
	return names, nil
}

// errRefused: the owner does not give its content in this form.
var errRefused = &Error{Reason: ReasonNothingUsable, Err: errors.New("the owner refused")}

func (b *xBoard) read(ctx context.Context, form string) ([]byte, error) {
	target, err := b.atom(form)
	if err != nil {
		return nil, err
	}
	xproto.DeleteProperty(b.conn, b.window, b.property)
	xproto.ConvertSelection(b.conn, b.window, b.atoms["CLIPBOARD"], target, b.property, xproto.TimeCurrentTime)
	for {
		event, err := b.next(ctx)
		if err != nil {
			return nil, err
		}
		answer, ok := event.(xproto.SelectionNotifyEvent)
		if !ok || answer.Requestor != b.window || answer.Target != target {
			continue
		}
		if answer.Property == 0 {
			return nil, errRefused
		}
		break
	}
	kind, data, err := b.take()
	if err != nil || kind != b.atoms["INCR"] {
		return data, err
	}
	return b.readSteps(ctx)
}

// readSteps takes content that comes in pieces (ICCCM §2.7.2): each is asked for by deleting the one
// before, and an empty one is the end. Content that is too large is let pass by to its end, since an
// owner that is left in the middle may end over it and take the person's clipboard along.
func (b *xBoard) readSteps(ctx context.Context) ([]byte, error) {
	var whole []byte
	tooLarge := false
	for {
		event, err := b.next(ctx)
		if err != nil {
			return nil, err
		}
		change, ok := event.(xproto.PropertyNotifyEvent)
		if !ok || change.Window != b.window || change.Atom != b.property || change.State != xproto.PropertyNewValue {
			continue
		}
		kind, piece, err := b.take()
		switch {
		case errors.Is(err, ErrTooLarge):
			tooLarge = true
		case err != nil:
			return nil, err
		case kind == 0: // the event told of a piece that is taken already
		case len(piece) == 0 && tooLarge:
			return nil, ErrTooLarge
		case len(piece) == 0:
			return whole, nil
		case tooLarge || len(whole)+len(piece) > MaxBytes:
			tooLarge, whole = true, nil
		default:
			whole = append(whole, piece...)
		}
	}
}

// take returns the content of the property and deletes it. The kind is 0 if there is no property.
func (b *xBoard) take() (kind xproto.Atom, data []byte, err error) {
	for {
		reply, err := xproto.GetProperty(b.conn, true, b.window, b.property, xproto.GetPropertyTypeAny,
			uint32(len(data)/4), propertyStep).Reply()
		if err != nil {
			return 0, nil, unavailable("GetProperty", err)
		}
		if len(data)+len(reply.Value)+int(reply.BytesAfter) > MaxBytes {
			xproto.DeleteProperty(b.conn, b.window, b.property)
			return reply.Type, nil, ErrTooLarge
		}
		data = append(data, reply.Value...)
		if reply.BytesAfter == 0 {
			return reply.Type, data, nil
		}
	}
}

// next waits for the next event.
func (b *xBoard) next(ctx context.Context) (xgb.Event, error) {
	timer := time.NewTimer(b.silence)
	defer timer.Stop()
	select {
	case event, ok := <-b.events:
		if !ok {
			return nil, unavailable("X server", errors.New("the connection ended"))
		}
		if end, ok := event.(xproto.DestroyNotifyEvent); ok && end.Window == b.owner {
			return nil, ErrGone
		}
		return event, nil
	case <-timer.C:
		return nil, ErrTimeout
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (b *xBoard) atom(name string) (xproto.Atom, error) {
	if atom, ok := b.atoms[name]; ok {
		return atom, nil
	}
	reply, err := xproto.InternAtom(b.conn, true, uint16(len(name)), name).Reply()
	if err != nil {
		return 0, unavailable("InternAtom", err)
	}
	if reply.Atom == 0 {
		return 0, errRefused // a form that nobody has heard of
	}
	b.atoms[name] = reply.Atom
	return reply.Atom, nil
}
