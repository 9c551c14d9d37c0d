package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kanzleicode/app/window/theme"
)

// NoticeBar shows one message below a page, with a sign for good or bad news, until it is closed.
type NoticeBar struct {
	widget.BaseWidget
	icon   *widget.Icon
	text   *widget.RichText
	action *Button
	close  *Button
	panel  *Panel
}

// NewNoticeBar makes an empty, hidden bar; closed is called when the user wants it to go.
func NewNoticeBar(closed func()) *NoticeBar {
	b := &NoticeBar{icon: widget.NewIcon(nil), text: NewParagraph("", Plain)}
	b.close = NewIconButton("", base.CancelIcon(), widget.LowImportance, closed)
	b.action = NewButton("", widget.MediumImportance, nil)
	b.action.Hide()
	b.panel = NewPanel(theme.ColorNoticeGood, "", container.New(Inset(14, 4), container.NewBorder(nil, nil,
		container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(24), b.icon)),
		Beside(8, container.NewCenter(b.action), container.NewCenter(b.close)), b.text)))
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// Set shows a message. With an action, there is a button that does it.
func (b *NoticeBar) Set(text string, failed bool, action string, do func()) {
	surface, icon := theme.ColorNoticeGood, fyne.Resource(base.NewSuccessThemedResource(base.ConfirmIcon()))
	if failed {
		surface, icon = theme.ColorNoticeFailed, base.NewErrorThemedResource(base.ErrorIcon())
	}
	b.panel.SetSurface(surface)
	b.icon.SetResource(icon)
	SetParagraph(b.text, text)
	b.action.SetText(action)
	b.action.OnTapped = do
	show(b.action, action != "")
	b.Show()
}

// Text is the message that is shown, "" if none is.
func (b *NoticeBar) Text() string {
	if !b.Visible() {
		return ""
	}
	return b.text.String()
}

// CreateRenderer implements fyne.Widget.
func (b *NoticeBar) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(Inset(16, 8), b.panel))
}
