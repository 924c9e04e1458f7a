package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

// draw is a random use of the indexer with everything of it.
type draw struct {
	tree
	budget     indexer.Budget
	processors int
	dimension  int
	limit      int // of a chunk's size, in characters
	k          int
	changed    int // how many files an update finds changed; 0 for a number that is drawn each time
	steps      []string
}

func newDraw(seed uint64) *draw {
	random := rand.New(rand.NewPCG(seed, 11))
	d := &draw{
		budget: oneOf(random, 90_000_000, indexer.MinBudget, indexer.MinBudget, indexer.MinBudget, indexer.MinBudget, 120_000_000, 0, 0,
			160_000_000, 400_000_000),
		processors: oneOf(random, 2, 2, 2, 8, 16, 64),
		dimension:  oneOf(random, 0, 0, 4, 384, 768, 768, 769, 1024, 1536, 2048, 3072, 4096),
		limit:      oneOf(random, config.MinBudget, 500, 1000, 1000, 2000, config.MaxBudget),
		k:          oneOf(random, 1, 10, 300, store.MaxMatches),
	}
	d.tree = tree{
		random: random,
		path:   oneOf(random, 0, 0, 0, 100, 1000, 4000),
		size:   oneOf(random, 1, 100, 1000, 10_000, 100_000, 990_000, 2_000_000),
		shape:  oneOf(random, shapes...),
	}
	each := d.limit + d.path + 4*d.dimension + 300 // bytes of a chunk
	chunks := min(8000, (4+random.IntN(16))*1_000_000/each)
	perFile := 1 + d.size/d.limit
	d.files = max(1, min(chunks/perFile, 10_000_000/d.size, 4000))
	if random.IntN(8) == 0 { // many, and next to nothing in each
		d.dimension, d.size, d.path = oneOf(random, 0, 4, 384), 1, min(d.path, 100)
		d.files = min(20_000, 20_000_000/(d.path+4*d.dimension+300))
	}
	d.steps = []string{"full"}
	for range 2 + random.IntN(5) {
		d.steps = append(d.steps, oneOf(random, "full", "update", "update", "touch", "shrink", "move", "given up", "cancelled",
			"searched beside", "search", "look up", "reopen", "killed", "damaged log", "damaged file"))
	}
	d.steps = append(d.steps, "update", "search")
	return d
}

func oneOf[T any](random *rand.Rand, values ...T) T { return values[random.IntN(len(values))] }

func (d *draw) String() string {
	return fmt.Sprintf("budget %d on %d processors, dimension %d, chunks of %d characters, %d files of %d bytes (%s), paths of %d, k %d: %s",
		d.budget, d.processors, d.dimension, d.limit, d.files, d.size, d.shape, d.path, d.k, strings.Join(d.steps, ", "))
}
