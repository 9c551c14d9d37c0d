package app

import (
	"context"

	"kanzleicode/app/attempts"
	"kanzleicode/app/platform/statefile"
	"kanzleicode/app/vault"
)

// attemptsOf remembers the failed tries at a vault.
func (s *system) attemptsOf(state string, id vault.ID) *attempts.Log {
	return attempts.New(statefile.In(state, ".attempts.json"), id, s.now)
}

// failedWay is the way that was tried in vain, if an error of opening a vault says that one was.
func failedWay(err error) (attempts.Way, bool) {
	switch {
	case isReason(err, "passphrase_wrong"):
		return attempts.Passphrase, true
	case isReason(err, "recovery_other"), isReason(err, "recovery_none"):
		return attempts.Recovery, true
	}
	return "", false
}

// noteAttempts counts a try at a store that failed.
func (s *system) noteAttempts(ctx context.Context, store vault.Store, state string, err error) {
	way, tried := failedWay(err)
	if !tried {
		return
	}
	if meta, err := store.Meta(ctx); err == nil {
		s.attemptsOf(state, meta.Vault).Failed(way)
	}
}
