package clock

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"syscall"
	"testing"
	"time"

	"kanzleicode/app/clock/clocktest"
)

// serve starts a server that ends with the test.
func serve(t *testing.T, reply clocktest.Reply) *clocktest.Server {
	t.Helper()
	server, err := clocktest.Start("127.0.0.1:0", reply)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

var plainDial dialer = (&net.Dialer{}).DialContext

// askOnce asks with more patience than the program has, for machines with more to do.
func askOnce(t *testing.T, server string) Answer { return askFor(t, server, 10*time.Second) }

func askFor(t *testing.T, server string, patience time.Duration) Answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	return ask(ctx, plainDial, System(time.Now), server)
}

func TestAskTellsTheOffset(t *testing.T) {
	t.Parallel()
	for _, offset := range []time.Duration{
		0, time.Second, -3 * time.Second, 63 * time.Second, -time.Hour, 5 * 365 * 24 * time.Hour, -20 * 365 * 24 * time.Hour,
		20 * 365 * 24 * time.Hour, // beyond 2036, where the seconds begin anew
	} {
		server := serve(t, clocktest.Ahead(offset))
		answer := askOnce(t, server.Addr)
		if answer.Err != nil || (answer.Offset-offset).Abs() > answer.Delay/2+50*time.Millisecond || answer.Address != server.Addr || answer.Server != server.Addr {
			t.Errorf("%v: %+v", offset, answer)
		}
	}
}

func TestAskBadAnswers(t *testing.T) {
	t.Parallel()
	now := clocktest.Ahead(0)
	set := func(at int, values ...byte) clocktest.Reply {
		return now.But(func(p []byte) { copy(p[at:], values) })
	}
	short := func(n int) clocktest.Reply {
		return func(question []byte) [][]byte { return [][]byte{clocktest.Packet(question, time.Now())[:n]} }
	}
	tests := []struct {
		name  string
		reply clocktest.Reply
		want  Reason
	}{
		{"kiss-o'-death", now.But(func(p []byte) { p[1] = 0; copy(p[12:], "RATE") }), ReasonRefused},
		{"kiss-o'-death without synchronisation", now.But(func(p []byte) { p[0] |= 3 << 6; p[1] = 0; copy(p[12:], "DENY") }), ReasonRefused},
		{"not set since its start", now.But(func(p []byte) { p[0] |= 3 << 6; p[1] = 0; copy(p[12:], "INIT") }), ReasonUnsynchronised},
		{"leap 3", set(0, 3<<6|4<<3|4), ReasonUnsynchronised},
		{"stratum 16", set(1, 16), ReasonUnsynchronised},
		{"stratum 255", set(1, 255), ReasonUnsynchronised},
		{"set two days ago", now.But(func(p []byte) { binary.BigEndian.PutUint64(p[16:], clocktest.Stamp(time.Now().Add(-48*time.Hour))) }), ReasonUnsynchronised},
		{"set in the future", now.But(func(p []byte) { binary.BigEndian.PutUint64(p[16:], clocktest.Stamp(time.Now().Add(time.Hour))) }), ReasonUnsynchronised},
		{"root dispersion 17 s", set(8, 0, 17, 0, 0), ReasonUnsynchronised},
		{"root delay 40 s", set(4, 0, 40, 0, 0), ReasonUnsynchronised},
		{"a client", set(0, 4<<3|3), ReasonNotTime},
		{"version 5", set(0, 5<<3|4), ReasonNotTime},
		{"version 0", set(0, 4), ReasonNotTime},
		{"minutes between question and answer", now.But(func(p []byte) { binary.BigEndian.PutUint64(p[32:], clocktest.Stamp(time.Now().Add(-5*time.Minute))) }), ReasonNotTime},
		{"a broadcast", set(0, 4<<3|5), ReasonNotTime},
		{"not our question", set(24, 1, 2, 3, 4, 5, 6, 7, 8), ReasonNotTime},
		{"no question", set(24, 0, 0, 0, 0, 0, 0, 0, 0), ReasonNotTime},
		{"no time", set(40, 0, 0, 0, 0, 0, 0, 0, 0), ReasonNotTime},
		{"sent before it came", set(32, 255, 255, 255, 255), ReasonNotTime},
		{"cut off", short(47), ReasonNotTime},
		{"one byte", short(1), ReasonNotTime},
		{"empty", short(0), ReasonNotTime},
		{"web page", func([]byte) [][]byte {
			return [][]byte{[]byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Bitte anmelden</html>")}
		}, ReasonNotTime},
		{"silent", clocktest.Silent, ReasonNoAnswer},
		{"too late", now.Late(3 * time.Second), ReasonNoAnswer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, tt.reply)
			wait := 10 * time.Second
			if tt.want == ReasonNotTime || tt.want == ReasonNoAnswer { // the true answer may still come
				wait = time.Second
			}
			begin := time.Now()
			answer := askFor(t, server.Addr, wait)
			if !errors.Is(answer.Err, &Error{Reason: tt.want}) || answer.Offset != 0 {
				t.Errorf("%+v, want %s", answer, tt.want)
			}
			if took := time.Since(begin); took > wait+time.Second {
				t.Errorf("it took %v", took)
			}
			if server.Asked() != 1 {
				t.Errorf("asked %d times", server.Asked())
			}
		})
	}
}

