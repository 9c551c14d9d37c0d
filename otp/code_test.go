package otp_test

import (
	"strings"
	"testing"
	"time"

	"kanzleicode/otp"
)

func TestGrouped(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"": "", "12345": "12 345", "012345": "012 345", "1234567": "1 234 567", "12345678": "1234 5678",
		"123456789": "123 456 789", "0123456789": "0 123 456 789",
	} {
		if got := (otp.Code{Value: value}).Grouped(); got != want {
			t.Errorf("Grouped of %q is %q, want %q", value, got, want)
		}
	}
}

func TestSecondsLeft(t *testing.T) {
	t.Parallel()
	code, err := plainKey("12345678901234567890").At(time.Unix(60, 0))
	if err != nil {
		t.Fatal(err)
	}
	for offset, want := range map[time.Duration]int{
		-time.Hour: 0, -time.Nanosecond: 0,
		0: 30, time.Nanosecond: 30, time.Second - 1: 30, time.Second: 29, 1500 * time.Millisecond: 29,
		29 * time.Second: 1, 30*time.Second - 1: 1, 30 * time.Second: 0, time.Hour: 0,
	} {
		if got := code.SecondsLeft(time.Unix(60, 0).Add(offset)); got != want {
			t.Errorf("%v after the start: %d s left, want %d", offset, got, want)
		}
	}
}

// A code belongs to every moment of its step, to the nanosecond, and to no other.
func TestStepBorders(t *testing.T) {
	t.Parallel()
	for _, period := range []time.Duration{time.Second, 15 * time.Second, 30 * time.Second, 60 * time.Second, 7 * time.Second, time.Hour} {
		key := plainKey("12345678901234567890")
		key.Period = period
		for _, near := range []int64{0, 1234567890, 1<<31 - 1, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), 1 << 32, 253402300799} {
			moment := time.Unix(near, 1)
			code, err := key.At(moment)
			if err != nil {
				t.Fatal(err)
			}
			if moment.Before(code.ValidFrom) || !moment.Before(code.ValidUntil) || code.ValidUntil.Sub(code.ValidFrom) != period || code.ValidFrom.Unix()%int64(period/time.Second) != 0 {
				t.Errorf("period %v at %v: valid from %v until %v", period, moment, code.ValidFrom, code.ValidUntil)
			}
			first, _ := key.At(code.ValidFrom)
			last, _ := key.At(code.ValidUntil.Add(-1))
			next, _ := key.At(code.ValidUntil)
			after, _ := key.After(code)
			if first != code || last != code {
				t.Errorf("period %v at %v: the code changes inside its step", period, moment)
			}
			if next != after || next.ValidFrom != code.ValidUntil || next.Value == code.Value {
				t.Errorf("period %v at %v: wrong next code", period, moment)
			}
		}
	}
}

func TestBefore1970(t *testing.T) {
	t.Parallel()
	key := plainKey("12345678901234567890")
	first, _ := key.At(time.Unix(0, 0))
	for _, moment := range []time.Time{{}, time.Unix(-1, 0), time.Unix(0, -1), time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)} {
		code, err := key.At(moment)
		if err != nil || code != first || code.SecondsLeft(moment) != 0 {
			t.Errorf("%v: %v, %v, %d s left", moment, code, err, code.SecondsLeft(moment))
		}
	}
}

