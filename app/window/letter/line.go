package letter

import (
	"fyne.io/fyne/v2"

	"kanzleicode/app/window/page"
)

// EditLine opens the question for the line of text that stands on the Anzeige.
func (d *Desk) EditLine() {
	page.DoLatest(d.host.Worker, &d.opening, d.services.Standing, func(s Standing, err error) {
		if err != nil {
			d.host.Fail(err)
			return
		}
		data := s.Data
		f := &form{desk: d, data: &data, problem: newProblem(formWidth), done: func() { d.host.Good("window.letter.line.saved") }}
		f.show("window.letter.line.title", "window.save", formWidth, []fyne.CanvasObject{
			f.lead("window.letter.line.lead", formWidth),
			f.field("display_line", &data.DisplayLine),
		})
	})
}
