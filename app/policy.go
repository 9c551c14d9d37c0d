package app

import (
	"errors"
	"os"

	"kanzleicode/app/platform/policyfile"
	"kanzleicode/app/policy"
)

// readPolicy is what the firm's IT has laid down on this PC. An error means that something is laid down and cannot be
// followed: then nothing works but to say so.
func readPolicy(place policyfile.Place) (policy.Policy, error) {
	found, err := place.Read(policy.MaxBytes)
	var problem *policyfile.Error
	switch {
	case errors.As(err, &problem) && problem.Insecure:
		return policy.Policy{}, &policy.Error{Reason: policy.ReasonInsecure, Where: problem.Path, Err: problem.Err}
	case errors.As(err, &problem):
		return policy.Policy{}, &policy.Error{Reason: policy.ReasonUnreadable, Where: problem.Path, Err: problem.Err}
	case err != nil:
		return policy.Policy{}, err
	case found.Path != "":
		return policy.Parse(found.Path, found.Data)
	}
	values := make([]policy.Value, len(found.Values))
	for i, v := range found.Values {
		values[i] = policy.Value{Where: v.Key, Name: v.Name, Data: v.Data}
	}
	return policy.FromValues(values)
}

// laidFolder is the folder that the firm's IT has laid down for the vault, "" = none.
func (s *system) laidFolder() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return s.policy.Folder(home, userName()), nil
}
