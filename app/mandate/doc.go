// Package mandate holds the rules of the Mandate list: which rows are one and the same, what a row may
// hold, what an import would do, and how a row goes from new over submitted to confirmed. It touches no
// file and no window; what it stores goes through [vault.Records], each operation as one atomic change.
//
// # Stored form
//
// A Mandat is a record of kind "mandate" whose body is a JSON object:
//
//	number, user      text, cleaned (see Clean); unique together, see Fields.Key
//	client, note      text, left out when empty
//	status            "new", "submitted" or "confirmed"
//	created           RFC 3339 in UTC
//	submitted         RFC 3339 in UTC, left out when never
//	confirmed         RFC 3339 in UTC, left out when not
//
// A submission is a record of kind "submission" and is never rewritten by this package:
//
//	time              RFC 3339 in UTC
//	rows              array of {"id", "number", "user"}, in the order and the spelling sent
//	sha256            64 hexadecimal digits, see Submission.Hash
//
// Names that this version does not know are kept as they are when a body is written again, so that an
// older program never loses what a newer one stored.
//
// # Import
//
// [NewPlan] compares rows with the list and stores nothing. [Register.Import] stores all new and changed
// rows of a plan in one change. A plan with faulty rows is refused whole (*FaultyError) until the caller
// has shown them to a person and says [Plan.SkipFaulty]. A command line does the same: it prints the
// faulty lines, stores nothing and exits 1, unless it is called again with a flag that skips them.
// Warnings block nothing. An empty cell never empties what stands in the list.
package mandate
