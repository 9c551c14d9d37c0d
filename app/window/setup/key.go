package setup

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/window/widgets"
	"kanzleicode/otp"
)

// keyForm is the dialog for a key that is typed. The key can be read while it is typed: it has to be compared
// with what the service shows.
type keyForm struct {
	importer *Importer
	forget   func() // takes a pasted key off the clipboard; nil for a typed one

	issuer, user, secret, digits, period *widgets.Field
	algorithm                            *widget.Select

	dialog  *widgets.Dialog
	read    *widget.RichText // the key as it is understood, in groups
	state   *widget.RichText // what is wrong or was repaired
	details *fyne.Container  // what is mostly as usual
	more    *widgets.Button
	accept  *widgets.Button
}

// The algorithms to choose from, the usual one first, and what they are called.
var (
	algorithms     = []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512}
	algorithmNames = []string{"SHA-1", "SHA-256", "SHA-512"}
)

// keyWidth is how wide the form is.
const keyWidth = 520

// Key asks for a key that a service shows for typing.
func (i *Importer) Key() { i.key("", nil) }

func (i *Importer) key(secret string, forget func()) {
	texts := i.host.Texts
	f := &keyForm{importer: i, forget: forget}
	f.issuer = f.field("", "window.key.issuer_example")
	f.user = f.field("", "window.key.user_example")
	f.secret = f.field(strings.TrimSpace(secret), "window.key.secret_example")
	f.secret.TextStyle.Monospace = true
	f.digits = f.field(strconv.Itoa(otp.DefaultDigits), "")
	f.period = f.field(strconv.Itoa(int(otp.DefaultPeriod/time.Second)), "")
	f.algorithm = widget.NewSelect(algorithmNames, func(string) { f.check() })
	f.algorithm.SetSelectedIndex(0)
	f.read = widgets.NewParagraph("", widgets.Strong)
	f.read.Hide()
	f.state = widgets.NewParagraph(texts.Text("window.key.hint"), widgets.Muted)
	labelled := func(key string, object fyne.CanvasObject) fyne.CanvasObject {
		return widgets.Below(4, widgets.NewLine(texts.Text(key), widgets.Caption), object)
	}
	f.details = container.NewGridWithColumns(3, labelled("window.key.digits", f.digits),
		labelled("window.key.period", f.period), labelled("window.key.algorithm", widgets.Bordered(f.algorithm)))
	f.details.Hide()
	f.more = widgets.NewIconButton(texts.Text("window.key.more"), base.MenuExpandIcon(), widget.LowImportance, f.toggle)
	f.more.Alignment = widget.ButtonAlignLeading
	form := widgets.Below(10,
		container.NewGridWithColumns(2, labelled("window.key.issuer", f.issuer), labelled("window.key.user", f.user)),
		labelled("window.key.secret", f.secret),
		widgets.Flush(f.read), widgets.Flush(f.state),
		container.NewHBox(f.more), f.details)
	f.accept = widgets.NewButton(texts.Text("window.key.accept"), widget.HighImportance, f.submit)
	f.dialog = widgets.NewDialog(i.host.Window, texts.Text("window.key.title"), keyWidth, form,
		widgets.NewButton(texts.Text("window.cancel"), widget.MediumImportance, f.close), f.accept)
	f.dialog.Show()
	f.check()
	i.host.Window.Canvas().Focus(f.issuer)
}

func (f *keyForm) field(text, example string) *widgets.Field {
	field := widgets.NewField(text)
	if example != "" {
		field.SetPlaceHolder(f.importer.host.Texts.Text(example))
	}
	field.OnEscape = f.close
	field.OnChanged = func(string) { f.check() }
	field.OnSubmitted = func(string) {
		if !f.accept.Disabled() {
			f.submit()
		}
	}
	return field
}

// toggle shows what is mostly as usual, or hides it.
func (f *keyForm) toggle() {
	if f.details.Visible() {
		f.details.Hide()
		f.more.SetIcon(base.MenuExpandIcon())
	} else {
		f.details.Show()
		f.more.SetIcon(base.MenuDropDownIcon())
	}
	f.dialog.Fit()
}

// typed is what stands in the form. A number that is none is 0, which no key has.
func (f *keyForm) typed() authenticator.Typed {
	number := func(field *widgets.Field) int {
		n, err := strconv.Atoi(strings.TrimSpace(field.Text))
		if err != nil {
			return 0
		}
		return n
	}
	return authenticator.Typed{
		Issuer: f.issuer.Text, User: f.user.Text, Secret: f.secret.Text, Algorithm: algorithms[f.algorithm.SelectedIndex()],
		Digits: number(f.digits), Period: time.Duration(min(number(f.period), 1<<20)) * time.Second,
	}
}

