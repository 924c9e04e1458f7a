package git

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/go-git/gcfg/v2"
)

const (
	// maxConfig is how much of a configuration file of git's is read, in bytes.
	maxConfig = 1 << 20
	// maxIncludes is how many levels of files one configuration may include, as git allows.
	maxIncludes = 10
)

// UserExcludes finds the file of patterns that the user has git ignore in every repository: core.excludesFile of the
// system's and the user's own configuration, else git/ignore in the user's configuration folder. The file need not exist;
// the path is empty where there can be none. getenv looks up an environment variable, as os.Getenv does.
//
// Files that a configuration includes are read, conditional ones are not; neither is the configuration of a repository,
// which whoever made the tree may have written.
func UserExcludes(getenv func(string) string) (string, error) {
	u := user{home: getenv("HOME"), configHome: getenv("XDG_CONFIG_HOME")}
	if u.configHome == "" && u.home != "" {
		u.configHome = filepath.Join(u.home, ".config")
	}
	var files []string
	if no := getenv("GIT_CONFIG_NOSYSTEM"); no == "" || no == "0" || no == "false" {
		files = append(files, cmp.Or(getenv("GIT_CONFIG_SYSTEM"), "/etc/gitconfig"))
	}
	if global := getenv("GIT_CONFIG_GLOBAL"); global != "" {
		files = append(files, global)
	} else {
		files = append(files, u.in(u.configHome, "git/config"), u.in(u.home, ".gitconfig"))
	}
	excludes := u.in(u.configHome, "git/ignore")
	for _, file := range files {
		if err := u.read(file, &excludes, 0); err != nil {
			return "", fmt.Errorf("read git's configuration %s: %w", file, err)
		}
	}
	return excludes, nil
}

// user is whose configuration is read.
type user struct{ home, configHome string }

func (user) in(folder, name string) string {
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, filepath.FromSlash(name))
}

// read sets excludes to what a configuration file says of core.excludesFile, if it says so.
func (u user) read(file string, excludes *string, depth int) error {
	if file == "" {
		return nil
	}
	content, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOTDIR) {
		return nil // a service may run under somebody else's HOME; git passes over its files too
	}
	if err != nil {
		return err
	}
	content = strings.TrimPrefix(content, "\uFEFF")
	return gcfg.ReadWithCallback(strings.NewReader(content), func(section, subsection, key, value string, blank bool) error {
		switch name := strings.ToLower(section + "." + key); {
		case subsection != "" || blank:
			return nil
		case name == "core.excludesfile":
			*excludes = u.expanded(value)
		case name == "include.path" && depth < maxIncludes:
			included := u.expanded(value)
			if !filepath.IsAbs(included) {
				included = filepath.Join(filepath.Dir(file), included)
			}
			return u.read(included, excludes, depth+1)
		}
		return nil
	})
}

// expanded puts the home folder in the place of a tilde.
func (u user) expanded(path string) string {
	if below, ok := strings.CutPrefix(path, "~/"); ok && u.home != "" {
		return filepath.Join(u.home, below)
	}
	return path
}

// readFile reads a configuration file of the user's; what is no regular file, such as /dev/null, is empty.
func readFile(path string) (content string, err error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	return readRegular(file, maxConfig)
}

// readRegular reads at most limit bytes of a regular file, and nothing of any other.
func readRegular(file *os.File, limit int64) (string, error) {
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return "", err
	}
	content, err := io.ReadAll(io.LimitReader(file, limit))
	return string(content), err
}
