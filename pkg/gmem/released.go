package gmem

import "fmt"

// JudgeReleased fails when a library still holds memory at the end of the work, before any collection: what only a
// finalizer frees is left to chance, because Go's collector can't see native memory and need never run.
func JudgeReleased(what string, alive Bytes) Verdict {
	verdict := Verdict{Name: VerdictReleased, OK: alive == 0, Value: float64(alive), Unit: "bytes"}
	verdict.Detail = fmt.Sprintf("%s holds %v before any collection, allowed none", what, alive)
	if alive > 0 {
		verdict.Detail += "\nlook first at the ways out without a deferred Close: a finalizer may free it later, or never"
	}
	return verdict
}
