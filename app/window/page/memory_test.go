package page

import (
	"errors"
	"testing"
)

// drawer is a memory of one thing.
type drawer struct {
	data   []byte
	broken error
}

func (d *drawer) Load(string) ([]byte, error) { return d.data, d.broken }

func (d *drawer) Save(_ string, data []byte) error {
	if d.broken == nil {
		d.data = data
	}
	return d.broken
}

func TestRemembered(t *testing.T) {
	t.Parallel()
	type place struct{ Left, Top int }
	kept := &drawer{}
	r := NewRemembered[place](kept, "place")
	if got := r.Recall(); got != (place{}) {
		t.Errorf("nothing was kept, and it recalls %v", got)
	}
	r.KeepNow(place{3, 4})
	r.Keep(NewInlineWorker(t.Context()), place{5, 6})
	if got := NewRemembered[place](kept, "place").Recall(); got != (place{5, 6}) {
		t.Errorf("recalled %v", got)
	}
	for name, bad := range map[string]Memory{
		"none": nil, "no JSON": &drawer{data: []byte("{")}, "half of it is something else": &drawer{data: []byte(`{"Left": 1, "Top": "x"}`)},
		"broken": &drawer{data: []byte(`{"Left": 1}`), broken: errors.New("disk")},
	} {
		r := NewRemembered[place](bad, "place")
		if got := r.Recall(); got != (place{}) {
			t.Errorf("%s: recalled %v", name, got)
		}
		r.KeepNow(place{7, 8}) // fails without a word
	}
}
