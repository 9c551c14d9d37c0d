package onboarding

import "kanzleicode/app/mandate"

// Task is one thing to do. It is the tail of translation keys.
type Task string

// The tasks.
const (
	TaskUser    Task = "user"    // choose the user name whose second factor is set up
	TaskImport  Task = "import"  // bring its key into Kanzleicode
	TaskProof   Task = "proof"   // log in with the code
	TaskList    Task = "list"    // bring the Mandate in
	TaskReport  Task = "report"  // report them to support
	TaskConfirm Task = "confirm" // wait for support, and note its confirmation
	TaskMailbox Task = "mailbox" // have a mailbox that everybody can read
	TaskStored  Task = "stored"  // store its address at the service for every Mandat
	TaskArrival Task = "arrival" // log in with a code that came there
)

// State is how far a task or a step is. It is the tail of translation keys.
type State string

// The states.
const (
	Open    State = "open"    // its turn comes later; it may be done now
	Current State = "current" // what to do next
	Done    State = "done"
)

// States lists every state.
func States() []State { return []State{Open, Current, Done} }

// Item is a task and how far it is.
type Item struct {
	Task  Task
	State State
}

// Step is one of the service's own three steps. Name is the tail of translation keys.
type Step struct {
	Name  string
	State State
	Items []Item
}

// Progress is where the firm stands.
type Progress struct {
	Way      Way
	Steps    []Step
	Current  Task // what to do next; "" = nothing
	Renewing bool // the second factor is being renewed, and its new key is not here yet
}

// Done reports whether nothing is left to do.
func (p *Progress) Done() bool { return p.Current == "" }

// outline is the steps of a way and their tasks, in order.
type outline []struct {
	name  string
	tasks []Task
}

var outlines = map[Way]outline{
	WayCode: {
		{"login", []Task{TaskUser, TaskImport, TaskProof}},
		{"mandates", []Task{TaskList, TaskReport}},
		{"confirm", []Task{TaskConfirm}},
	},
	WayMail: {
		{"mailbox", []Task{TaskMailbox}},
		{"stored", []Task{TaskList, TaskStored}},
		{"arrival", []Task{TaskArrival}},
	},
}

// Tasks lists every task, for the tests that hold the translations complete.
func Tasks() []Task {
	return []Task{TaskUser, TaskImport, TaskProof, TaskList, TaskReport, TaskConfirm, TaskMailbox, TaskStored, TaskArrival}
}

// Look says where the firm stands.
func Look(notes *Notes, facts *Facts) Progress {
	p := Progress{Way: notes.way(facts), Renewing: notes.renewing(facts)}
	done := p.done(notes, facts)
	for _, part := range outlines[p.Way] {
		step := Step{Name: part.name, State: Done}
		for _, task := range part.tasks {
			item := Item{task, Done}
			if !done[task] {
				item.State = Open
				if p.Current == "" {
					item.State, p.Current = Current, task
				}
			}
			if item.State != Done && step.State != Current {
				step.State = item.State
			}
			step.Items = append(step.Items, item)
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}

// way is the chosen way. A firm that has chosen none gets its codes here, unless all that it has is a list in which the
// central address is noted.
func (n *Notes) way(f *Facts) Way {
	switch {
	case n.Way != "":
		return n.Way
	case len(f.Accounts) == 0 && f.Mailed > 0:
		return WayMail
	}
	return WayCode
}

// renewing reports whether the key of now is the one of before the renewal that was begun.
func (n *Notes) renewing(f *Facts) bool {
	return !n.Begun.IsZero() && (f.Central == nil || !f.Central.Since().After(n.Begun))
}

// done says of every task whether it is done.
func (p *Progress) done(n *Notes, f *Facts) map[Task]bool {
	list := &f.List
	some := list.Active > 0
	// Support has linked a Mandat to the code of now: so there is a user name, and its code is good.
	linked := f.Linked > 0 && len(f.Accounts) > 0 && !p.Renewing
	return map[Task]bool{
		TaskUser:    f.Reference.User != "" || linked,
		TaskImport:  !p.Renewing && f.Central != nil || linked,
		TaskProof:   !p.Renewing && n.Proof.of(f.Central) || linked,
		TaskList:    some,
		TaskReport:  some && list.Count[mandate.StatusNew] == 0 && list.Outdated == 0,
		TaskConfirm: some && f.Linked == list.Active,
		TaskMailbox: n.Mailbox != "" && n.Shared,
		TaskStored:  some && f.Mailed == list.Active,
		TaskArrival: n.Mailbox != "" && !n.Arrived.IsZero(),
	}
}
