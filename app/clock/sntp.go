package clock

import (
	"encoding/binary"
	"errors"
	"slices"
	"time"
)

// The packet of RFC 5905 figure 8: where its parts stand.
const (
	packetSize      = 48
	atStratum       = 1
	atRootDelay     = 4
	atRootDispersal = 8
	atReferenceID   = 12
	atReference     = 16 // when the server's own clock was set last
	atOrigin        = 24 // what the question had at atTransmit
	atReceive       = 32
	atTransmit      = 40
)

const (
	versionClient = 4<<3 | 3 // leap 0, version 4, mode client
	modeServer    = 4
	leapUnknown   = 3
	mostStratum   = 15
	mostDistance  = 16 * time.Second // MAXDISP of RFC 5905; Windows domain controllers admit to ten seconds and are right to hundredths
	mostAge       = 36 * time.Hour   // the longest poll interval of RFC 5905, for a server that has lost its own
)

// question is what is sent: empty, so that it tells nothing of this PC, but for a number that only an answer to it can
// know (draft-ietf-ntp-data-minimization).
func question(number uint64) []byte {
	packet := make([]byte, packetSize)
	packet[0] = versionClient
	binary.BigEndian.PutUint64(packet[atTransmit:], number)
	return packet
}

// reply is a sound answer: when the question came and when the answer left, by the server's clock.
type reply struct{ received, sent time.Time }

// What is wrong with an answer.
var (
	errNotOurs        = errors.New("no answer to this question")
	errKiss           = errors.New("kiss-o'-death")
	errUnsynchronised = errors.New("not synchronised")
	errImplausible    = errors.New("implausible times")
)

// parse examines a datagram that came back after a question with this number.
func parse(packet []byte, number uint64) (reply, error) {
	if !isOurs(packet, number) {
		return reply{}, errNotOurs
	}
	received, sent, set := stamp(packet, atReceive), stamp(packet, atTransmit), stamp(packet, atReference)
	if err := synchronised(packet); err != nil {
		return reply{}, err
	}
	r := reply{received: moment1900(received), sent: moment1900(sent)}
	if took := r.sent.Sub(r.received); received == 0 || sent == 0 || took < 0 || took > patience {
		return reply{}, errImplausible
	}
	if age := r.sent.Sub(moment1900(set)); set != 0 && (age < 0 || age > mostAge) {
		return reply{}, errUnsynchronised
	}
	return r, nil
}

// isOurs reports whether a datagram is a server's answer to the question with this number.
func isOurs(packet []byte, number uint64) bool {
	if len(packet) < packetSize {
		return false
	}
	version, mode := packet[0]>>3&7, packet[0]&7
	return mode == modeServer && 1 <= version && version <= 4 && stamp(packet, atOrigin) == number
}

// synchronised says what keeps a server from knowing the time, or from telling it.
func synchronised(packet []byte) error {
	switch leap, stratum := packet[0]>>6, packet[atStratum]; {
	case stratum == 0 && slices.Contains([]string{"DENY", "RSTR", "RATE"}, string(packet[atReferenceID:atReferenceID+4])):
		return errKiss
	case stratum == 0, // such as INIT: it has just been started
		stratum > mostStratum, leap == leapUnknown, short(packet, atRootDelay)/2+short(packet, atRootDispersal) > mostDistance:
		return errUnsynchronised
	}
	return nil
}

// stamp is a timestamp: seconds since 1900 in the upper half, their fraction in the lower one.
func stamp(packet []byte, at int) uint64 { return binary.BigEndian.Uint64(packet[at:]) }

// short is a length of time: seconds in 16 bits, their fraction in 16 more.
func short(packet []byte, at int) time.Duration {
	return time.Duration(uint64(binary.BigEndian.Uint32(packet[at:])) * uint64(time.Second) >> 16)
}

// moment1900 reads a timestamp. Its seconds begin anew in 2036: what looks like a time before 1968 is one after 2036
// (RFC 4330 §3).
func moment1900(stamp uint64) time.Time {
	const from1900 = 2208988800
	seconds := int64(stamp>>32) - from1900
	if stamp>>63 == 0 {
		seconds += 1 << 32
	}
	return time.Unix(seconds, int64(stamp&(1<<32-1)*uint64(time.Second)>>32)).UTC()
}
