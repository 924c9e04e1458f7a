package gmem

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// ErrNoHighWater says that the system keeps no resettable high-water mark of resident memory: it is not Linux, or /proc
// is not mounted. A watch then has its samples only, and says so in the series.
var ErrNoHighWater = errors.New("no high-water mark of resident memory on this system")

// HighWater is the largest resident set since the process began or since ResetHighWater: VmHWM of /proc/PID/status. It is
// never taken from getrusage, whose ru_maxrss a child inherits from its parent. It fails with ErrNoHighWater where the
// system has no such mark.
func (p *Process) HighWater() (Bytes, error) {
	fields, err := p.status()
	mark, found := fields["VmHWM"]
	if err == nil && !found {
		err = fmt.Errorf("no VmHWM in its status: %w", fs.ErrNotExist)
	}
	var amount Bytes
	if err == nil {
		amount, err = parseStatusBytes(mark)
	}
	return amount, p.ofHighWater("read", err)
}

// ofHighWater tells of an error what was to be done, and whether there is no mark at all.
func (p *Process) ofHighWater(do string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		err = errors.Join(ErrNoHighWater, err)
	}
	return fmt.Errorf("%s high-water mark of process %d: %w", do, p.pid, err)
}

// ResetHighWater lowers the mark to the present resident set. The mark belongs to the process and not to the caller: two
// watches of one process at the same time spoil each other's. It fails with ErrNoHighWater where the system has no such
// mark, and with fs.ErrPermission for another user's process.
func (p *Process) ResetHighWater() error {
	const resetPeak = "5" // the value that the kernel's proc(5) gives for resetting VmHWM
	file, err := os.OpenFile(p.path("clear_refs"), os.O_WRONLY, 0)
	if err == nil {
		_, err = file.WriteString(resetPeak)
		err = errors.Join(err, file.Close())
	}
	return p.ofHighWater("reset", err)
}

// path is a file of the process below /proc.
func (p *Process) path(name string) string { return "/proc/" + strconv.Itoa(p.pid) + "/" + name }

// status reads the fields of /proc/PID/status, some sixty short lines.
func (p *Process) status() (map[string]string, error) {
	file, err := os.Open(p.path("status"))
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // opened for reading: closing it loses nothing
	fields := make(map[string]string, 64)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if name, value, found := strings.Cut(lines.Text(), ":"); found {
			fields[name] = strings.TrimSpace(value)
		}
	}
	return fields, lines.Err()
}

// parseStatusBytes reads an amount as the kernel writes it: "1234 kB", where kB is 1,024 bytes whatever its name says.
func parseStatusBytes(text string) (Bytes, error) {
	digits, isKiB := strings.CutSuffix(text, " kB")
	kibibytes, err := strconv.ParseInt(digits, 10, 64)
	if !isKiB || err != nil || kibibytes < 0 || kibibytes > 1<<52 {
		return 0, fmt.Errorf("the kernel's amount %q is not a number of kB", text)
	}
	return Bytes(kibibytes * 1024), nil
}
