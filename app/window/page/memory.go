package page

import (
	"context"
	"encoding/json"
)

// Memory keeps what this PC remembers of the window's looks; package statefile has it. Both methods may block.
type Memory interface {
	Load(name string) ([]byte, error) // nil without an error if there is nothing
	Save(name string, data []byte) error
}

// Remembered is one thing in a memory, as JSON. That it cannot be read or kept is no harm: it is the usual again then.
type Remembered[T any] struct {
	memory Memory
	name   string
	keep   Latest
}

// NewRemembered makes what is remembered under a name; where there is no memory (nil), nothing is.
func NewRemembered[T any](memory Memory, name string) *Remembered[T] {
	return &Remembered[T]{memory: memory, name: name}
}

// Recall is what was kept, or the zero value. It may block.
func (r *Remembered[T]) Recall() T {
	var value, none T
	if r.memory == nil {
		return none
	}
	data, err := r.memory.Load(r.name)
	if err != nil || data == nil || json.Unmarshal(data, &value) != nil {
		return none
	}
	return value
}

// Keep keeps a value, off the UI goroutine. The value is not to be changed any more.
func (r *Remembered[T]) Keep(w *Worker, value T) {
	if r.memory == nil {
		return
	}
	DoLatest(w, &r.keep, func(context.Context) (struct{}, error) {
		r.KeepNow(value)
		return struct{}{}, nil
	}, func(struct{}, error) {})
}

// KeepNow keeps a value before it returns. It may block.
func (r *Remembered[T]) KeepNow(value T) {
	if r.memory == nil {
		return
	}
	if data, err := json.Marshal(value); err == nil {
		_ = r.memory.Save(r.name, data)
	}
}
