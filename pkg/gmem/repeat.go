package gmem

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// RepeatOptions say how work is repeated and what growth is allowed. The zero value works.
type RepeatOptions struct {
	// Unit is what the work counts, in the singular: "file", "request". Empty means "call".
	Unit string `json:"unit"`
	// Done reads how many units have been done so far; nil counts calls. A round that did none is inconclusive.
	Done func() int64 `json:"-"`
	// CountsPerUnit is how many of what Done counts make one unit: 60,000 of milliseconds, where the unit is "minute"; 0
	// means 1.
	CountsPerUnit int64 `json:"counts_per_unit,omitempty"`
	// Calls is how many calls make a round; 0 means as many as take a tenth of a second.
	Calls int `json:"calls_per_round"`
	// WarmUp is the least number of rounds that are not judged; 0 means 2.
	WarmUp int `json:"least_warm_up_rounds"`
	// MaxWarmUp is the most, while live bytes have not settled; 0 means 4 more than WarmUp. A leak doesn't settle.
	MaxWarmUp int `json:"most_warm_up_rounds,omitempty"`
	// MinRounds is the least number of judged rounds; 0 means 5, and less than 4 is refused.
	MinRounds int `json:"least_rounds"`
	// MaxRounds is the most, for close cases and for growth that may end; 0 means eight times MinRounds.
	MaxRounds int `json:"most_rounds"`
	// Allowance is the growth of live bytes that is allowed for each unit; 0 means 1 byte. Beside it there is the Floor, which is
	// more per unit where the judged rounds did little.
	Allowance float64 `json:"allowance_bytes_per_unit"`
	// Floor is what live bytes may grow by in all judged rounds, whatever they did; 0 means 32 KB. A quarter of it is enough
	// for a process of its own under quiet allocators.
	Floor Bytes `json:"floor_bytes,omitempty"`
	// ResidentFloor is what resident memory may grow by in all judged rounds; 0 means 24 MB, for the default settings of
	// allocators. A tenth of it is enough under quiet ones.
	ResidentFloor Bytes `json:"resident_floor_bytes"`
	// Packages are import paths of packages that should keep nothing from call to call: what their variables, and those of packages
	// below, reach of Go's heap is judged too, to the byte and with the variable; "main" is the program's own. None by default. It needs
	// a program of ELF with its symbols, of 64 bits, without which the verdict is inconclusive; up to three times Go's heap for a
	// moment, which no peak or ceiling counts; and as much as the heap where temporary files are.
	Packages []string `json:"packages,omitempty"`
	// Closed names kinds of handle of which none may be open behind a round, also where they don't pile up, as when they are closed
	// with something else now and then. None by default.
	Closed []string `json:"closed,omitempty"`
	// Ignore names verdicts, parts and handles that are not judged.
	Ignore []string `json:"ignore,omitempty"`
	// NoSites leaves out the one round more that looks for the places of a leak.
	NoSites bool `json:"no_sites,omitempty"`
	// Watch says how memory is sampled meanwhile. Its ceiling stops the run, and is judged. Without OnCross, crossing it
	// cancels the context that the work was given.
	Watch WatchOptions `json:"-"`
}

const (
	defaultWarmUp = 2
	furtherWarmUp = 4
	defaultRounds = 5
	furtherRounds = 8 // times as many in close cases
	// Growth that may still end is watched for so long, unless it comes to so much before.
	patience   = 3 * time.Second
	muchLeaked = 10 * enoughLeaked
)

func (o RepeatOptions) resolved() (RepeatOptions, error) {
	var problems []error
	check := func(bad bool, format string, figures ...any) {
		if bad {
			problems = append(problems, fmt.Errorf(format, figures...))
		}
	}
	check(o.CountsPerUnit < 0, "%d counts per unit are negative", o.CountsPerUnit)
	check(o.Calls < 0, "%d calls per round are negative", o.Calls)
	check(o.WarmUp < 0, "a warm-up of %d rounds is negative", o.WarmUp)
	check(o.MinRounds != 0 && o.MinRounds < fewestReadings, "%d judged rounds are too few, want at least %d", o.MinRounds, fewestReadings)
	check(!finite(o.Allowance) || o.Allowance < 0, "an allowance of %v bytes is not zero or more", o.Allowance)
	check(o.Floor < 0, "a floor of %v of live bytes is negative", o.Floor)
	check(o.ResidentFloor < 0, "a floor of %v of resident memory is negative", o.ResidentFloor)
	o.Unit = cmp.Or(o.Unit, "call")
	o.WarmUp = cmp.Or(o.WarmUp, defaultWarmUp)
	o.MinRounds = cmp.Or(o.MinRounds, defaultRounds)
	o.MaxRounds = cmp.Or(o.MaxRounds, furtherRounds*o.MinRounds)
	o.MaxWarmUp = cmp.Or(o.MaxWarmUp, o.WarmUp+furtherWarmUp)
	check(o.MaxWarmUp < o.WarmUp, "at most %d rounds of warm-up are less than at least %d", o.MaxWarmUp, o.WarmUp)
	check(o.MaxRounds < o.MinRounds, "at most %d rounds are less than at least %d", o.MaxRounds, o.MinRounds)
	o.Allowance = cmp.Or(o.Allowance, 1)
	return o, errors.Join(problems...)
}

