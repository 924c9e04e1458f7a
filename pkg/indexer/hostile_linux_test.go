package indexer_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

// oddity is a strange thing that people keep in a source tree, and what must become of it.
type oddity struct {
	path    string // below the root
	stored  string // the path as the index has it, where that differs
	skipped store.SkipReason
	plant   func(root *os.Root, path string) error
}

// holding plants a file with a content.
func holding(content string) func(*os.Root, string) error {
	return func(root *os.Root, path string) error { return root.WriteFile(path, []byte(content), 0o644) }
}

// linking plants a symbolic link.
func linking(target string) func(*os.Root, string) error {
	return func(root *os.Root, path string) error { return root.Symlink(target, path) }
}

// sparse plants a file with a hole of that many bytes.
func sparse(size int64) func(*os.Root, string) error {
	return func(root *os.Root, path string) error {
		file, err := root.Create(path)
		if err != nil {
			return err
		}
		defer file.Close() //nolint:errcheck // nothing is written
		return file.Truncate(size)
	}
}

// closed plants a file and takes the rights away.
func closed(root *os.Root, path string) error {
	if err := root.WriteFile(path, []byte("x = 1\n"), 0o644); err != nil {
		return err
	}
	return root.Chmod(path, 0)
}

// closedFolder plants a folder with a file in it, and takes rights away.
func closedFolder(mode os.FileMode) func(*os.Root, string) error {
	return func(root *os.Root, path string) error {
		if err := root.MkdirAll(path, 0o755); err != nil {
			return err
		}
		if err := root.WriteFile(path+"/inside.py", []byte("x = 1\n"), 0o644); err != nil {
			return err
		}
		DeferCleanup(os.Chmod, filepath.Join(root.Name(), path), os.FileMode(0o755))
		return root.Chmod(path, mode)
	}
}

func fifo(root *os.Root, path string) error {
	return syscall.Mkfifo(filepath.Join(root.Name(), path), 0o644)
}

func socket(root *os.Root, path string) error {
	listener, err := net.Listen("unix", filepath.Join(root.Name(), path))
	if err == nil {
		DeferCleanup(listener.Close)
	}
	return err
}

// levels is a path so many folders deep.
func levels(count int, name, file string) string { return strings.Repeat(name+"/", count) + file }

// oddContents are files of strange content.
func oddContents() []oddity {
	text := "def f():\n    return 1\n"
	minified := "function f(){return 1};"
	return []oddity{
		{path: "content/empty.py", plant: holding("")},
		{path: "content/blank.py", plant: holding(" \t\r\n\n")},
		{path: "content/bom.py", plant: holding("\uFEFF" + text)},
		{path: "content/crlf.py", plant: holding(strings.ReplaceAll(text, "\n", "\r\n"))},
		{path: "content/lone-cr.py", plant: holding(strings.ReplaceAll(text, "\n", "\r"))},
		{path: "content/invalid-utf8.py", plant: holding(text + "s = '\xff\xc3'\n")},
		{path: "content/nul.py", plant: holding("s = '\x00'\n"), skipped: store.SkipBinary},
		{path: "content/late-nul.py", plant: holding(strings.Repeat(text, 500) + "s = '\x00'\n")},
		{path: "content/utf16-mark.py", plant: holding("\xff\xfed\x00e\x00f\x00")},
		{path: "content/utf16-big.py", plant: holding("\xfe\xff\x00d\x00e\x00f")},
		{path: "content/utf16-bare.py", plant: holding("d\x00e\x00f\x00 \x00"), skipped: store.SkipBinary},
		{path: "content/program.py", plant: holding("\x7fELF\x02\x01\x01\x00\x00"), skipped: store.SkipBinary},
		{path: "content/minified.js", plant: holding(strings.Repeat(minified, 1_500_000/len(minified))), skipped: store.SkipMinified},
		{path: "content/one-line.java", plant: holding(strings.Repeat("class A{int f(){return 1;}}", 1_500_000/27))},
		{path: "content/minified-20MB.js", plant: holding(strings.Repeat(minified, 20_000_000/len(minified))), skipped: store.SkipTooLarge},
		{path: "content/nested.py", plant: holding("x = " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000))},
		{path: "content/bomb.java", plant: holding(strings.Repeat("a<", 20_000))},
		{path: "content/hole.py", plant: sparse(1_500_000), skipped: store.SkipBinary},
		{path: "content/hole-200MB.py", plant: sparse(200_000_000), skipped: store.SkipTooLarge},
		{path: "content/hole-1TB.py", plant: sparse(1_000_000_000_000), skipped: store.SkipTooLarge},
		{path: "content/image.png", plant: holding("\x89PNG\r\n\x1a\n"), skipped: store.SkipKind},
		{path: "content/Makefile", plant: holding("all:\n")},
		{path: "content/DATA", plant: holding("all:\n"), skipped: store.SkipKind},
	}
}

