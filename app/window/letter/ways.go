package letter

import (
	"bytes"
	"context"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"kanzleicode/app/mandate"
	"kanzleicode/app/support"
	"kanzleicode/app/window/page"
	"kanzleicode/app/window/setup"
)

// taken is a way out that was taken.
type taken struct {
	way  mandate.Way
	key  string // "window.letter.sent.<key>" says what is to be done now
	name string // of a file
	to   string // whom the letter is for
}

// openDraft opens the letter in the mail program, with its attachment.
func (p *preview) openDraft(l *support.Letter) {
	p.run(func(ctx context.Context) error {
		return p.desk.services.OpenDraft(ctx, l.FileName+support.FormatMail.Ending(), l.WriteMail)
	}, taken{way: mandate.WayMail, key: "opened", to: l.To})
}

// openMail opens the letter in the mail program as a link, without an attachment.
func (p *preview) openMail(l *support.Letter) {
	p.run(func(ctx context.Context) error {
		link, err := l.MailURL()
		if err == nil {
			err = p.desk.services.OpenMail(ctx, link)
		}
		return err
	}, taken{way: mandate.WayMail, key: "opened", to: l.To})
}

// copyList puts the rows onto the clipboard.
func (p *preview) copyList(l *support.Letter) {
	p.desk.services.Copy(l.TableText())
	p.ask(taken{way: mandate.WayText, key: "copied", to: l.To})
}

// saveAs writes the letter in a format and asks for a place. What the format cannot hold is told before that.
func (p *preview) saveAs(l *support.Letter, format support.Format) {
	page.Do(p.desk.host.Worker, func(context.Context) ([]byte, error) {
		var out bytes.Buffer
		err := l.Write(&out, format)
		return out.Bytes(), err
	}, func(data []byte, err error) {
		if err != nil {
			p.complain(err)
			return
		}
		way := taken{way: mandate.WayFile, key: "saved", to: l.To}
		if format == support.FormatMail {
			way.way, way.key = mandate.WayMail, "draft_saved"
		}
		p.chooseFile(l.FileName, format.Ending(), func(file fyne.URIWriteCloser) { p.write(file, data, way) })
	})
}

func (p *preview) chooseFile(name, ending string, write func(fyne.URIWriteCloser)) {
	window := p.desk.host.Window
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			p.complain(&setup.FileError{Err: err})
		case file != nil:
			write(file)
		}
	}, window)
	save.SetTitleText(p.desk.host.Texts.Text("window.letter.save_title"))
	save.SetFilter(storage.NewExtensionFileFilter([]string{ending}))
	save.SetFileName(name + ending)
	save.SetView(dialog.ListView)
	save.Show()
	save.Resize(window.Canvas().Size().SubtractWidthHeight(80, 60))
}

// write writes into a file that was opened for it, and closes it.
func (p *preview) write(file fyne.URIWriteCloser, data []byte, way taken) {
	way.name = setup.Name(file.URI())
	p.run(func(context.Context) error {
		_, err := io.Copy(file, bytes.NewReader(data))
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return &setup.FileError{Name: way.name, Err: err}
		}
		return nil
	}, way)
}

// run takes a way out off the UI goroutine, and asks then whether the letter was sent.
func (p *preview) run(out func(context.Context) error, way taken) {
	for _, b := range p.ways {
		b.Disable()
	}
	page.Do(p.desk.host.Worker, func(ctx context.Context) (struct{}, error) { return struct{}{}, out(ctx) }, func(_ struct{}, err error) {
		for _, b := range p.ways {
			b.Enable()
		}
		p.complain(err)
		if err == nil {
			p.ask(way)
		}
	})
}
