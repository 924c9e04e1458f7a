package mutate

// Rule is one way to write a leak.
type rule struct {
	name string
	what string
	isGo bool
	find func(*Source, *knowledge) []finding
}

// rules are all, in the order in which they are listed.
var rules = []rule{
	{"unclosed", "a call that closes, frees or releases is left out", true, unclosed},
	{"unstopped", "a call that cancels or stops is left out", true, unstopped},
	{"undropped", "a call that drops, removes, rolls back or renews is left out", true, undropped},
	{"undeferred", "a deferred clean-up is left out", true, undeferred},
	{"late", "a clean-up stands behind a return for an error", true, late},
	{"undeleted", "a delete or clear is left out", true, undeleted},
	{"unreset", "a field that is emptied stays as it is", true, unreset},
	{"pinned", "a part of something large is kept without a copy", true, pinned},
	{"rows", "a statement that deletes, drops or detaches does nothing", true, rows},
	{"kept", "a value is kept in a variable of the package with every call", true, kept},
	{"bound", "a limit is 50 times larger", true, bound},
	{"c-unfreed", "a call that frees or deletes is left out", false, unfreedC},
	{"c-kept", "16 bytes are allocated with every call", false, keptC},
	{"c-bound", "a limit is 50 times larger", false, boundC},
}

// Rules returns the name of each rule, and what it does.
func Rules() (all [][2]string) {
	for _, r := range rules {
		all = append(all, [2]string{r.name, r.what})
	}
	return all
}

// knowledge is what is known of all sources together.
type knowledge struct {
	bounds  bounds
	endings endings
	once    map[string]bool
}

// bounds are the constants and variables that limit something somewhere, by package and name.
type bounds map[string]bool

// factor is by what a bound is multiplied.
const factor = "50"