func (o RepeatOptions) ignores(name string) bool { return slices.Contains(o.Ignore, name) }

func (o RepeatOptions) floor() Bytes { return cmp.Or(o.Floor, liveFloor) }

// ErrCeiling is why the context of watched work is cancelled when its ceiling is crossed.
var ErrCeiling = errors.New("resident memory has reached the ceiling")

// Repeat does the work again and again in this process and judges what it leaves behind: live bytes, resident memory,
// handles, threads and mappings, and what is left to finalizers.
//
// Calls are grouped into rounds. Behind each round the process is settled (garbage is collected, what finalizers free is
// freed) and every meter is read. Rounds are warm-up until live bytes hold still; then it takes as many as it needs to be
// sure, and more before it calls a close case a leak, or growth that may still end: it goes on for three seconds of work or MaxRounds.
// When something has leaked, one more round finds the places. A cache that takes longer than that to fill is best filled
// before.
//
// Work of a microsecond is done some 100,000 times a round, and a verdict takes about a second; work of ten seconds is done
// once a round, and a verdict takes a minute and a half. Growth that is below 32 KB in all judged rounds is not seen: with
// work of ten seconds that is about 6 KB for each call, and less with more Calls or MinRounds.
//
// At most one RepeatOptions may be given. The error is the work's own, or that of a reading; a run that crossed its ceiling
// has no error and a verdict that says so. Nothing else in this process should work meanwhile: what it keeps is counted too.
func Repeat(ctx context.Context, work func(context.Context) error, options ...RepeatOptions) (Rounds, error) {
	asked, err := only(options)
	if err == nil {
		asked, err = asked.resolved()
	}
	if err != nil {
		return Rounds{}, fmt.Errorf("repeat work: %w", err)
	}
	set, err := newMeterSet()
	if err != nil {
		return Rounds{}, fmt.Errorf("repeat work: %w", err)
	}
	set.watchVariables(asked.Packages)
	r := newRepetition(set, work, asked)
	if err := r.run(ctx); err != nil {
		return r.rounds, fmt.Errorf("repeat work: %w", err)
	}
	return r.rounds, nil
}

// only returns the options of a call that takes them once at most; those of the zero value without any.
func only[T any](options []T) (asked T, err error) {
	switch len(options) {
	case 0:
	case 1:
		asked = options[0]
	default:
		err = fmt.Errorf("more than one %T", asked)
	}
	return asked, err
}

// repetition is one call of Repeat.
type repetition struct {
	set    *meterSet
	work   func(context.Context) error
	rounds Rounds
	peak   peakReader
	rows   [][]int64 // one for each round that may come, set aside before the first
	taken  int
	calls  int64 // done so far
	began  time.Time
}

func newRepetition(set *meterSet, work func(context.Context) error, options RepeatOptions) *repetition {
	r := &repetition{set: set, work: work, rounds: Rounds{Options: options, LeftOut: set.leftOut}, peak: peakReader{set: set}}
	r.rows = newRows(options.MaxWarmUp+options.MaxRounds, set.width())
	return r
}

// run samples while the rounds are taken, and judges them. A crossed ceiling ends the rounds without an error.
func (r *repetition) run(ctx context.Context) (err error) {
	if r.rounds.Dead, err = r.set.checkMeters(); err != nil {
		return err
	}
	reserveGoroutines()
	if err := r.set.weighThreads(); err != nil {
		return err
	}
	var crossed bool
	r.rounds.Series, crossed, err = r.peak.watch(ctx, r.rounds.Options.Watch, r.takeRounds)
	r.rounds.Rounds = r.described()
	if r.rounds.WarmUp == 0 {
		r.rounds.WarmUp = min(r.rounds.Options.WarmUp, r.taken)
	}
	if err != nil {
		return err
	}
	if crossed {
		r.rounds.Stopped = ErrCeiling.Error()
	}
	r.rounds.Verdicts = r.rounds.Judge()
	return r.place(ctx)
}

