package display

import (
	"context"

	"kanzleicode/app/window/page"
)

// stayAwake keeps the screen on until the Anzeige is left, or says that it cannot.
func (d *Display) stayAwake() {
	if d.ways.Awake == nil {
		return
	}
	ctx, end := context.WithCancel(d.worker.Context())
	d.asleep = end
	reason := d.host.Texts.Text("window.display.awake")
	page.Do(d.worker, func(context.Context) (struct{}, error) { return struct{}{}, d.ways.Awake(ctx, reason) }, func(_ struct{}, err error) {
		if err != nil && ctx.Err() == nil {
			d.host.Fail(err)
		}
	})
}
