package onboarding_test

import (
	"slices"
	"testing"
	"time"

	"kanzleicode/app/authenticator"
	"kanzleicode/app/firm"
	"kanzleicode/app/mandate"
	"kanzleicode/app/onboarding"
	"kanzleicode/app/vault"
)

// When things happened in these tests.
var (
	added   = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	later   = added.AddDate(0, 1, 0)
	renewed = added.AddDate(0, 2, 0)
	today   = added.AddDate(0, 3, 0)
)

// rows is a list with Mandate of these statuses, reported for the code of added.
func rows(statuses ...mandate.Status) []mandate.Mandate {
	list := make([]mandate.Mandate, len(statuses))
	for i, status := range statuses {
		list[i] = mandate.Mandate{ID: vault.ID{byte(i + 1)}, Status: status, Created: added, Submitted: added.Add(time.Hour), Code: added}
	}
	return list
}

// mailed notes the central address for all rows.
func mailed(list []mandate.Mandate) []mandate.Mandate {
	for i := range list {
		list[i].Mail = mandate.MailYes
	}
	return list
}

// TestLook goes the whole way, with all that can be different on it.
func TestLook(t *testing.T) {
	t.Parallel()
	one := authenticator.Account{ID: vault.ID{1}, Name: "Amainvoice", Created: added}
	two := authenticator.Account{ID: vault.ID{2}, Name: "Bank", Created: added}
	fresh := one
	fresh.Renewed = renewed
	proven := onboarding.Proof{Account: one.ID, Since: added, At: later}
	named := firm.Reference{Number: "0012", User: "kanzlei"}
	const (
		neu, submitted, query                    = mandate.StatusNew, mandate.StatusSubmitted, mandate.StatusQuery
		confirmed, ended                         = mandate.StatusConfirmed, mandate.StatusEnded
		user, key, proof                         = onboarding.TaskUser, onboarding.TaskImport, onboarding.TaskProof
		list, report, confirm                    = onboarding.TaskList, onboarding.TaskReport, onboarding.TaskConfirm
		mailbox, stored, arrival                 = onboarding.TaskMailbox, onboarding.TaskStored, onboarding.TaskArrival
		nothing                  onboarding.Task = ""
		code, mail                               = onboarding.WayCode, onboarding.WayMail
	)
	for name, c := range map[string]struct {
		notes    onboarding.Notes
		known    firm.Reference
		accounts []authenticator.Account
		list     []mandate.Mandate
		way      onboarding.Way
		current  onboarding.Task
		done     []onboarding.Task
		renewing bool
	}{
		"nothing at all":                        {way: code, current: user},
		"a user name":                           {known: named, way: code, current: key, done: tasks(user)},
		"a key too":                             {known: named, accounts: accounts(one), way: code, current: proof, done: tasks(user, key)},
		"a key, and the user name is not known": {accounts: accounts(one), way: code, current: user, done: tasks(key)},
		"it is proven":                          {notes: onboarding.Notes{Proof: proven}, known: named, accounts: accounts(one), way: code, current: list, done: tasks(user, key, proof)},
		"it was proven with the key of before":  {notes: onboarding.Notes{Proof: proven}, known: named, accounts: accounts(fresh), way: code, current: proof, done: tasks(user, key)},
		"it was proven with another account":    {notes: onboarding.Notes{Proof: proven}, known: named, accounts: accounts(two), way: code, current: proof, done: tasks(user, key)},
		"two accounts, none is named":           {known: named, accounts: accounts(one, two), way: code, current: key, done: tasks(user)},
		"two accounts, one is named": {known: firm.Reference{User: "x", Account: one.ID}, accounts: accounts(one, two), notes: onboarding.Notes{Proof: proven},
			way: code, current: list, done: tasks(user, key, proof)},
		"a list":        {notes: onboarding.Notes{Proof: proven}, known: named, accounts: accounts(one), list: rows(neu, neu), way: code, current: report, done: tasks(user, key, proof, list)},
		"partly new":    {notes: onboarding.Notes{Proof: proven}, known: named, accounts: accounts(one), list: rows(neu, submitted), way: code, current: report, done: tasks(user, key, proof, list)},
		"all ended":     {notes: onboarding.Notes{Proof: proven}, known: named, accounts: accounts(one), list: rows(ended, ended), way: code, current: list, done: tasks(user, key, proof)},
		"all reported":  {notes: onboarding.Notes{Proof: proven}, known: named, accounts: accounts(one), list: rows(submitted, query, ended), way: code, current: confirm, done: tasks(user, key, proof, list, report)},
		"all confirmed": {notes: onboarding.Notes{Proof: proven}, known: named, accounts: accounts(one), list: rows(confirmed, ended), way: code, current: nothing, done: tasks(user, key, proof, list, report, confirm)},
		// A vault of before there was a set-up assistant.
		"an older vault":                       {accounts: accounts(one), list: rows(confirmed, confirmed), way: code, current: nothing, done: tasks(user, key, proof, list, report, confirm)},
		"an older vault, some are new":         {accounts: accounts(one), list: rows(confirmed, neu), way: code, current: report, done: tasks(user, key, proof, list)},
		"an older vault with several accounts": {accounts: accounts(one, two), list: rows(confirmed), way: code, current: nothing, done: tasks(user, key, proof, list, report, confirm)},
		"an older vault without an account":    {list: rows(confirmed), way: code, current: user, done: tasks(list, report, confirm)},
		"the code was renewed since":           {accounts: accounts(fresh), list: rows(confirmed, confirmed), way: code, current: user, done: tasks(key, list)},
		"it is being renewed": {notes: onboarding.Notes{Proof: proven, Begun: later}, known: named, accounts: accounts(one), list: rows(confirmed), way: code, current: key, done: tasks(user, list, report, confirm),
			renewing: true},
		"the renewed key is here": {notes: onboarding.Notes{Proof: proven, Begun: later}, known: named, accounts: accounts(fresh), list: rows(confirmed), way: code, current: proof, done: tasks(user, key, list)},
		"the renewed key is proven": {notes: onboarding.Notes{Proof: onboarding.Proof{Account: one.ID, Since: renewed, At: today}, Begun: later}, known: named, accounts: accounts(fresh),
			list: rows(confirmed), way: code, current: report, done: tasks(user, key, proof, list)},
		// Codes by mail.
		"mail, nothing yet":             {notes: onboarding.Notes{Way: mail}, way: mail, current: mailbox},
		"mail, an address":              {notes: onboarding.Notes{Way: mail, Mailbox: "a@b.de"}, way: mail, current: mailbox},
		"mail, all can read it":         {notes: onboarding.Notes{Way: mail, Mailbox: "a@b.de", Shared: true}, way: mail, current: list, done: tasks(mailbox)},
		"mail, a list":                  {notes: onboarding.Notes{Way: mail, Mailbox: "a@b.de", Shared: true}, list: append(mailed(rows(neu)), rows(neu)...), way: mail, current: stored, done: tasks(mailbox, list)},
		"mail, stored for an ended one": {notes: onboarding.Notes{Way: mail, Mailbox: "a@b.de", Shared: true}, list: append(mailed(rows(neu, ended)), rows(neu)...), way: mail, current: stored, done: tasks(mailbox, list)},
		"mail, stored everywhere":       {notes: onboarding.Notes{Way: mail, Mailbox: "a@b.de", Shared: true}, list: append(mailed(rows(neu, neu)), rows(ended)...), way: mail, current: arrival, done: tasks(mailbox, list, stored)},
		"mail, it works":                {notes: onboarding.Notes{Way: mail, Mailbox: "a@b.de", Shared: true, Arrived: later}, list: mailed(rows(neu)), way: mail, current: nothing, done: tasks(mailbox, list, stored, arrival)},
		"an older vault with mail":      {list: mailed(rows(neu)), way: mail, current: mailbox, done: tasks(list, stored)},
		"code was chosen though":        {notes: onboarding.Notes{Way: code}, list: mailed(rows(neu)), way: code, current: user, done: tasks(list)},
	} {
		facts := onboarding.Gather(&firm.Data{Reference: c.known}, c.accounts, c.list, nil, today)
		p := onboarding.Look(&c.notes, &facts)
		if p.Way != c.way || p.Current != c.current || p.Renewing != c.renewing || p.Done() != (c.current == nothing) {
			t.Errorf("%s: %s, next is %q, renewing %v", name, p.Way, p.Current, p.Renewing)
		}
		var done []onboarding.Task
		for _, step := range p.Steps {
			states := map[onboarding.State]int{}
			for _, item := range step.Items {
				states[item.State]++
				if item.State == onboarding.Done {
					done = append(done, item.Task)
				}
				if (item.State == onboarding.Current) != (item.Task == c.current) {
					t.Errorf("%s: %s is %s", name, item.Task, item.State)
				}
			}
			want := onboarding.Done
			switch {
			case states[onboarding.Current] > 0:
				want = onboarding.Current
			case states[onboarding.Open] > 0:
				want = onboarding.Open
			}
			if step.State != want {
				t.Errorf("%s: step %s is %s, want %s", name, step.Name, step.State, want)
			}
		}
		if !slices.Equal(done, c.done) {
			t.Errorf("%s: done are %v, want %v", name, done, c.done)
		}
		if len(p.Steps) != 3 {
			t.Errorf("%s: %d steps", name, len(p.Steps))
		}
	}
}

func tasks(all ...onboarding.Task) []onboarding.Task                { return all }
func accounts(all ...authenticator.Account) []authenticator.Account { return all }

func TestReported(t *testing.T) {
	t.Parallel()
	account := authenticator.Account{ID: vault.ID{1}, Created: added, Renewed: renewed}
	list := rows(mandate.StatusNew, mandate.StatusSubmitted, mandate.StatusConfirmed, mandate.StatusEnded)
	list[2].Code = renewed
	facts := onboarding.Gather(&firm.Data{}, accounts(account), list, nil, today)
	if got := facts.Reported(); got != 1 || facts.Linked != 1 || facts.List.Active != 3 {
		t.Errorf("%d reported, %d linked of %d", got, facts.Linked, facts.List.Active)
	}
}
