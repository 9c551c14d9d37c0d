package instance

import (
	"context"
	"io"
	"time"
)

// The answers of the first start.
const (
	answerShown   = 'S' // the window is shown, or will be: it is only starting
	answerRefused = 'R'
)

const (
	waiting     = 16                     // requests that are kept until they are shown
	atOnce      = 8                      // connections at once
	readingTime = 500 * time.Millisecond // for a request, which is there at once
	showingTime = 5 * time.Second        // for the window, and then for the answer
)

// listener is the system's part of the place.
type listener interface {
	// accept waits for a process of the same person; others are sent away. After close it gives an error.
	accept() (connection, error)
	close() error
}

// connection leads to the other process.
type connection interface {
	io.ReadWriteCloser
	SetDeadline(time.Time) error
}

// delivery is a request on its way to the window.
type delivery struct {
	request Request
	shown   chan struct{}
}

// begin listens.
func begin(l listener) *Instance {
	i := &Instance{listener: l, queue: make(chan delivery, waiting), ended: make(chan struct{})}
	i.open.Go(i.listen)
	return i
}

// Serve calls show with every request, one after the other, those first that came before it was called. When
// show returns the window is shown: that is what the start which asked is told. It returns when ctx ends or
// the place is given up.
func (i *Instance) Serve(ctx context.Context, show func(Request)) {
	i.serve(true)
	defer i.serve(false)
	for {
		select {
		case <-ctx.Done():
			return
		case <-i.ended:
			return
		case d := <-i.queue:
			show(d.request)
			close(d.shown)
		}
	}
}

func (i *Instance) serve(on bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.serving = on
}

func (i *Instance) isServed() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.serving
}

// listen answers until the place is given up. Who connects and says nothing costs one of several turns, and
// that one for half a second.
func (i *Instance) listen() {
	turns := make(chan struct{}, atOnce)
	for {
		select {
		case <-i.ended:
			return
		case turns <- struct{}{}:
		}
		conn, err := i.listener.accept()
		if err != nil {
			<-turns
			select {
			case <-i.ended:
				return
			case <-time.After(pause): // such as no more file descriptors: others will be given back
			}
			continue
		}
		i.open.Go(func() {
			defer func() { <-turns }()
			i.answer(conn)
		})
	}
}

// answer hears one start out.
func (i *Instance) answer(conn connection) {
	defer func() { _ = conn.Close() }()
	if conn.SetDeadline(time.Now().Add(readingTime)) != nil {
		return
	}
	reply := func(answer byte) {
		if conn.SetDeadline(time.Now().Add(readingTime)) == nil {
			_, _ = conn.Write([]byte{answer}) // who is gone does not need it
		}
	}
	request, err := receive(conn)
	if err != nil {
		reply(answerRefused)
		return
	}
	d := delivery{request, make(chan struct{})}
	select {
	case i.queue <- d:
	default:
		reply(answerRefused)
		return
	}
	if !i.isServed() {
		reply(answerShown) // the window is not up yet, and has this to show when it is
		return
	}
	late := time.NewTimer(showingTime)
	defer late.Stop()
	select {
	case <-d.shown:
		reply(answerShown)
	case <-late.C:
	case <-i.ended:
	}
}
