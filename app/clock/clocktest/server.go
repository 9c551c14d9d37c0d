// Package clocktest has time servers for tests: real ones, over UDP on this machine, that tell the time or lie.
package clocktest

import (
	"encoding/binary"
	"net"
	"slices"
	"sync/atomic"
	"time"
)

// Reply makes the datagrams that go back for a question; none = the server is silent.
type Reply func(question []byte) [][]byte

// Server answers until it is closed.
type Server struct {
	Addr  string // host and port
	conn  net.PacketConn
	asked atomic.Int64
}

// Start starts a server on an address such as "127.0.0.1:0".
func Start(address string, reply Reply) (*Server, error) {
	conn, err := net.ListenPacket("udp", address)
	if err != nil {
		return nil, err
	}
	s := &Server{Addr: conn.LocalAddr().String(), conn: conn}
	go s.serve(reply)
	return s, nil
}

func (s *Server) serve(reply Reply) {
	buffer := make([]byte, 512)
	for {
		n, from, err := s.conn.ReadFrom(buffer)
		if err != nil {
			return // closed
		}
		s.asked.Add(1)
		for _, datagram := range reply(slices.Clone(buffer[:n])) {
			_, _ = s.conn.WriteTo(datagram, from) // whoever asked may be gone
		}
	}
}

// Asked is how many questions came.
func (s *Server) Asked() int { return int(s.asked.Load()) }

// Close ends the server.
func (s *Server) Close() error { return s.conn.Close() }

// Ahead tells the time of this PC and so much more, as a sound server of stratum 1 does.
func Ahead(offset time.Duration) Reply {
	return func(question []byte) [][]byte { return [][]byte{Packet(question, time.Now().Add(offset))} }
}

// But is a server's reply with something changed in each datagram.
func (r Reply) But(change func(packet []byte)) Reply {
	return func(question []byte) [][]byte {
		datagrams := r(question)
		for _, d := range datagrams {
			change(d)
		}
		return datagrams
	}
}

// Late is a server's reply after a while.
func (r Reply) Late(after time.Duration) Reply {
	return func(question []byte) [][]byte {
		time.Sleep(after)
		return r(question)
	}
}

// Silent never answers.
func Silent([]byte) [][]byte { return nil }

// Packet is a sound answer (RFC 5905 figure 8) of a server whose clock shows now.
func Packet(question []byte, now time.Time) []byte {
	packet := make([]byte, 48)
	packet[0] = 0<<6 | 4<<3 | 4 // no leap second, version 4, a server
	packet[1] = 1               // stratum
	packet[2], packet[3] = 6, 0xec
	binary.BigEndian.PutUint32(packet[8:], 1<<8) // root dispersion: 4 ms
	copy(packet[12:], "PTB\x00")
	binary.BigEndian.PutUint64(packet[16:], Stamp(now.Add(-10*time.Second)))
	if len(question) >= 48 {
		copy(packet[24:32], question[40:48])
	}
	binary.BigEndian.PutUint64(packet[32:], Stamp(now))
	binary.BigEndian.PutUint64(packet[40:], Stamp(now.Add(50*time.Microsecond)))
	return packet
}

// Stamp is a moment as NTP writes it: seconds since 1900 in the upper half, modulo 2³².
func Stamp(at time.Time) uint64 {
	const from1900 = 2208988800
	return uint64(at.Unix()+from1900)<<32 | uint64(at.Nanosecond())<<32/1e9
}
