package otp_test

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"

	"kanzleicode/otp"
)

const hidden = "Zwölf Boxkämpfer jagen"

var verbs = []string{
	"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%o", "%O", "%b", "%c", "%U", "%#U", "%e", "%g", "%t", "%p", "%w", "%T", "%20v", "%-9.3s", "%z",
}

// traces are all the forms in which the hidden secret could show, without the brackets around them.
func traces() []string {
	raw := []byte(hidden)
	found := []string{
		otp.NewSecret(raw).Base32(), base64.StdEncoding.EncodeToString(raw)[:20], base64.RawURLEncoding.EncodeToString(raw)[:20],
	}
	for _, verb := range verbs {
		if strings.ContainsAny(verb, "pTw9z") {
			continue // an address, a type, or nothing of the value
		}
		for _, value := range []any{raw, hidden} {
			found = append(found, strings.Trim(strings.TrimPrefix(fmt.Sprintf(verb, value), "[]byte{"), `[]{}" `))
		}
	}
	return found
}

// leak is the first trace in text, "" if there is none.
func leak(text string) string {
	for _, trace := range traces() {
		// A few characters of a trace are enough, and what stands around it may differ.
		if strings.Contains(text, trace[:min(len(trace), 12)]) {
			return trace
		}
	}
	return ""
}

type inside struct{ Secret otp.Secret }

type unexported struct {
	secret  otp.Secret
	pointer *otp.Secret
	key     otp.Key
	list    []otp.Secret
	byName  map[string]otp.Key
	any     any
}

// holders are the places a secret can stand in.
func holders() map[string]any {
	key := plainKey(hidden)
	secret := key.Secret
	hiddenFields := unexported{secret, &secret, key, []otp.Secret{secret}, map[string]otp.Key{"k": key}, secret}
	return map[string]any{
		"secret": secret, "pointer": &secret, "key": key, "key pointer": &key,
		"struct": inside{secret}, "struct pointer": &inside{secret}, "nested": struct{ Inside inside }{inside{secret}},
		"unexported": hiddenFields, "unexported pointer": &hiddenFields,
		"slice": []otp.Secret{secret}, "slice of pointers": []*otp.Key{&key}, "array": [1]otp.Key{key}, "any": []any{secret, key},
		"map": map[string]otp.Secret{"k": secret}, "map of keys": map[int]otp.Key{1: key},
	}
}

func TestTracesAreSeen(t *testing.T) {
	t.Parallel()
	for _, verb := range verbs[:13] {
		if leak(fmt.Sprintf("x"+verb, struct{ B []byte }{[]byte(hidden)})) == "" {
			t.Errorf("this test would not see a secret printed with %s", verb)
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	for name, holder := range holders() {
		for _, verb := range verbs {
			if leak(fmt.Sprintf(verb, holder)) != "" {
				t.Errorf("%s shows the secret with %s", name, verb)
			}
		}
		if leak(fmt.Sprint(holder, holder)) != "" || leak(fmt.Sprintln(holder)) != "" || leak(fmt.Errorf("x: %v", holder).Error()) != "" {
			t.Errorf("%s shows the secret", name)
		}
	}
	for _, shown := range []string{fmt.Sprint(plainKey(hidden).Secret), fmt.Sprintf("%d", plainKey(hidden).Secret), plainKey(hidden).Secret.String()} {
		if shown != "•••" {
			t.Errorf("a secret shows as %q", shown)
		}
	}
	if text := plainKey(hidden).String(); !strings.Contains(text, "Amainvoice") || !strings.Contains(text, "•••") {
		t.Errorf("a key shows as %q", text)
	}
	var none *otp.Secret
	_ = fmt.Sprint(none) // must not panic
}

func TestSecretsDoNotMarshal(t *testing.T) {
	t.Parallel()
	for name, holder := range holders() {
		var out bytes.Buffer
		// Some holders cannot be marshalled at all: an error is as good as dots, if it keeps silent too.
		text, err := json.Marshal(holder)
		out.Write(text)
		fmt.Fprintln(&out, err)
		text, err = xml.Marshal(holder)
		out.Write(text)
		fmt.Fprintln(&out, err)
		fmt.Fprintln(&out, gob.NewEncoder(&out).Encode(holder))
		if leak(out.String()) != "" {
			t.Errorf("%s shows the secret when marshalled", name)
		}
	}
	text, err := json.Marshal(plainKey(hidden))
	if err != nil || !strings.Contains(string(text), `"Secret":"•••"`) {
		t.Errorf("a key in JSON: %s, %v", text, err)
	}
}

func TestSecretsDoNotLog(t *testing.T) {
	t.Parallel()
	for name, holder := range holders() {
		var out bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).With("with", holder).WithGroup("group").Info(fmt.Sprint(holder), "value", holder, slog.Any("any", &holder))
		}
		if leak(out.String()) != "" {
			t.Errorf("%s shows the secret in a log", name)
		}
	}
}

// A panic prints its value in the runtime's own way, so it takes a process that really dies of one.
func TestSecretsDoNotPanic(t *testing.T) {
	t.Parallel()
	if name := os.Getenv("OTP_TEST_PANIC"); name != "" {
		panic(holders()[name])
	}
	for _, name := range []string{"secret", "key", "unexported"} {
		child := exec.Command(os.Args[0], "-test.run=^TestSecretsDoNotPanic$")
		child.Env = append(os.Environ(), "OTP_TEST_PANIC="+name)
		out, err := child.CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte("panic: ")) {
			t.Fatalf("%s: the process did not panic", name)
		}
		if leak(string(out)) != "" {
			t.Errorf("%s shows the secret in a panic", name)
		}
	}
}

// Whatever is wrong with a text, the error repeats nothing of its secret.
func TestErrorsDoNotRepeatTheSecret(t *testing.T) {
	t.Parallel()
	secret := otp.NewSecret([]byte(hidden)).Base32()
	good := "otpauth://totp/A:b?secret=" + secret
	for _, text := range []string{
		secret, "x" + good, "https://x/" + secret, "steam://" + secret, "otpauth:" + secret, "otpauth://" + secret, "otpauth://" + secret + "/x",
		"otpauth://hotp/A:b?secret=" + secret, "otpauth://totp/" + secret, good + "!", good + "A==A", good + "0", "otpauth://totp/x?secret=!" + secret,
		good + "&secret=" + secret[:8], good + "&algorithm=" + secret, good + "&digits=" + secret, good + "&period=" + secret,
		good + "&encoder=" + secret, good + "&issuer=Steam", "otpauth://totp/x?secret=" + secret + "==A", good + strings.Repeat(" ", otp.MaxURILength) + "x",
	} {
		_, _, err := otp.ParseURI(text)
		var problem *otp.Error
		if !errors.As(err, &problem) {
			t.Fatalf("not refused as it should be: %v", err)
		}
		shown := fmt.Sprintf("%v %+v %#v %s %v", err, *problem, problem, err.Error(), problem.TextArgs())
		if strings.Contains(shown, secret[:8]) {
			t.Errorf("%s repeats the secret", problem.Reason)
		}
	}
	for _, text := range []string{secret + "!", secret + "AA", "!" + secret, secret + "9"} {
		for _, err := range []error{second(otp.ParseSecret(text)), third(otp.ParseTypedSecret(text))} {
			if err == nil || strings.Contains(fmt.Sprintf("%+v %#v", err, err), secret[:8]) {
				t.Errorf("no error, or it repeats the secret: %v", reason(err))
			}
		}
	}
}

func second[A any](_ A, err error) error { return err }

func third[A, B any](_ A, _ B, err error) error { return err }
