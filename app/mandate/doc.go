// Package mandate holds the rules of the Mandate list: which rows are one and the same, what a row may
// hold, what an import would do, and how a row goes from new over submitted to confirmed. It touches no
// file and no window; what it stores goes through [vault.Records], each operation as one atomic change.
//
// # Stored form
//
// A Mandat is a record of kind "mandate" whose body is a JSON object:
//
//	number, user      text, cleaned (see Clean); unique together, see Fields.Key
//	client, clerk     text, left out when empty
//	mail              "yes" or "no", left out when unknown
//	note, question    text, left out when empty
//	status            "new", "submitted", "query", "confirmed" or "ended"
//	created           RFC 3339 in UTC
//	submitted, confirmed, ended, withdrawn, code
//	                  RFC 3339 in UTC, left out when there is none
//
// A submission is a record of kind "submission"; its rows are never rewritten but by Forget:
//
//	time              RFC 3339 in UTC
//	kind              "withdraw", left out for a report
//	rows              array of {"id", "number", "user"}, in the order and the spelling sent
//	sha256            64 hexadecimal digits, see Submission.Hash
//	code              RFC 3339 in UTC, left out when unknown
//	way, recipient    text, left out when unknown
//	clients           true if the clients' names were sent too, left out when not
//	reminded          array of RFC 3339 in UTC, left out when empty
//	erased            how many rows were deleted from it, left out when none
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
