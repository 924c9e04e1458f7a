package report

import (
	"cmp"
	"fmt"
	"strconv"
)

// machineWarnings are what differs between the machines of two files, as far as both tell it.
func machineWarnings(earlier, now File) (warnings []string) {
	if earlier.MeasuredOn == nil || now.MeasuredOn == nil {
		return nil
	}
	was, here := earlier.MeasuredOn, now.MeasuredOn
	for _, one := range []struct{ what, then, now string }{
		{"system", was.OS, here.OS},
		{"architecture", was.Arch, here.Arch},
		{"processors", strconv.Itoa(was.Cores), strconv.Itoa(here.Cores)},
		{"GOMAXPROCS", strconv.Itoa(was.Procs), strconv.Itoa(here.Procs)},
		{"kernel", was.Kernel, here.Kernel},
		{"C library", was.Libc, here.Libc},
		{"Go", was.Go, here.Go},
		{"huge pages", was.HugePages, here.HugePages},
		{"limit of the control group", was.GroupLimit.Short(), here.GroupLimit.Short()},
		{"settings that move memory", cmp.Or(was.Settings, "none"), cmp.Or(here.Settings, "none")},
	} {
		if one.then != one.now && one.then != "" && one.now != "" {
			warnings = append(warnings, fmt.Sprintf("%s: %s then, %s now", one.what, one.then, one.now))
		}
	}
	return warnings
}

// warn notes what else is not the same.
func (c *Comparison) warn(was, now *Run) {
	note := func(what, then, here string) {
		if then != here {
			c.Warnings = append(c.Warnings, fmt.Sprintf("%s: %s then, %s now", what, then, here))
		}
	}
	note("unit of work", cmp.Or(was.Unit, "none"), cmp.Or(now.Unit, "none"))
	note("stopped early", cmp.Or(was.Stopped, "no"), cmp.Or(now.Stopped, "no"))
	for _, fact := range now.Facts {
		note(fact.Name, cmp.Or(Fact{Value: was.Fact(fact.Name)}.String(), "none"), cmp.Or(fact.String(), "none"))
	}
	for _, fact := range was.Facts {
		if now.Fact(fact.Name) == nil {
			note(fact.Name, cmp.Or(fact.String(), "none"), "none")
		}
	}
}
