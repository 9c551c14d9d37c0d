package vault

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// A chunk goes from hand to hand when it has this many items or this many bytes of details: so a long log is read
// with little memory.
const (
	chunkItems = 256
	chunkBytes = 1 << 20
)

// chunk is some consecutive changes and what was found of each alone.
type chunk[T any] struct {
	rows  []*ChangeRow
	found []T
	done  chan struct{} // closed when found is whole
	items int
	bytes int
}

func newChunk[T any]() *chunk[T] { return &chunk[T]{done: make(chan struct{})} }

func (c *chunk[T]) add(row *ChangeRow) (full bool) {
	c.rows = append(c.rows, row)
	c.items += len(row.Items)
	for i := range row.Items {
		c.bytes += len(row.Items[i].Detail)
	}
	return c.items >= chunkItems || c.bytes >= chunkBytes
}

// eachProven reads the changes after a revision. prove looks at each alone, at several at once on all processors;
// visit then gets them one by one in their order, until it returns an error, which eachProven then returns.
func eachProven[T any](ctx context.Context, store Store, after uint64, prove func(*ChangeRow) T, visit func(*ChangeRow, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers := runtime.GOMAXPROCS(0)
	jobs, order := make(chan *chunk[T], workers), make(chan *chunk[T], 2*workers)
	var proving, visiting sync.WaitGroup
	for range workers {
		proving.Go(func() {
			for c := range jobs {
				c.found = make([]T, len(c.rows))
				for i, row := range c.rows {
					c.found[i] = prove(row)
				}
				close(c.done)
			}
		})
	}
	var visitErr error
	visiting.Go(func() {
		for c := range order {
			<-c.done
			for i := 0; i < len(c.rows) && visitErr == nil; i++ {
				visitErr = visit(c.rows[i], c.found[i])
			}
			if visitErr != nil {
				cancel(visitErr) // what is on its way already is passed over
			}
		}
	})
	next := newChunk[T]()
	hand := func() {
		jobs <- next
		order <- next
		next = newChunk[T]()
	}
	err := store.Changes(ctx, after, func(row *ChangeRow) error {
		if next.add(row) {
			hand()
		}
		return context.Cause(ctx)
	})
	if len(next.rows) > 0 {
		hand()
	}
	close(jobs)
	close(order)
	proving.Wait()
	visiting.Wait()
	if visitErr != nil {
		return visitErr
	}
	return err
}

// atOnce calls work for 0 to n-1, several at once on all processors.
func atOnce(n int, work func(int)) {
	var next atomic.Int64
	var working sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		working.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	working.Wait()
}
