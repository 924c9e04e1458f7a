package main

import (
	"bufio"
	"bytes"
	"os"
	"strconv"
)

// residentBytes are this process's resident memory now and at its peak, in bytes, as the kernel counts them; zero where it
// doesn't tell.
func residentBytes() (now, peak int64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	for lines := bufio.NewScanner(bytes.NewReader(status)); lines.Scan(); {
		fields := bytes.Fields(lines.Bytes()) // "VmHWM:    5 kB"
		if len(fields) != 3 {
			continue
		}
		kilobytes, _ := strconv.ParseInt(string(fields[1]), 10, 64)
		switch string(fields[0]) {
		case "VmRSS:":
			now = kilobytes * 1024
		case "VmHWM:":
			peak = kilobytes * 1024
		}
	}
	return now, peak
}
