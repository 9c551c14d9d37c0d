package clock

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// Answer is what one server said, or why it said nothing.
type Answer struct {
	Server  string
	Address string        // that answered, with its port
	Offset  time.Duration // to add to this PC's time to have the server's; positive = the PC is slow
	Delay   time.Duration // of question and answer together
	Err     error         // an *Error that names the server; nil if the answer is good by itself
}

// dialer opens a connection to a server.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// ask asks one server once. ctx bounds it, name look-up included. What comes back and is no answer is passed over:
// anybody can send a packet, and the answer may still be on its way.
func ask(ctx context.Context, dial dialer, read Source, server string) Answer {
	answer := Answer{Server: server}
	fail := func(err error) Answer {
		return Answer{Server: server, Address: answer.Address, Err: &Error{Reason: reasonOf(err), Servers: []string{server}, Err: err}}
	}
	conn, err := dial(ctx, "udp", withPort(server))
	if err != nil {
		return fail(err)
	}
	defer func() { _ = conn.Close() }() // what it had to say was said
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	answer.Address = conn.RemoteAddr().String()

	number := numberOf(rand.Reader)
	first := read()
	if _, err := conn.Write(question(number)); err != nil {
		return fail(err)
	}
	var strange error
	buffer := make([]byte, 1024)
	for {
		n, err := conn.Read(buffer)
		last := read()
		if err != nil {
			return fail(cmp.Or(strange, err))
		}
		r, err := parse(buffer[:n], number)
		if errors.Is(err, errNotOurs) {
			strange = err
			continue
		}
		if err == nil && stepped(first.Started(), last.Started()) {
			err = errMoved
		}
		if err != nil {
			return fail(err)
		}
		// The four times of RFC 5905 §8, the last one by the clock that nobody sets.
		took := last.since(first)
		asked, came := first.Wall, first.Wall.Add(took)
		answer.Delay = max(0, took-r.sent.Sub(r.received))
		answer.Offset = r.received.Sub(asked)/2 + r.sent.Sub(came)/2
		if answer.Offset.Abs() > mostOffset {
			return fail(errImplausible)
		}
		return answer
	}
}

// errMoved: this PC's clock was set between question and answer.
var errMoved = errors.New("clock set meanwhile")

// numberOf is a number that nobody can guess.
func numberOf(random io.Reader) uint64 {
	var raw [8]byte
	_, _ = io.ReadFull(random, raw[:]) // rand.Reader does not fail
	return binary.BigEndian.Uint64(raw[:])
}

// withPort adds the port of NTP to a server without one.
func withPort(server string) string {
	const port = "123"
	bare := strings.TrimSuffix(strings.TrimPrefix(server, "["), "]")
	if _, err := netip.ParseAddr(bare); err == nil {
		return net.JoinHostPort(bare, port)
	}
	if _, _, err := net.SplitHostPort(server); err == nil {
		return server
	}
	return net.JoinHostPort(server, port)
}

// reasonOf finds out what an error of asking means.
func reasonOf(err error) Reason {
	var lookup *net.DNSError
	switch {
	case errors.Is(err, errMoved):
		return ReasonMoved
	case errors.Is(err, errKiss):
		return ReasonRefused
	case errors.Is(err, errUnsynchronised):
		return ReasonUnsynchronised
	case errors.Is(err, errNotOurs), errors.Is(err, errImplausible):
		return ReasonNotTime
	case unreachable(err):
		return ReasonNoNetwork
	case errors.As(err, &lookup):
		return ReasonUnknownName
	}
	return ReasonNoAnswer
}

// unreachable reports whether the system knows no way to the server, or lets nobody take it.
func unreachable(err error) bool {
	var number syscall.Errno
	if errors.As(err, &number) {
		switch number {
		case syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EADDRNOTAVAIL, syscall.EACCES, syscall.EPERM,
			10013, 10049, 10050, 10051, 10065: // the same on Windows, whose numbers of these names are Go's own
			return true
		}
	}
	return strings.HasSuffix(err.Error(), "network is unreachable") // what a failed look-up keeps of its cause
}