// check says what is wrong with the form while it is typed. A key that is not typed to its end is no mistake.
func (f *keyForm) check() {
	if f.accept == nil {
		return // still being built
	}
	texts := f.importer.host.Texts
	candidate, repairs, err := f.typed().Candidate()
	enable(f.accept, err == nil)
	text, style := "", widgets.Muted
	switch {
	case errors.Is(err, &otp.Error{Reason: otp.ReasonSecretEmpty}):
		text = texts.Text("window.key.hint")
	case errors.Is(err, &authenticator.Error{Reason: authenticator.ReasonKeyTooShort}):
		text = texts.Text("window.key.short", "least", authenticator.MinTyped)
	case errors.Is(err, &otp.Error{Reason: otp.ReasonSecretIncomplete}):
		text = texts.Text("window.key.incomplete")
	case err != nil:
		text, style = texts.Explain(err), widgets.Style{Colour: base.ColorNameError}
	case len(repairs) > 0:
		text, style = texts.Text("window.key.repaired", "changes", f.changes(repairs)), widgets.Plain
	default:
		text = texts.Text("window.key.complete")
	}
	read := ""
	if err == nil {
		read = grouped(candidate.Key.Secret.Base32())
	}
	widgets.SetParagraph(f.read, read)
	if read == "" {
		f.read.Hide()
	} else {
		f.read.Show()
	}
	f.state.Segments = widgets.NewParagraph(text, style).Segments
	f.state.Refresh()
	f.dialog.Fit()
}

// changes names the repaired characters: "0 → O (position 5)".
func (f *keyForm) changes(repairs []otp.Repair) string {
	parts := make([]string, len(repairs))
	for n, r := range repairs {
		parts[n] = f.importer.host.Texts.Text("window.key.change", "typed", string(r.Typed), "read", string(r.Read), "position", r.Position)
	}
	return strings.Join(parts, ", ")
}

// grouped writes a key in groups of four, as services do.
func grouped(key string) string {
	var b strings.Builder
	for n, r := range key {
		if n > 0 && n%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// submit leads to the same review as every other way.
func (f *keyForm) submit() {
	candidate, _, err := f.typed().Candidate()
	if err != nil {
		return // said already
	}
	f.close()
	kind := fromHand
	if f.forget != nil {
		kind = fromLink
	}
	i := f.importer
	i.review(origin{kind: kind, forget: f.forget}, i.service.Judge([]authenticator.Candidate{candidate}))
}

// close empties the form and takes it away.
func (f *keyForm) close() {
	f.dialog.Hide()
	for _, field := range []*widgets.Field{f.secret, f.issuer, f.user} {
		field.OnChanged = nil
		field.SetText("")
	}
	widgets.SetParagraph(f.read, "")
}

// mostTyped is how many characters a key to type has at most: 80 bytes, more than any algorithm uses.
const mostTyped = 128

// LooksLikeKey reports whether a pasted text is a bare Base32 key: one line of the characters of a key, in one
// piece or in groups of one length, and not a word or a number.
func LooksLikeKey(text string) bool {
	groups := strings.FieldsFunc(strings.TrimRight(strings.TrimSpace(text), "="), func(r rune) bool {
		return r == ' ' || r == '-' || r == '\u00a0'
	})
	key := strings.Join(groups, "")
	return len(key) >= authenticator.MinTyped && len(key) <= mostTyped && even(groups) && random(key)
}

// even reports whether all groups are of one length, but for the last one, which may be shorter.
func even(groups []string) bool {
	for n, group := range groups {
		if len(group) > len(groups[0]) || len(group) < len(groups[0]) && n < len(groups)-1 {
			return false
		}
	}
	return true
}

// random reports whether a text has the characters of a key and is no word and no number: letters of one
// case, at least half of all characters, and digits among them unless they are capitals.
func random(key string) bool {
	var upper, lower, digits int
	for _, r := range key {
		switch {
		case r >= 'A' && r <= 'Z':
			upper++
		case r >= 'a' && r <= 'z':
			lower++
		case r >= '0' && r <= '8':
			digits++
		default:
			return false
		}
	}
	return (upper == 0 || lower == 0) && upper+lower >= digits && (digits > 0 || upper > 0)
}
