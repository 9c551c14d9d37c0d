package otp_test

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"kanzleicode/otp"
)

// 400 random keys with 250 random moments each are 100,000 comparisons. One process of oathtool gives the
// codes of one key for a run of steps (--window); inside every step the moment is random.
const (
	oathtoolKeys    = 400
	oathtoolMoments = 250
	oathtoolSeed    = 6238 // KANZLEICODE_SEED gives another one
)

// TestOathtool compares codes and the times in which they stand with oathtool of the OATH Toolkit.
func TestOathtool(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("oathtool")
	if err != nil {
		if os.Getenv("KANZLEICODE_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("oathtool is not installed (make test installs it)")
	}
	seed := uint64(oathtoolSeed)
	if text := os.Getenv("KANZLEICODE_SEED"); text != "" {
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	compared := 0
	for range oathtoolKeys {
		key, start := randomKey(random)
		firstStep, codes := askOathtool(t, program, key, start, random.IntN(2) == 0)
		for i, want := range codes {
			from := (firstStep + int64(i)) * int64(key.Period/time.Second)
			stepStart := time.Unix(from, 0).UTC()
			moment := stepStart.Add(time.Duration(random.Int64N(int64(key.Period))))
			if i == 0 {
				moment = start
			}
			expected := otp.Code{Value: want, ValidFrom: stepStart, ValidUntil: stepStart.Add(key.Period)}
			got, err := key.At(moment)
			if err != nil || got != expected {
				t.Fatalf("%v at %v: got %v, %v; oathtool says %v", key, moment, got, err, expected)
			}
			compared++
		}
	}
	if compared != 100_000 {
		t.Errorf("%d comparisons, want 100,000", compared)
	}
}

// randomKey is a key within the limits that oathtool has too, and a moment from 1970 to 2200.
func randomKey(random *rand.Rand) (otp.Key, time.Time) {
	raw := make([]byte, 10+random.IntN(55))
	for i := range raw {
		raw[i] = byte(random.Uint32())
	}
	start := random.Int64N(time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
	return otp.Key{
		Secret:    otp.NewSecret(raw),
		Algorithm: []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512}[random.IntN(3)],
		Digits:    6 + random.IntN(3),
		Period:    time.Duration(15+random.IntN(106)) * time.Second,
	}, time.Unix(start, random.Int64N(int64(time.Second))).UTC()
}

// askOathtool gives the number of the time step that start lies in and the codes from that step on. The key
// goes in as hexadecimal digits or as our Base32, always on standard input.
func askOathtool(t *testing.T, program string, key otp.Key, start time.Time, inBase32 bool) (step int64, codes []string) {
	t.Helper()
	arguments := []string{
		"--verbose", "--totp=" + strings.ToLower(string(key.Algorithm)), "--digits=" + strconv.Itoa(key.Digits),
		fmt.Sprintf("--time-step-size=%ds", key.Period/time.Second), fmt.Sprintf("--now=@%d", start.Unix()),
		"--window=" + strconv.Itoa(oathtoolMoments-1), "-",
	}
	input := hex.EncodeToString(key.Secret.Bytes())
	if inBase32 {
		arguments = append([]string{"--base32"}, arguments...)
		input = key.Secret.Base32()
	}
	command := exec.Command(program, arguments...)
	command.Stdin = strings.NewReader(input + "\n")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("oathtool: %v", err)
	}
	head, list, _ := strings.Cut(strings.TrimSpace(string(out)), "\n\n")
	_, counter, _ := strings.Cut(head, "Counter: 0x")
	if step, err = strconv.ParseInt(strings.Fields(counter + " ?")[0], 16, 64); err != nil {
		t.Fatal("oathtool: no counter in its answer")
	}
	codes = strings.Fields(list)
	if len(codes) != oathtoolMoments {
		t.Fatalf("oathtool: %d codes, want %d", len(codes), oathtoolMoments)
	}
	return step, codes
}
