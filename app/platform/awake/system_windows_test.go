package awake

import (
	"context"
	"testing"
)

func TestHold(t *testing.T) {
	release, err := Hold(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	release()
	release()
	ctx, cancel := context.WithCancel(t.Context())
	if release, err = Hold(ctx, "x"); err != nil {
		t.Fatal(err)
	}
	cancel()
	release()
}
