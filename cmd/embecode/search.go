package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

// oldAge is the age from which on a search says how old the index is.
const oldAge = 24 * time.Hour

// searching is what a search was asked for.
type searching struct {
	query, tree, below, mode string
	results                  int
	limited                  bool // to so many results
	json                     bool
}

func (p *program) searchCommand() *cobra.Command {
	var s searching
	command := &cobra.Command{
		Use:   "search QUERY",
		Short: "Search the index of the current tree",
		Long: `Search the index of the tree that the current folder is in. The exit code is 0 when something is found, 1 when nothing is,
and 2 after an error. Words are found as code writes them: "parse config" finds parseConfig, and "indexes" indexing.`,
		Example: `  embecode search "where is the configuration read"
  embecode search parseConfig --path pkg/ -k 3
  embecode search "retry with backoff" --json | jq -r '.matches[].path'`,
		Args: func(_ *cobra.Command, args []string) error {
			if strings.TrimSpace(strings.Join(args, " ")) == "" {
				return errors.New(`want something to search for, such as: embecode search "where is the configuration read"`)
			}
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(command *cobra.Command, args []string) error {
			s.query, s.limited = strings.Join(args, " "), command.Flags().Changed("results")
			return p.search(command.Context(), s)
		},
	}
	flags := command.Flags()
	flags.StringVar(&s.tree, "tree", ".", "search the tree that `FOLDER` is in")
	flags.StringVar(&s.below, "path", "", "only in this `FOLDER` or file of the tree")
	flags.IntVarP(&s.results, "results", "k", 0, "show `N` results at most (default 10)")
	flags.StringVar(&s.mode, "mode", "", "hybrid, keyword or semantic (default hybrid with a model, else keyword)")
	flags.BoolVar(&s.json, "json", false, "print JSON")
	_ = command.RegisterFlagCompletionFunc("mode", cobra.FixedCompletions(
		[]string{config.ModeHybrid, config.ModeKeyword, config.ModeSemantic}, cobra.ShellCompDirectiveNoFileComp))
	return command
}

func (p *program) search(ctx context.Context, s searching) error {
	at, err := p.nearestPlace(s.tree)
	if err != nil {
		return err
	}
	cfg, err := p.configOf(at.tree)
	if err != nil {
		return err
	}
	if s.mode != "" {
		cfg.Search.Mode = s.mode
	}
	if s.limited {
		cfg.Search.Results = s.results
	}
	if err := cfg.Validate(); err != nil {
		return fmt.Errorf("flags: %w", err)
	}
	found, err := p.find(ctx, at, cfg, s)
	if err != nil {
		return p.advised(err)
	}
	return p.answer(found, s.json)
}

// answer is what a search found, as it is printed as JSON.
type answer struct {
	Query   string   `json:"query"`
	Tree    string   `json:"tree"`
	Mode    string   `json:"mode"`
	Notes   []string `json:"notes"`
	Matches []match  `json:"matches"`
}

type match struct {
	Path      string   `json:"path"`
	FirstLine int      `json:"first_line"`
	LastLine  int      `json:"last_line"`
	Language  string   `json:"language"`
	Names     []string `json:"names"`
	Score     float64  `json:"score"`
	Lines     []line   `json:"lines"`
	Content   string   `json:"content"`
	Changed   bool     `json:"changed"` // since it was indexed
}

type line struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
}

// find searches an index, which is closed again before anything is printed.
func (p *program) find(ctx context.Context, at place, cfg config.Config, s searching) (a answer, err error) {
	below, err := at.pathBelow(s.below)
	if err != nil {
		return answer{}, err
	}
	kept, err := p.openForReading(ctx, at)
	if err != nil {
		return answer{}, err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	stats, err := kept.Stats(ctx)
	if err != nil {
		return answer{}, err
	}
	a = answer{Query: s.query, Tree: at.tree, Notes: notesOn(stats), Matches: []match{}}
	if stats.Dimension == 0 && cfg.Embeddings.Provider != config.ProviderNone {
		a.Notes = append(a.Notes, fmt.Sprintf("the index was made without a model; embecode index embeds it with %s", cfg.Embeddings.Model))
	}
	if _, err := os.Lstat(filepath.Join(at.tree, below)); errors.Is(err, os.ErrNotExist) {
		a.Notes = append(a.Notes, fmt.Sprintf("there is no %s in %s", onOneLine(below), onOneLine(at.tree)))
	}
	query := store.Query{Text: s.query, Path: below, K: cfg.Search.Results}
	if a.Mode, err = p.giveVector(ctx, &query, &a, cfg, stats); err != nil {
		return answer{}, err
	}
	matches, err := kept.Search(ctx, query)
	for i := range matches {
		a.Matches = append(a.Matches, matchOf(&matches[i], at, stats.LastUpdated))
	}
	return a, err
}

// notesOn says what is to be known about an index before its answers are believed.
func notesOn(stats store.Stats) []string {
	notes := []string{}
	if stats.Incomplete {
		notes = append(notes, "the index is incomplete, since an update was interrupted; run embecode index")
	}
	if age := time.Since(stats.LastUpdated); age > oldAge {
		notes = append(notes, fmt.Sprintf("the index was made %s; embecode index brings it up to date", humanize.Time(stats.LastUpdated)))
	}
	return notes
}

// giveVector gives a query its vector, where its mode wants one, and returns the mode. Unless the user has asked for a mode, what
// can't be had is noted and done without.
func (p *program) giveVector(ctx context.Context, query *store.Query, a *answer, cfg config.Config, stats store.Stats) (mode string, err error) {
	mode = cfg.Search.Mode
	if mode == config.ModeKeyword || mode == "" && stats.Dimension == 0 {
		return config.ModeKeyword, nil
	}
	vector, err := p.vectorOf(ctx, query.Text, cfg, stats)
	switch {
	case err != nil && mode == "" && ctx.Err() == nil:
		a.Notes = append(a.Notes, fmt.Sprintf("searched by keyword only: %v", err))
		return config.ModeKeyword, nil
	case err != nil:
		return "", err
	}
	query.Vector = vector
	if mode == config.ModeSemantic {
		query.Text = ""
		return mode, nil
	}
	return config.ModeHybrid, nil
}

// vectorOf embeds a query with the model of the index.
func (p *program) vectorOf(ctx context.Context, text string, cfg config.Config, stats store.Stats) (vector []float32, err error) {
	if stats.Dimension == 0 {
		return nil, store.ErrNoVectors
	}
	embedder, err := p.embedder(ctx, cfg, stats.Dimension)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, embedder.Close()) }()
	if embedder.Model() != stats.Model {
		return nil, fmt.Errorf("the index was made with model %s, and %s is configured; configure that model or run embecode index",
			stats.Model, embedder.Model())
	}
	return embedder.Query(ctx, text)
}

