package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// terminalWidth is how many characters a line of the terminal holds that is written to; 0 for what is none.
func terminalWidth(w io.Writer) int {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width <= 0 {
		return 80
	}
	return width
}

// paint puts colours around texts, or leaves them as they are.
type paint bool

// painting tells whether there are to be colours: on a terminal that knows them, unless the user wants none.
func (p *program) painting() paint {
	return paint(terminalWidth(p.out) > 0 && p.getenv("NO_COLOR") == "" && p.getenv("TERM") != "dumb")
}

func (c paint) with(code, text string) string {
	if !c || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (c paint) bold(text string) string  { return c.with("1", text) }
func (c paint) faint(text string) string { return c.with("2", text) }
