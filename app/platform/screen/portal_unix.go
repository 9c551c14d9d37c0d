//go:build unix && !darwin

package screen

import (
	"context"
	"errors"
	"fmt"
	"image"
	"net/url"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names of xdg-desktop-portal's interfaces (https://flatpak.github.io/xdg-desktop-portal/docs/).
const (
	portalName     = "org.freedesktop.portal.Desktop"
	portalPath     = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	screenshot     = "org.freedesktop.portal.Screenshot"
	portalRequest  = "org.freedesktop.portal.Request"
	requestPath    = "/org/freedesktop/portal/desktop/request/"
	responseSignal = portalRequest + ".Response"
)

// The answers of a Response signal.
const (
	answerSuccess   = 0
	answerCancelled = 1 // by the person
)

// late is how long a request that we took back may still bring its picture, which is then deleted.
const late = 300 * time.Millisecond

// portal is the desktop's service that takes pictures for programs that may not.
type portal struct {
	conn    *dbus.Conn
	signals chan *dbus.Signal
	asked   int
}

// bus connects to a session bus without starting one.
type bus func(...dbus.ConnOption) (*dbus.Conn, error)

// openPortal connects to the portal. The connection outlives ctx for a moment, so that a request can be
// taken back; who gets the portal closes conn.
func openPortal(ctx context.Context, connect bus) (*portal, error) {
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() { time.AfterFunc(tidying, cancel) })
	conn, err := connect(dbus.WithContext(lasting))
	if err != nil {
		cancel()
		return nil, because(ReasonUnavailable, "session bus", err)
	}
	if err = conn.Auth(nil); err == nil {
		err = conn.Hello()
	}
	if err != nil {
		cancel()
		_ = conn.Close()
		return nil, because(ReasonUnavailable, "session bus", err)
	}
	return &portal{conn: conn, signals: make(chan *dbus.Signal, 16)}, nil
}

func capturePortal(ctx context.Context, connect bus) ([]Shot, error) {
	p, err := openPortal(ctx, connect)
	if err != nil {
		return nil, err
	}
	defer func() { _ = p.conn.Close() }()
	p.conn.Signal(p.signals)
	if err := p.conn.AddMatchSignalContext(ctx, dbus.WithMatchSender(portalName), dbus.WithMatchInterface(portalRequest),
		dbus.WithMatchMember("Response")); err != nil {
		return nil, callFailed("AddMatch", err)
	}
	img, err := p.picture(ctx, false)
	if errors.Is(err, ErrDenied) {
		img, err = p.picture(ctx, true) // not without being asked: then let the person do it
	}
	if err != nil {
		return nil, err
	}
	return []Shot{{Bounds: img.Bounds(), Image: img}}, nil
}

// availablePortal reports whether the portal is there and the desktop takes pictures for it.
func availablePortal(ctx context.Context, connect bus) error {
	p, err := openPortal(ctx, connect)
	if err != nil {
		return err
	}
	defer func() { _ = p.conn.Close() }()
	var version dbus.Variant
	if err := p.conn.Object(portalName, portalPath).
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, screenshot, "version").Store(&version); err != nil {
		return callFailed("version", err)
	}
	return nil
}

// picture asks for one picture: of everything, or of what the person then chooses.
func (p *portal) picture(ctx context.Context, interactive bool) (image.Image, error) {
	address, err := p.request(ctx, interactive)
	if err != nil {
		return nil, err
	}
	path, err := localPath(address)
	if err != nil {
		return nil, err
	}
	return readAndDelete(path)
}

// request returns the address of the picture's file.
func (p *portal) request(ctx context.Context, interactive bool) (string, error) {
	p.asked++
	token := fmt.Sprintf("kanzleicode%d", p.asked)
	sender := strings.ReplaceAll(strings.TrimPrefix(p.conn.Names()[0], ":"), ".", "_")
	handle := dbus.ObjectPath(requestPath + sender + "/" + token)
	expected := handle
	err := p.conn.Object(portalName, portalPath).CallWithContext(ctx, screenshot+".Screenshot", 0, "", map[string]dbus.Variant{
		"handle_token": dbus.MakeVariant(token),
		"interactive":  dbus.MakeVariant(interactive),
	}).Store(&handle)
	if err != nil {
		if ctx.Err() != nil {
			p.takeBack(handle, expected)
		}
		return "", callFailed("Screenshot", err)
	}
	for {
		select {
		case signal, ok := <-p.signals:
			switch {
			case !ok:
				return "", because(ReasonUnavailable, "session bus", errors.New("the connection ended"))
			case isAnswer(signal, handle, expected):
				return picked(signal)
			}
		case <-ctx.Done():
			p.takeBack(handle, expected)
			return "", ctx.Err()
		}
	}
}

// takeBack ends a request, so that no question of it stays on the screen, and deletes a picture that was
// on its way.
func (p *portal) takeBack(handles ...dbus.ObjectPath) {
	p.conn.Object(portalName, handles[0]).Go(portalRequest+".Close", dbus.FlagNoReplyExpected, nil)
	timer := time.NewTimer(late)
	defer timer.Stop()
	for {
		select {
		case signal, ok := <-p.signals:
			if !ok {
				return
			}
			if !isAnswer(signal, handles...) {
				continue
			}
			if address, err := picked(signal); err == nil {
				if path, err := localPath(address); err == nil {
					_, _ = readAndDelete(path)
				}
			}
			return
		case <-timer.C:
			return
		}
	}
}

// isAnswer: old portals choose the path of a request themselves.
func isAnswer(signal *dbus.Signal, handles ...dbus.ObjectPath) bool {
	if signal.Name != responseSignal {
		return false
	}
	for _, handle := range handles {
		if signal.Path == handle {
			return true
		}
	}
	return false
}

// picked reads the answer to a request.
func picked(signal *dbus.Signal) (string, error) {
	if len(signal.Body) != 2 {
		return "", because(ReasonFailed, "Response", errors.New("of another shape"))
	}
	answer, ok := signal.Body[0].(uint32)
	results, ok2 := signal.Body[1].(map[string]dbus.Variant)
	if !ok || !ok2 {
		return "", because(ReasonFailed, "Response", errors.New("of another shape"))
	}
	switch answer {
	case answerSuccess:
		address, ok := results["uri"].Value().(string)
		if !ok {
			return "", because(ReasonFailed, "Response", errors.New("no picture in it"))
		}
		return address, nil
	case answerCancelled:
		return "", ErrCancelled
	}
	return "", ErrDenied
}

// localPath is the path behind the file: URL of the picture.
func localPath(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" || !strings.HasPrefix(u.Path, "/") {
		return "", because(ReasonFailed, "Response", errors.New("the picture is no file of this PC"))
	}
	return u.Path, nil
}

// callFailed gives the error of a call its reason.
func callFailed(what string, err error) error {
	var failure dbus.Error
	if errors.As(err, &failure) {
		switch failure.Name {
		case "org.freedesktop.portal.Error.NotAllowed", "org.freedesktop.DBus.Error.AccessDenied":
			return because(ReasonDenied, what, err)
		case "org.freedesktop.portal.Error.Cancelled":
			return because(ReasonCancelled, what, err)
		}
		return because(ReasonUnavailable, what, err) // no portal, or none that takes pictures
	}
	return fmt.Errorf("%s: %w", what, err)
}
