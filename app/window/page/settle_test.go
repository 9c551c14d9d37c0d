package page

import (
	"context"
	"sync"
	"testing"
)

func TestSettleWaitsForWhatIsHandedOver(t *testing.T) {
	t.Parallel()
	ctx, closeWindow := context.WithCancel(t.Context())
	entered, release := make(chan struct{}), make(chan struct{})
	var order []string
	worker := &Worker{ctx: ctx, handing: new(sync.RWMutex), back: func(func()) {
		close(entered)
		<-release
		order = append(order, "handed over") // the lock orders this before what follows Settle
	}}
	go worker.Back(func() {})
	<-entered
	closeWindow()
	go close(release)
	worker.Settle()
	if len(order) != 1 {
		t.Error("Settle did not wait")
	}
	worker.back = func(func()) { t.Error("an event came back") }
	worker.Back(func() {})
}
