package clipboard

import (
	"context"
	"time"
)

// writing is how long [WriteSecret] may take.
const writing = 500 * time.Millisecond

// WriteSecret puts a text onto the clipboard and asks the programs that keep what was copied to keep it out:
//
//   - X11: the selection CLIPBOARD has the form x-kde-passwordManagerHint, "secret", which Plasma's Klipper, CopyQ and
//     others heed. Selections have an owner that answers for them, so a goroutine stays until somebody else copies
//     something. Under Wayland it works by way of XWayland, as our window does, which hands all forms on.
//   - Windows: ExcludeClipboardContentFromMonitorProcessing, and CanIncludeInClipboardHistory and
//     CanUploadToCloudClipboard with 0, which the history (Windows + V) heeds, and the clipboard that is shared
//     between PCs.
//   - macOS: not possible without Apple's compiler: an error.
//
// It is a request: a program that does not know of it keeps the text all the same. Errors are of type *[Error]; then the
// clipboard may hold what it held before.
func WriteSecret(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, writing)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- writeSystem(ctx, text) }()
	select {
	case err := <-done:
		return explain(err)
	case <-ctx.Done():
		return explain(ctx.Err())
	}
}