// oddNames are files of strange names. Those that are not UTF-8 are stored with the odd bytes escaped, as what no path is.
func oddNames() []oddity {
	source := holding("x = 1\n")
	names := []oddity{
		{path: "names/not-utf8-\xff.py", stored: `./names/not-utf8-\xff.py`, skipped: store.SkipName},
		{path: "names/folder-\xc3/inside.py", stored: `./names/folder-\xc3/inside.py`, skipped: store.SkipName},
		{path: "names/line\nfeed\r.py"},
		{path: "names/'; DROP TABLE files; --.py"},
		{path: "names/$(touch run)`touch run`.py"},
		{path: "names/-rf.py"},
		{path: "names/*.py"},
		{path: "names/ blank .py"},
		{path: `names/back\slash.py`},
		{path: "names/\x1b[31mred\x07.py"},
		{path: "names/\u202eright-to-left.py"},
		{path: "names/..py"},
		{path: "names/....py"},
		{path: "names/\u00e9.py"},
		{path: "names/e\u0301.py"},
		{path: "names/Case.py"},
		{path: "names/case.py"},
		{path: "names/CASE.py"},
		{path: "names/" + strings.Repeat("n", 252) + ".py"},
		{path: "names/" + levels(15, strings.Repeat("p", 255), "near-PATH_MAX.py")},
		{path: "names/" + levels(20, strings.Repeat("q", 255), "beyond-PATH_MAX.py")},
		{path: "names/" + levels(2000, "d", "2000-levels.py")},
		{
			path: "names/" + levels(34, strings.Repeat("r", 255), "out-of-reach.py"), skipped: store.SkipPathTooLong,
			stored: "names/" + strings.TrimSuffix(levels(32, strings.Repeat("r", 255), ""), "/"),
		},
	}
	for i := range names {
		names[i].plant = source
	}
	return names
}

// oddKinds are what is no file, or can't be read. What a link leads to lies in outside.
func oddKinds(outside string) []oddity {
	link, special := store.SkipSymlink, store.SkipSpecial
	return []oddity{
		{path: "links/to-file.py", plant: linking("../content/bom.py"), skipped: link},
		{path: "links/to-folder.py", plant: linking("../content"), skipped: link},
		{path: "links/dangling.py", plant: linking("none"), skipped: link},
		{path: "links/to-itself.py", plant: linking("to-itself.py"), skipped: link},
		{path: "links/up.py", plant: linking(".."), skipped: link},
		{path: "links/out.py", plant: linking(outside + "/secret.py"), skipped: link},
		{path: "links/out-folder.py", plant: linking(outside), skipped: link},
		{path: "links/hard.py", plant: func(root *os.Root, path string) error { return root.Link("content/bom.py", path) }},
		{path: "special/fifo.py", plant: fifo, skipped: special},
		{path: "special/socket.py", plant: socket, skipped: special},
		{path: "closed/file.py", plant: closed, skipped: store.SkipUnreadable},
		{path: "closed/folder", plant: closedFolder(0), skipped: store.SkipUnreadable},
		{path: "closed/listed", plant: closedFolder(0o644), skipped: store.SkipUnreadable},
		{path: "closed/entered", plant: closedFolder(0o311), skipped: store.SkipUnreadable},
		{path: "rules/closed/.gitignore", plant: closed, skipped: store.SkipIgnoreUnreadable},
		{path: "rules/large/.gitignore", plant: holding(strings.Repeat("#", 2_000_000)), skipped: store.SkipIgnoreTooLarge},
		{path: "rules/linked/.gitignore", plant: linking(outside + "/.gitignore"), skipped: link},
		{path: "rules/linked/kept.py", plant: holding("x = 1\n")},
		{path: "node_modules/excluded.js", plant: holding("x = 1\n"), stored: "node_modules", skipped: store.SkipDefaultExclude},
		{path: "rules/plain/.gitignore", plant: holding("*.log.py\n"), skipped: store.SkipKind},
	}
}

// unseen are neither indexed nor skipped: they are ignored.
func unseen() []oddity {
	return []oddity{
		{path: "rules/plain/ignored.log.py", plant: holding("ignored = 1\n")},
		{path: ".git/hooks.py", plant: holding("repository = 1\n")},
	}
}

// hostileTree plants every oddity at once, and returns what the index must hold of each path.
func hostileTree(dir string) map[string]store.SkipReason {
	GinkgoHelper()
	outside := GinkgoT().TempDir()
	Expect(os.WriteFile(filepath.Join(outside, "secret.py"), []byte("secret = 1\n"), 0o644)).To(Succeed())
	Expect(os.WriteFile(filepath.Join(outside, ".gitignore"), []byte("*\n"), 0o644)).To(Succeed())
	Expect(os.Chmod(outside, 0o755)).To(Succeed())
	Expect(os.Chmod(dir, 0o755)).To(Succeed())
	root, err := os.OpenRoot(dir)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(root.Close)
	expected := map[string]store.SkipReason{}
	all := append(append(oddContents(), oddNames()...), oddKinds(outside)...)
	for _, odd := range append(all, devices(dir)...) {
		plant(root, odd)
		stored := odd.path
		if odd.stored != "" {
			stored = odd.stored
		}
		expected[stored] = odd.skipped
	}
	for _, odd := range unseen() {
		plant(root, odd)
	}
	return expected
}

func plant(root *os.Root, odd oddity) {
	GinkgoHelper()
	Expect(root.MkdirAll(filepath.Dir(odd.path), 0o755)).To(Succeed())
	Expect(odd.plant(root, odd.path)).To(Succeed(), "%.100q", odd.path)
}

// devices are device files, where they may be made.
func devices(dir string) []oddity {
	const device = 1<<8 | 3 // /dev/null
	mkdev := func(root *os.Root, path string) error {
		return syscall.Mknod(filepath.Join(root.Name(), path), syscall.S_IFCHR|0o644, device)
	}
	if err := syscall.Mknod(filepath.Join(dir, "probe"), syscall.S_IFCHR|0o644, device); err != nil {
		AddReportEntry("no device in the tree: only root may make one: " + err.Error())
		return nil
	}
	Expect(os.Remove(filepath.Join(dir, "probe"))).To(Succeed())
	return []oddity{{path: "special/device.py", plant: mkdev, skipped: store.SkipSpecial}}
}
