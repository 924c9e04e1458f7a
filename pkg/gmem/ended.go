package gmem

import "os"

// EndedPeak returns the largest resident memory that a process had before it ended, by the kernel's own account of it
// (wait4's ru_maxrss): it also knows a peak in the last moment, which no sample saw. before is what this process's own
// high-water mark was when it started the other: the kernel begins its account there, so that a peak below it is not known
// and the second result is false. Of processes that the ended one has waited for, the account holds the largest.
func EndedPeak(ended *os.ProcessState, before Bytes) (Bytes, bool) {
	peak := maxRSS(ended)
	return peak, peak > before
}