// pathBelow is a path of the command line as the index has it. It is one below the current folder where there is such a thing in
// the tree, else one below the tree's root.
func (at place) pathBelow(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	absolute, err := filepath.Abs(path)
	if err == nil {
		absolute, err = filepath.EvalSymlinks(absolute)
	}
	if err == nil {
		if below, err := filepath.Rel(at.tree, absolute); err == nil && filepath.IsLocal(below) {
			return fromRoot(below), nil
		}
	}
	if filepath.IsAbs(path) || !filepath.IsLocal(path) {
		return "", fmt.Errorf("--path %s is not in the tree %s", path, at.tree)
	}
	return fromRoot(filepath.Clean(path)), nil
}

// fromRoot is a clean local path as the index has it, the whole tree as "".
func fromRoot(local string) string {
	if local == "." {
		return ""
	}
	return filepath.ToSlash(local)
}

// shownLines is how many lines of a match are shown that are known by no word.
const shownLines = 2

func matchOf(m *store.Match, at place, indexed time.Time) match {
	out := match{
		Path: m.Path, FirstLine: m.FirstLine, LastLine: m.LastLine, Language: m.Language, Names: m.Names, Score: m.Score,
		Content: m.Content, Lines: []line{}, Changed: at.changed(m.Path, indexed),
	}
	if out.Names == nil {
		out.Names = []string{}
	}
	wanted := map[int]bool{}
	for _, number := range m.Lines {
		wanted[number] = true
	}
	number := m.FirstLine
	for text := range strings.SplitSeq(m.Content, "\n") {
		if wanted[number] || len(m.Lines) == 0 && len(out.Lines) < shownLines && strings.TrimSpace(text) != "" {
			out.Lines = append(out.Lines, line{number, strings.TrimRight(text, "\r")})
		}
		number++
	}
	return out
}

// changed tells whether a file was written after it was indexed, or is gone.
func (at place) changed(path string, indexed time.Time) bool {
	if at.cache == (cache{}) {
		return false // an index that --index names may be of any tree
	}
	info, err := os.Lstat(filepath.Join(at.tree, filepath.FromSlash(path)))
	return err != nil || info.ModTime().After(indexed)
}

// answer prints what was found, and says by its error when that is nothing.
func (p *program) answer(a answer, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(p.out)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		if err := out.Encode(a); err != nil {
			return err
		}
	} else {
		p.printMatches(a)
	}
	if len(a.Matches) == 0 {
		return errNothing
	}
	return nil
}

// longestLine is how many bytes of a line are shown.
const longestLine = 160

func (p *program) printMatches(a answer) {
	for _, note := range a.Notes {
		p.say("%s", note)
	}
	c := p.painting()
	for _, m := range a.Matches {
		head := c.bold(fmt.Sprintf("%s:%d-%d", onOneLine(m.Path), m.FirstLine, m.LastLine))
		if len(m.Names) > 0 {
			head += "  " + strings.Join(m.Names[:min(len(m.Names), 5)], ", ")
		}
		if m.Changed {
			head += c.faint("  (changed since it was indexed)")
		}
		_, _ = fmt.Fprintln(p.out, head)
		for _, l := range m.Lines {
			text := printable(strings.ReplaceAll(l.Text, "\t", "    "))
			if len(text) > longestLine {
				text = strings.ToValidUTF8(text[:longestLine], "") + "…"
			}
			_, _ = fmt.Fprintf(p.out, "%s %s\n", c.faint(fmt.Sprintf("%6d", l.Number)), text)
		}
	}
}

// printable is a text whose control characters can do nothing to a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0 {
			return '\uFFFD'
		}
		return r
	}, text)
}
