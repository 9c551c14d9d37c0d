// Package memorytest holds readers of foreign bytes to a bound of memory, in fuzzers and tests of all packages.
//
// What counts is how much one input makes the program hold at the same moment. How much is allocated in all is
// no harm by itself, since garbage goes again; but it can be read exactly and in a microsecond, and what was
// never allocated was never held. So that is asked first, and it settles nearly every input. Only one that
// allocates more than the bound is read again, with garbage collected all the time and the heap watched.
//
// Time needs no bound here: Go's fuzzer takes an input that takes more than 10 s for a failure.
package memorytest

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

// Usual is the bound for everything that is not a picture: 64 MiB.
const Usual = 64 << 20

// attempts is how often an input is read again before it counts as too much. The watch can only see too much,
// so the least of its figures is the best. On a busy machine the collector may not get a processor for a while, and
// garbage is all that grows: then the next attempt is made a little later.
const attempts = 12

// Within calls read, which must do the same every time, and fails the test if it held more than limit bytes at
// once: heap and stacks, beyond what was held before. Memory that libraries get from the system past Go's heap
// is not seen, nor the stack of a goroutine that has ended by the time that read returns.
//
// A process has one heap: no other test may run meanwhile, so not with t.Parallel. Under the race detector, which
// would need minutes for it, read is only called.
func Within(t testing.TB, limit uint64, read func()) {
	t.Helper()
	allocated, stacks := total()
	read()
	allocatedAfter, stacksAfter := total()
	all := allocatedAfter - allocated
	if stacksAfter > stacks {
		all += stacksAfter - stacks
	}
	if all <= limit || Raced {
		return
	}
	least := Peak(read)
	for i := 1; i < attempts && least > limit; i++ {
		time.Sleep(time.Duration(i) * 10 * time.Millisecond)
		least = min(least, Peak(read))
	}
	if least > limit {
		t.Errorf("one input holds %d MiB at once, allowed are %d", least>>20, limit>>20)
	}
}

// Peak calls read and returns the most bytes, heap and stacks, that were held meanwhile beyond those before.
// It counts up to a tenth too much, for the garbage between two collections.
func Peak(read func()) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	runtime.GC() // the second one empties what the first left in pools
	before := held()
	stop, most := make(chan struct{}), make(chan uint64, 1)
	go watch(before, stop, most)
	func() {
		defer close(stop) // read may end the test
		read()
	}()
	return <-most - before
}

// pause is how often the heap is looked at: less than it takes to fill a megabyte.
const pause = 100 * time.Microsecond

func watch(before uint64, stop <-chan struct{}, most chan<- uint64) {
	peak := before
	for {
		peak = max(peak, held())
		select {
		case <-stop:
			most <- peak
			return
		case <-time.After(pause):
		}
	}
}

// total is how many bytes were ever allocated on the heap, and how many the stacks take.
func total() (allocated, stacks uint64) {
	return sample("/gc/heap/allocs:bytes", "/memory/classes/heap/stacks:bytes")
}

// held is how many bytes the objects on the heap take, garbage that still lies there included, and the stacks.
func held() uint64 {
	objects, stacks := sample("/memory/classes/heap/objects:bytes", "/memory/classes/heap/stacks:bytes")
	return objects + stacks
}

func sample(one, two string) (uint64, uint64) {
	samples := [...]metrics.Sample{{Name: one}, {Name: two}}
	metrics.Read(samples[:])
	return samples[0].Value.Uint64(), samples[1].Value.Uint64()
}