// TestAskAcceptsPoorAccuracy: a server with as poor an accuracy as Windows domain controllers admit to.
func TestAskAcceptsPoorAccuracy(t *testing.T) {
	t.Parallel()
	server := serve(t, clocktest.Ahead(0).But(func(p []byte) { p[1] = 4; copy(p[8:], []byte{0, 10, 0, 0}) }))
	if answer := askOnce(t, server.Addr); answer.Err != nil {
		t.Error(answer.Err)
	}
}

func TestAskNobodyThere(t *testing.T) {
	t.Parallel()
	gone := serve(t, clocktest.Silent)
	_ = gone.Close()
	failing := func(err error) dialer {
		return func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
	refusal := func(number syscall.Errno) error {
		return &net.OpError{Op: "dial", Net: "udp", Err: &net.OpError{Err: number}}
	}
	tests := []struct {
		name   string
		dial   dialer
		server string
		want   Reason
	}{
		{"closed port", plainDial, gone.Addr, ReasonNoAnswer},
		{"unknown name", failing(&net.DNSError{Err: "no such host", Name: "zeit.invalid", IsNotFound: true}), "zeit.invalid", ReasonUnknownName},
		{"look-up without network", failing(&net.DNSError{Err: "dial udp 192.0.2.1:53: connect: network is unreachable", Name: "zeit.invalid"}), "zeit.invalid", ReasonNoNetwork},
		{"no network", failing(refusal(syscall.ENETUNREACH)), "192.0.2.1", ReasonNoNetwork},
		{"no network on Windows", failing(refusal(10051)), "192.0.2.1", ReasonNoNetwork},
		{"firewall of this PC", failing(refusal(syscall.EPERM)), "192.0.2.1", ReasonNoNetwork},
		{"something else", failing(errors.New("strange")), "192.0.2.1", ReasonNoAnswer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			answer := ask(ctx, tt.dial, System(time.Now), tt.server)
			var e *Error
			if !errors.As(answer.Err, &e) || e.Reason != tt.want || len(e.Servers) != 1 || e.Servers[0] != tt.server {
				t.Errorf("%+v, want %s", answer, tt.want)
			}
		})
	}
}

// TestAskEnds: a look-up that hangs ends with the context.
func TestAskEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	hangs := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if answer := ask(ctx, hangs, System(time.Now), "zeit.example"); !errors.Is(answer.Err, &Error{Reason: ReasonNoAnswer}) {
		t.Errorf("%+v", answer)
	}
}