// takeRounds takes the warm-up and as many rounds as verdicts need.
func (r *repetition) takeRounds(ctx context.Context) error {
	r.began = time.Now()
	if err := r.calibrate(ctx); err != nil {
		return err
	}
	if err := r.warmUp(ctx); err != nil {
		return err
	}
	options := r.rounds.Options
	for wanted := options.MinRounds; ; wanted = min(2*wanted, options.MaxRounds) {
		for r.taken < r.rounds.WarmUp+wanted {
			if err := r.takeRound(ctx); err != nil {
				return err
			}
		}
		if wanted == options.MaxRounds || !r.wantsMore() {
			return r.moment("end")
		}
	}
}

// wantsMore reports whether more rounds would make a verdict surer: one that is close, and one that has failed as long as
// rounds are cheap, since growth may come to an end. The rounds are described for it alone: what that allocates is garbage
// before the next reading.
func (r *repetition) wantsMore() bool {
	found := Rounds{Options: r.rounds.Options, WarmUp: r.rounds.WarmUp, Rounds: r.described()}.findings()
	if slices.ContainsFunc(found, func(f finding) bool { return !f.OK && !f.close && !f.Inconclusive }) {
		return r.isCheap()
	}
	return slices.ContainsFunc(found, func(f finding) bool { return f.close })
}

// isCheap reports whether the rounds have taken little of time and left little behind. It goes by the time of the work: on a
// busy machine settling takes longer than that.
func (r *repetition) isCheap() bool {
	var worked time.Duration
	for _, row := range r.rows[:r.taken] {
		worked += time.Duration(row[columnNanoseconds])
	}
	first, last := r.rows[r.rounds.WarmUp-1], r.rows[r.taken-1]
	grown := func(column int) int64 { return last[column] - first[column] }
	return worked < patience && time.Since(r.began) < 5*patience && Bytes(max(grown(columnLive), grown(columnRSS))) < muchLeaked &&
		max(grown(columnGoroutines), grown(columnDescriptors), grown(columnThreads)) < enoughHandles
}

// warmUp takes rounds until what one adds to live bytes is no more than would be allowed.
func (r *repetition) warmUp(ctx context.Context) error {
	options := r.rounds.Options
	for r.taken < options.WarmUp || (r.taken < options.MaxWarmUp && !r.isSettled()) {
		if err := r.takeRound(ctx); err != nil {
			return err
		}
	}
	r.rounds.WarmUp = r.taken
	return r.moment("warm")
}

func (r *repetition) isSettled() bool {
	last, before := r.rows[r.taken-1], r.rows[max(r.taken-2, 0)]
	grown := float64(last[columnLive] - before[columnLive])
	return grown <= max(r.rounds.Options.Allowance*float64(last[columnUnits]), float64(r.rounds.Options.floor())/float64(r.rounds.Options.MinRounds))
}

// moment keeps the breakdown at a moment, where it can be read.
func (r *repetition) moment(name string) error {
	r.peak.mutex.Lock()
	defer r.peak.mutex.Unlock()
	if at, err := r.set.breakdown(); err == nil {
		r.rounds.Parts = append(r.rounds.Parts, Moment{name, at})
	}
	return nil
}

// takeRound does one round of the work and reads every meter behind it.
func (r *repetition) takeRound(ctx context.Context) error {
	row := r.rows[r.taken]
	done, began := r.done(), time.Now()
	if err := r.call(ctx, r.rounds.Options.Calls); err != nil {
		return err
	}
	row[columnNanoseconds], row[columnEnded] = int64(time.Since(began)), int64(time.Since(r.began))
	row[columnUnits] = r.done() - done
	r.peak.mutex.Lock() // its files are no descriptors of the work's
	defer r.peak.mutex.Unlock()
	r.set.calm()
	if err := r.set.readBefore(row); err != nil {
		return err
	}
	r.set.level()
	if err := r.set.settle(); err != nil {
		return err
	}
	if err := errors.Join(r.set.read(row), r.peak.besides(func() error { return r.set.readVariables(row) })); err != nil {
		return err
	}
	r.taken++
	return nil
}

func (r *repetition) call(ctx context.Context, calls int) error {
	for range calls {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := r.work(ctx); err != nil {
			return fmt.Errorf("call %d: %w", r.calls+1, err)
		}
		r.calls++
	}
	return nil
}

// done is how many units have been done so far.
func (r *repetition) done() int64 {
	if r.rounds.Options.Done != nil {
		return r.rounds.Options.Done()
	}
	return r.calls
}

// described are the rows that were taken, as rounds.
func (r *repetition) described() []Round {
	rounds := make([]Round, r.taken)
	for i := range rounds {
		rounds[i] = r.set.round(r.rows[i])
	}
	return rounds
}
