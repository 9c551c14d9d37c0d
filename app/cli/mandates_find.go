package cli

import (
	"context"
	"strings"

	"kanzleicode/app/mandate"
	"kanzleicode/app/vault"
)

// named reads the list and gives the rows that references name.
func (p *Program) named(ctx context.Context, s *Services, references []string) ([]mandate.Mandate, error) {
	list, err := p.list(ctx, s)
	if err != nil {
		return nil, err
	}
	return p.find(list, references)
}

// find gives the rows that references name, each once: an ID, NUMBER/USER, or a number or user that only one row
// has; without regard to blanks and case, as in the list. If one reference names nothing, or several rows, it is an
// error and no row comes back.
func (p *Program) find(list []mandate.Mandate, references []string) ([]mandate.Mandate, error) {
	if len(references) == 0 {
		return nil, nil
	}
	whole, part := map[string][]int{}, map[string][]int{}
	add := func(to map[string][]int, name string, i int) {
		if name = plain(name); len(to[name]) == 0 || to[name][len(to[name])-1] != i {
			to[name] = append(to[name], i)
		}
	}
	for i := range list {
		m := &list[i]
		add(whole, m.ID.String(), i)
		add(whole, m.Number+"/"+m.User, i)
		add(part, m.Number, i)
		add(part, m.User, i)
	}
	var found []mandate.Mandate
	taken, missing := map[vault.ID]bool{}, false
	for _, reference := range references {
		hits := whole[plain(reference)]
		if len(hits) == 0 {
			hits = part[plain(reference)]
		}
		switch len(hits) {
		case 0:
			p.warn("cli.mandates.not_found", "reference", reference)
			missing = true
		case 1:
			if m := list[hits[0]]; !taken[m.ID] {
				found, taken[m.ID] = append(found, m), true
			}
		default:
			return nil, errUsage{p.texts.Text("cli.usage.several_mandates", "reference", reference, "n", len(hits), "rows", labels(list, hits))}
		}
	}
	if missing {
		return nil, errNothing
	}
	return found, nil
}

// plain is a reference without what makes no difference in the list.
func plain(reference string) string { return mandate.Fields{Number: reference}.Key() }

// labels names rows as references, the first few of them.
func labels(list []mandate.Mandate, places []int) string {
	const few = 5
	var names []string
	for n, i := range places {
		if n == few {
			names = append(names, "…")
			break
		}
		names = append(names, list[i].Number+"/"+list[i].User)
	}
	return strings.Join(names, ", ")
}

func ids(list []mandate.Mandate) []vault.ID {
	some := make([]vault.ID, len(list))
	for i := range list {
		some[i] = list[i].ID
	}
	return some
}

// keep gives the rows that a rule holds for.
func keep(list []mandate.Mandate, rule func(*mandate.Mandate) bool) []mandate.Mandate {
	var some []mandate.Mandate
	for i := range list {
		if rule(&list[i]) {
			some = append(some, list[i])
		}
	}
	return some
}

func withStatus(list []mandate.Mandate, status mandate.Status) []mandate.Mandate {
	return keep(list, func(m *mandate.Mandate) bool { return m.Status == status })
}

// now gives rows as they stand in the list now, in its order; those that are gone are missing.
func (p *Program) now(ctx context.Context, s *Services, rows []mandate.Mandate) ([]mandate.Mandate, error) {
	list, err := p.list(ctx, s)
	wanted := map[vault.ID]bool{}
	for i := range rows {
		wanted[rows[i].ID] = true
	}
	return keep(list, func(m *mandate.Mandate) bool { return wanted[m.ID] }), err
}
