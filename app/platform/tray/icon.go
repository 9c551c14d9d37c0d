//go:build !nowindow && (cgo || !darwin)

package tray

import (
	"runtime"
	"sync"

	"fyne.io/systray"
)

// Item is one line of the menu.
type Item struct {
	Text string
	Do   func() // called on a goroutine of its own; nil = the line only says something
	Off  bool   // it is there and cannot be chosen
}

// Icon is the program's icon. There is one in a process, and once shown it stays until the process ends. Its methods
// can be called from any goroutine.
type Icon struct {
	changes chan []Item
	ended   chan struct{}
	end     sync.Once
	stop    func()
	started sync.WaitGroup
	made    chan struct{} // closed when the menu is made
}

// Show shows the icon with a menu. picture is a PNG, name is what the icon is called, and pressed is what a click on it
// does where the system leaves that to the program. It is called on the process's main thread, and once.
func Show(picture []byte, name string, items []Item, pressed func()) *Icon {
	i := &Icon{changes: make(chan []Item, 1), ended: make(chan struct{}), made: make(chan struct{})}
	systray.SetOnTapped(pressed)
	start, stop := systray.RunWithExternalLoop(func() {
		systray.SetIcon(native(picture))
		systray.SetTitle(title(name))
		systray.SetTooltip(name)
		i.run(items)
		close(i.made)
	}, func() {})
	i.stop = stop
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		start()
		return i
	}
	i.started.Go(start) // it talks to the session bus
	return i
}

// title is what the icon is called, where that is not written beside it.
func title(name string) string {
	if runtime.GOOS == "darwin" {
		return ""
	}
	return name
}

// line is an item as it stands in the menu.
type line struct {
	*systray.MenuItem
	item Item
}

// run makes the menu and changes it. What stays is not touched: an open menu stays as it is.
func (i *Icon) run(items []Item) {
	var mu sync.Mutex
	lines := make([]*line, len(items))
	for n, item := range items {
		lines[n] = &line{systray.AddMenuItem(item.Text, ""), item}
		if item.Off || item.Do == nil {
			lines[n].Disable()
		}
		go func() {
			for range lines[n].ClickedCh {
				mu.Lock()
				do := lines[n].item.Do
				mu.Unlock()
				if do != nil {
					do()
				}
			}
		}()
	}
	go func() {
		for {
			select {
			case <-i.ended:
				return
			case next := <-i.changes:
				mu.Lock()
				for n, item := range next[:min(len(next), len(lines))] {
					lines[n].change(item)
				}
				mu.Unlock()
			}
		}
	}()
}

func (l *line) change(next Item) {
	before := l.item
	l.item = next
	if next.Text != before.Text {
		l.SetTitle(next.Text)
	}
	switch off, was := next.Off || next.Do == nil, before.Off || before.Do == nil; {
	case off && !was:
		l.Disable()
	case !off && was:
		l.Enable()
	}
}

// Set changes the menu, which has as many items as it was shown with.
func (i *Icon) Set(items []Item) {
	for {
		select {
		case i.changes <- items:
			return
		case <-i.ended:
			return
		case <-i.changes: // it was not seen yet, and is outdated
		}
	}
}

// End takes the icon away, for good.
func (i *Icon) End() {
	i.end.Do(func() {
		close(i.ended)
		i.started.Wait()
		<-i.made // systray panics where its connection ends meanwhile
		i.stop()
	})
}