// A computer that wakes from sleep has a monotonic clock that stood still: only the wall clock counts. The
// zone of the moment changes nothing.
func TestTimesAreWallClockUTC(t *testing.T) {
	t.Parallel()
	key := plainKey("12345678901234567890")
	now := time.Now()
	code, err := key.At(now)
	if err != nil {
		t.Fatal(err)
	}
	wall, _ := key.At(now.Round(0))
	zoned, _ := key.At(now.In(time.FixedZone("UTC+5:45", 20700)))
	if code != wall || code != zoned {
		t.Error("the code depends on monotonic reading or zone")
	}
	for _, moment := range []time.Time{code.ValidFrom, code.ValidUntil} {
		if moment.Location() != time.UTC || strings.Contains(moment.String(), "m=") {
			t.Errorf("%v is not plain UTC", moment)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*otp.Key)
		want   otp.Reason
	}{
		"good":              {func(*otp.Key) {}, ""},
		"no names":          {func(k *otp.Key) { k.Issuer, k.Account = "", "" }, ""},
		"no secret":         {func(k *otp.Key) { k.Secret = otp.Secret{} }, otp.ReasonSecretEmpty},
		"cleared secret":    {func(k *otp.Key) { k.Secret.Clear() }, otp.ReasonSecretEmpty},
		"no algorithm":      {func(k *otp.Key) { k.Algorithm = "" }, otp.ReasonUnknownAlgorithm},
		"MD5":               {func(k *otp.Key) { k.Algorithm = "MD5" }, otp.ReasonUnknownAlgorithm},
		"lower case":        {func(k *otp.Key) { k.Algorithm = "sha1" }, otp.ReasonUnknownAlgorithm},
		"no digits":         {func(k *otp.Key) { k.Digits = 0 }, otp.ReasonDigits},
		"4 digits":          {func(k *otp.Key) { k.Digits = 4 }, otp.ReasonDigits},
		"5 digits":          {func(k *otp.Key) { k.Digits = 5 }, ""},
		"10 digits":         {func(k *otp.Key) { k.Digits = 10 }, ""},
		"11 digits":         {func(k *otp.Key) { k.Digits = 11 }, otp.ReasonDigits},
		"-6 digits":         {func(k *otp.Key) { k.Digits = -6 }, otp.ReasonDigits},
		"no period":         {func(k *otp.Key) { k.Period = 0 }, otp.ReasonPeriod},
		"negative period":   {func(k *otp.Key) { k.Period = -30 * time.Second }, otp.ReasonPeriod},
		"half second":       {func(k *otp.Key) { k.Period = time.Second / 2 }, otp.ReasonPeriod},
		"one and a half":    {func(k *otp.Key) { k.Period = 1500 * time.Millisecond }, otp.ReasonPeriod},
		"one second":        {func(k *otp.Key) { k.Period = time.Second }, ""},
		"one hour":          {func(k *otp.Key) { k.Period = time.Hour }, ""},
		"more than an hour": {func(k *otp.Key) { k.Period = time.Hour + time.Second }, otp.ReasonPeriod},
		"Steam Guard":       {func(k *otp.Key) { k.Issuer, k.Digits = " steam", 5 }, otp.ReasonSteam},
		"Steam, 6 digits":   {func(k *otp.Key) { k.Issuer = "Steam" }, ""},
	} {
		key := plainKey("12345678901234567890")
		test.change(&key)
		_, codeErr := key.At(time.Unix(59, 0))
		if got := reason(key.Check()); got != test.want || reason(codeErr) != test.want {
			t.Errorf("%s: Check %q, At %v; want %q", name, got, codeErr, test.want)
		}
	}
}

func TestSameSecret(t *testing.T) {
	t.Parallel()
	key, other := plainKey("12345678901234567890"), plainKey("12345678901234567890")
	other.Issuer, other.Account = "another", "name"
	if !key.SameSecret(other) {
		t.Error("names must not matter")
	}
	for name, change := range map[string]func(*otp.Key){
		"secret":    func(k *otp.Key) { k.Secret = otp.NewSecret([]byte("12345678901234567891")) },
		"algorithm": func(k *otp.Key) { k.Algorithm = otp.SHA256 },
		"digits":    func(k *otp.Key) { k.Digits = 8 },
		"period":    func(k *otp.Key) { k.Period = time.Minute },
	} {
		other := key
		change(&other)
		if key.SameSecret(other) {
			t.Errorf("another %s must count", name)
		}
	}
}

func TestParseAlgorithm(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]otp.Algorithm{
		"SHA1": otp.SHA1, "sha1": otp.SHA1, "SHA-1": otp.SHA1, " Sha_1 ": otp.SHA1, "HmacSHA1": otp.SHA1, "HMAC-SHA-1": otp.SHA1,
		"SHA256": otp.SHA256, "sha-256": otp.SHA256, "HMACSHA256": otp.SHA256, "Algorithm.sha256": otp.SHA256, "HMAC_SHA256": otp.SHA256,
		"SHA512": otp.SHA512, "HmacSHA512": otp.SHA512, "SHA-512": otp.SHA512,
		"": "", "MD5": "", "SHA": "", "SHA2": "", "SHA224": "", "SHA384": "", "SHA3-256": "", "SHA512/256": "", "SM3": "", "1": "", "SHA1SHA1": "", "ſha1": "",
	} {
		got, err := otp.ParseAlgorithm(name)
		if got != want || (want == "") != (reason(err) == otp.ReasonUnknownAlgorithm) {
			t.Errorf("%q: %q, %v; want %q", name, got, err, want)
		}
	}
}