// TestAskIPv6: a PC with IPv6 alone asks all the same.
func TestAskIPv6(t *testing.T) {
	t.Parallel()
	server, err := clocktest.Start("[::1]:0", clocktest.Ahead(0))
	if err != nil {
		t.Skip("this PC has no IPv6: ", err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if answer := askOnce(t, server.Addr); answer.Err != nil {
		t.Error(answer.Err)
	}
}

// TestAskPassesOverStrangePackets: whoever is quicker than the server with a packet of his own gains nothing.
func TestAskPassesOverStrangePackets(t *testing.T) {
	t.Parallel()
	server := serve(t, func(question []byte) [][]byte {
		forged := clocktest.Packet(make([]byte, 48), time.Now().Add(time.Hour))
		return [][]byte{{}, []byte("x"), forged, clocktest.Packet(question, time.Now().Add(3*time.Second))}
	})
	if answer := askOnce(t, server.Addr); answer.Err != nil || (answer.Offset-3*time.Second).Abs() > answer.Delay/2+50*time.Millisecond {
		t.Errorf("%+v", answer)
	}
}

func TestWithPort(t *testing.T) {
	t.Parallel()
	for server, want := range map[string]string{
		"zeit.example": "zeit.example:123", "zeit.example:1123": "zeit.example:1123", "192.0.2.1": "192.0.2.1:123", "192.0.2.1:9": "192.0.2.1:9",
		"2001:db8::1": "[2001:db8::1]:123", "[2001:db8::1]": "[2001:db8::1]:123", "[2001:db8::1]:9": "[2001:db8::1]:9", "fe80::1%eth0": "[fe80::1%eth0]:123",
	} {
		if got := withPort(server); got != want {
			t.Errorf("%s: %s, want %s", server, got, want)
		}
	}
}

// TestAskSaysNothing: what goes out is 48 bytes of which all but the form and a random number is empty.
func TestAskSaysNothing(t *testing.T) {
	t.Parallel()
	questions := make(chan []byte, 2)
	server := serve(t, func(question []byte) [][]byte {
		questions <- question
		return clocktest.Ahead(0)(question)
	})
	askOnce(t, server.Addr)
	askOnce(t, server.Addr)
	first, second := <-questions, <-questions
	for i, b := range first[:40] {
		if want := map[int]byte{0: 4<<3 | 3}[i]; b != want {
			t.Errorf("byte %d is %d", i, b)
		}
	}
	if len(first) != 48 || string(first[40:]) == string(second[40:]) {
		t.Errorf("%x, then %x", first, second)
	}
}

// TestAskWhileTheClockIsSet: half of an answer by the old time is worth nothing.
func TestAskWhileTheClockIsSet(t *testing.T) {
	t.Parallel()
	fake := &fakeClock{}
	server := serve(t, func(question []byte) [][]byte {
		fake.set(time.Minute)
		return clocktest.Ahead(0)(question)
	})
	answer := ask(t.Context(), plainDial, fake.read, server.Addr)
	if !errors.Is(answer.Err, &Error{Reason: ReasonMoved}) {
		t.Errorf("%+v", answer)
	}
}

// FuzzAsk: whatever comes back is an error or a sound offset, never a panic.
func FuzzAsk(f *testing.F) {
	sound := clocktest.Packet(make([]byte, 48), time.Unix(1795000000, 0))
	f.Add(sound, true)
	f.Add(sound, false)
	f.Add(sound[:47], true)
	f.Add([]byte{}, true)
	f.Fuzz(func(t *testing.T, reply []byte, ours bool) {
		dial := func(context.Context, string, string) (net.Conn, error) {
			return &scripted{reply: reply, ours: ours}, nil
		}
		answer := ask(t.Context(), dial, System(time.Now), "192.0.2.1")
		if answer.Err == nil && (!ours || len(reply) < 48 || reply[0]&7 != 4 || reply[0]>>6 == 3 || reply[1] == 0 || reply[1] > 15 || answer.Offset.Abs() > mostOffset) {
			t.Errorf("believed %x: %+v", reply, answer)
		}
	})
}

// scripted is a connection with one answer.
type scripted struct {
	net.Conn
	read     bool
	reply    []byte
	ours     bool // it repeats the question's number
	question []byte
}

func (c *scripted) Write(b []byte) (int, error) {
	c.question = append([]byte(nil), b...)
	return len(b), nil
}
func (c *scripted) Read(b []byte) (int, error) {
	if c.read {
		return 0, net.ErrClosed
	}
	c.read = true
	n := copy(b, c.reply)
	switch {
	case n >= 32 && c.ours:
		copy(b[24:32], c.question[40:48])
	case n >= 32:
		b[24] = ^c.question[40]
	}
	return n, nil
}
func (c *scripted) Close() error         { return nil }
func (c *scripted) RemoteAddr() net.Addr { return &net.UDPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 123} }
