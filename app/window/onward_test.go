package window

import (
	"testing"
)

// TestOnward: below the only code there is a way on to the set-up, until the Mandate list has an entry.
func TestOnward(t *testing.T) {
	r := open(t, "de", false, one)
	onward := r.services.Texts.Text("window.code.onward")
	r.pass(1)
	r.sees(t, onward)
	r.press(t, "window.code.onward")
	if r.current != guidePage {
		t.Fatalf("page %d", r.current)
	}
	r.fill(t, 1)
	r.Show(codePage)
	r.changed()
	r.seesNot(t, onward)

	r.firm.add("Zweites Konto", sampleKey("Zweitdienst", "buero", 9))
	r.changed()
	r.seesNot(t, onward)
}

// TestPasteByButton: the first screen brings in what was copied without a key being pressed.
func TestPasteByButton(t *testing.T) {
	r := open(t, "de", false, nil)
	r.app.Clipboard().SetContent("otpauth://totp/Amainvoice:kanzlei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Amainvoice")
	r.press(t, "window.setup.paste")
	r.sees(t, r.services.Texts.Text("window.import.title"))
	r.press(t, "window.import.accept")
	if n := len(r.firm.accounts); n != 1 {
		t.Errorf("%d accounts", n)
	}
}
