package clock

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"kanzleicode/app/clock/clocktest"
)

// TestCheckOverUDP: the whole way, with real servers.
func TestCheckOverUDP(t *testing.T) {
	t.Parallel()
	second := time.Second
	kiss := clocktest.Ahead(0).But(func(p []byte) { p[1] = 0; copy(p[12:], "RATE") })
	tests := []struct {
		name    string
		replies []clocktest.Reply
		want    Reason // "" = believed
		offset  time.Duration
		asked   []int
	}{
		{"the first says that all is well", []clocktest.Reply{clocktest.Ahead(second), clocktest.Ahead(-9 * second)}, "", second, []int{1, 0}},
		{"two confirm it", []clocktest.Reply{clocktest.Ahead(63 * second), clocktest.Ahead(63 * second)}, "", 63 * second, []int{1, 1}},
		{"fast", []clocktest.Reply{clocktest.Ahead(-63 * second), clocktest.Ahead(-63 * second)}, "", -63 * second, []int{1, 1}},
		{"one liar", []clocktest.Reply{clocktest.Ahead(time.Hour), clocktest.Ahead(0), clocktest.Ahead(0)}, "", 0, []int{1, 1, 1}},
		{"a liar and a silent one", []clocktest.Reply{clocktest.Ahead(time.Hour), clocktest.Silent}, ReasonAlone, 0, []int{1, 1}},
		{"alone", []clocktest.Reply{clocktest.Ahead(time.Hour)}, ReasonAlone, 0, []int{1}},
		{"contradiction", []clocktest.Reply{clocktest.Ahead(time.Hour), clocktest.Ahead(0)}, ReasonDisagree, 0, []int{1, 1}},
		{"the next one helps", []clocktest.Reply{kiss, clocktest.Ahead(0)}, "", 0, []int{1, 1}},
		{"nobody", []clocktest.Reply{clocktest.Silent, kiss, clocktest.Silent}, ReasonRefused, 0, []int{1, 1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var names []string
			var servers []*clocktest.Server
			for _, reply := range tt.replies {
				server := serve(t, reply)
				servers, names = append(servers, server), append(names, server.Addr)
			}
			c := newChecker(System(time.Now))
			result := c.check(t.Context(), names)
			if m := result.Measurement; tt.want == "" && (m == nil || (m.Offset-tt.offset).Abs() > 500*time.Millisecond || time.Since(m.At) > time.Minute) {
				t.Errorf("%+v", result)
			}
			if tt.want != "" && (!errors.Is(result.Err, &Error{Reason: tt.want}) || result.Measurement != nil) {
				t.Errorf("%+v, want %s", result, tt.want)
			}
			for i, server := range servers {
				if server.Asked() != tt.asked[i] {
					t.Errorf("server %d was asked %d times, want %d", i, server.Asked(), tt.asked[i])
				}
			}
		})
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	sec := func(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
	answer := func(name string, seconds float64) Answer {
		return Answer{Server: name, Address: name, Offset: sec(seconds)}
	}
	failed := func(name string, r Reason) Answer {
		return Answer{Server: name, Err: &Error{Reason: r, Servers: []string{name}}}
	}
	tests := []struct {
		name    string
		answers []Answer
		want    Reason
		offset  float64
		servers []string
	}{
		{"right", []Answer{answer("a", 2)}, "", 2, []string{"a"}},
		{"a little more", []Answer{answer("a", 2.001)}, ReasonAlone, 0, []string{"a"}},
		{"fast alone", []Answer{answer("a", -2.001)}, ReasonAlone, 0, []string{"a"}},
		{"agreed", []Answer{answer("a", 10), answer("b", 11)}, "", 11, []string{"a", "b"}},
		{"not agreed", []Answer{answer("a", 10), answer("b", 11.001)}, ReasonDisagree, 0, []string{"a", "b"}},
		{"two names, one machine", []Answer{answer("a", 10), {Server: "b", Address: "a", Offset: sec(10)}}, ReasonAlone, 0, []string{"a"}},
		{"two of three", []Answer{answer("a", 10), answer("b", 900), answer("c", 10.5)}, "", 10.5, []string{"a", "c"}},
		{"two against two", []Answer{answer("a", 10), answer("b", 900), answer("c", 10.5), answer("d", 900)}, ReasonDisagree, 0, []string{"a", "b", "c", "d"}},
		{"the middle one", []Answer{answer("a", 10.4), answer("b", 10), answer("c", 10.2)}, "", 10.2, []string{"a", "b", "c"}},
		{"failures count for nothing", []Answer{failed("a", ReasonNoAnswer), answer("b", 10), failed("c", ReasonNotTime), answer("d", 10)}, "", 10, []string{"b", "d"}},
		{"the failure that says most", []Answer{failed("a", ReasonNoNetwork), failed("b", ReasonNoAnswer), failed("c", ReasonNoAnswer)}, ReasonNoAnswer, 0, []string{"b", "c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := checker{read: System(time.Now)}
			result := c.decide(tt.answers)
			if tt.want == "" {
				if m := result.Measurement; m == nil || m.Offset != sec(tt.offset) || !slices.Equal(m.Servers, tt.servers) {
					t.Errorf("%+v", result)
				}
				return
			}
			var e *Error
			if !errors.As(result.Err, &e) || e.Reason != tt.want || !slices.Equal(e.Servers, tt.servers) {
				t.Errorf("%+v, want %s of %v", result, tt.want, tt.servers)
			}
		})
	}
}

// TestCheckIsBounded: whatever the servers do, a check ends.
func TestCheckIsBounded(t *testing.T) {
	t.Parallel()
	c := checker{
		ask: func(ctx context.Context, server string) Answer {
			<-ctx.Done()
			return Answer{Server: server, Err: &Error{Reason: ReasonNoAnswer, Servers: []string{server}}}
		},
		read: System(time.Now), each: 40 * time.Millisecond, together: 60 * time.Millisecond,
	}
	begin := time.Now()
	result := c.check(t.Context(), DefaultServers())
	if took := time.Since(begin); took > 5*time.Second || !errors.Is(result.Err, &Error{Reason: ReasonNoAnswer}) || len(result.Answers) != 4 {
		t.Errorf("%v: %+v", took, result)
	}
	if patience != 2*time.Second || longest != 6*time.Second {
		t.Error("a check may last longer than was promised")
	}
}

func TestParseServers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"ptbtime1.ptb.de": {"ptbtime1.ptb.de"},
		" DC1.Kanzlei.local, dc2 ;dc1.kanzlei.local.\n": {"dc1.kanzlei.local", "dc2"},
		"192.0.2.1:1123": {"192.0.2.1:1123"},
		"2001:db8::1 [2001:db8::1]:123 [2001:db8::2]": {"2001:db8::1", "[2001:db8::1]:123", "[2001:db8::2]"},
		"fe80::1%eth0":         {"fe80::1%eth0"},
		"zeit_server":          {"zeit_server"},
		"":                     nil,
		" , ":                  nil,
		"https://zeit.example": nil,
		"zeit.example/pfad":    nil,
		"zeit.example:0":       nil,
		"zeit.example:99999":   nil,
		"zeit..example":        nil,
		"-zeit.example":        nil,
		"192.0.2.256":          nil,
		"[2001:db8::1":         nil,
		"jörg.example":         nil,
		"a,b,c,d,e,f,g,h,i":    nil,
	} {
		got, err := ParseServers(text)
		if (err == nil) != (want != nil) || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if list, err := ParseServers("ptbtime1.ptb.de,ptbtime2.ptb.de,ptbtime3.ptb.de,ptbtime4.ptb.de"); err != nil || !slices.Equal(list, DefaultServers()) {
		t.Errorf("%v, %v", list, err)
	}
}
