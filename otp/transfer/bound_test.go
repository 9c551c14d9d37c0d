package transfer_test

import (
	"strconv"
	"strings"
	"testing"

	"kanzleicode/otp/memorytest"
	"kanzleicode/otp/transfer"
)

// TestLittleForMuch reads the largest files in which a few bytes stand for much: whatever is in them, reading takes
// no more than what a small file may. Not parallel: see [memorytest.Within].
func TestLittleForMuch(t *testing.T) {
	if memorytest.Raced {
		t.Skip("takes minutes under the race detector, and one goroutine only")
	}
	repeated := func(head, piece, tail string) string {
		return head + strings.Repeat(piece, (transfer.MaxSize-len(head)-len(tail))/len(piece)) + tail
	}
	var distinct strings.Builder
	for i := 0; distinct.Len() < transfer.MaxSize-20; i++ {
		distinct.WriteString(`,"` + strconv.FormatInt(int64(i), 36) + `":0`)
	}
	for name, tt := range map[string]struct{ data, want string }{
		"andotp":          {repeated(`[{"secret":1,"label":1,"type":1},`, "0,", "0]"), "too_many"},
		"aegis slots":     {repeated(`{"version":1,"db":"","header":{"slots":[`, "{},", "{}]}}"), "too_many"},
		"aegis, escaped":  {repeated(`{"version":1,"header":{},"db":{"version":3,"entries":[{"name":"`, `\u0001`, `"}]}}`), ""},
		"bitwarden":       {repeated(`{"encrypted":false,"items":[`, "0,", "0]}"), "too_many"},
		"bitwarden csv":   {repeated("name,login_username,login_totp\n", ",,a\n", ""), "too_many"},
		"one line of csv": {repeated("name,login_username,login_totp\n", ",", ""), "too_many"},
		"freeotp secret":  {repeated(`{"tokenOrder":[],"tokens":[{"secret":[`, "1,", "0]}]}"), ""},
		"keepass":         {repeated("<KeePassFile><Root>", "<Entry><String><Key>otp</Key><Value>a</Value></String></Entry>", "</Root></KeePassFile>"), "too_many"},
		"keepass attrs":   {repeated("<KeePassFile><Root><Entry ", " a=''", "/></Root></KeePassFile>"), "too_many"},
		"keepass, one":    {repeated("<KeePassFile><Root><Entry><String><Key>otp</Key><Value>", "a", "</Value></String></Entry></Root></KeePassFile>"), ""},
		"links":           {repeated("", "otpauth://totp/a?secret=MY\n", ""), "too_many"},
		"google":          {repeated("otpauth-migration://offline?data=", "CgAK", ""), "too_many"},
		"many members":    {"{" + distinct.String()[1:] + "}", "unknown_format"},
	} {
		data := []byte(tt.data)
		memorytest.Within(t, memorytest.Usual, func() {
			if _, err := transfer.Read(data, nil); reason(err) != tt.want {
				t.Errorf("%s: %v, want %q", name, err, tt.want)
			}
		})
		if t.Failed() {
			t.Fatal(name)
		}
	}
}
