package chunk

const (
	// maxDepth is how many levels of nodes are entered. What is nested deeper is cut by lines: 100,000 open brackets make
	// as many levels, and no one reads those as syntax.
	maxDepth = 200
	// maxComments is how many comments directly above a node stay with it.
	maxComments = 50
)

// cutter divides a source along its tree. It doesn't visit the children of a node one by one: it asks where the budget runs
// out, and has the cursor jump to the child that lies across that offset. So the calls into C grow with the number of
// chunks and not with the number of nodes.
type cutter struct {
	tree    *tree
	packer  *packer
	divided map[int]int // end by start of each definition that was entered, the largest where several begin together
}

// cutTree cuts a source along its tree, and returns with the spans the end of each definition that was entered by its start:
// only these can enclose a chunk.
func cutTree(t *tree, w *weights, budget int) (spans []span, divided map[int]int) {
	c := cutter{tree: t, packer: &packer{weights: w, budget: budget}, divided: map[int]int{}}
	c.divide(0, len(w.source), 0)
	return c.packer.finish(), c.divided
}

// divide takes source[start:end], the text of the node under the cursor, which is larger than the budget (or the whole
// file). The cursor is back on that node afterwards.
func (c *cutter) divide(start, end, depth int) {
	for start < end {
		limit := c.packer.reach(start)
		if limit >= end {
			c.packer.add(start, end)
			return
		}
		if depth >= maxDepth || !c.tree.jump(limit+1) {
			c.packer.addLines(start, end)
			return
		}
		child, kind := c.tree.here(start, end)
		if child.start > limit { // a gap between nodes that holds more than whitespace: the parser skipped something
			c.packer.addLines(start, child.start)
			start = child.start
		}
		c.addAcross(start, limit, child, kind, depth)
		c.tree.up()
		start = child.end
	}
}

// addAcross takes source[start:child.end], where child lies across the limit and what is before it fits the open chunk. The
// cursor is on the child, before and afterwards.
func (c *cutter) addAcross(start, limit int, child span, kind kind, depth int) {
	packer, w := c.packer, c.packer.weights
	if isBody(w.source, start, child.start) { // what it is the body of shouldn't stand alone
		packer.add(start, child.start)
		c.enter(child, kind, depth)
		return
	}
	head := c.head(start, limit, child)
	if !w.fits(head, child.end, packer.budget) && w.fits(child.start, child.end, packer.budget) {
		head = child.start
	}
	packer.add(start, head)
	if w.fits(head, child.end, packer.budget) {
		packer.add(head, child.end)
		return
	}
	packer.divide()
	packer.add(head, child.start)
	c.enter(child, kind, depth)
}

// enter divides a child, the node under the cursor.
func (c *cutter) enter(child span, kind kind, depth int) {
	if role := kind.role; role != roleNone && role != roleGroup {
		c.divided[child.start] = max(c.divided[child.start], child.end)
	}
	c.divide(child.start, child.end, depth+1)
	c.packer.divide()
}

// head is where the chunk that takes child should begin, at start or behind it: at the comments directly above the child,
// or, where the child is a closing bracket, at the sibling before it.
func (c *cutter) head(start, limit int, child span) int {
	source := c.packer.weights.source
	head, aside := child.start, false
	for range maxComments {
		_, above := trim(source, start, head)
		bracket := child.end-child.start == 1 && isCloser(source[child.start])
		if above <= start || !(bracket || endsInComment(source[start:above], source[above:head])) {
			break
		}
		aside = true
		if !c.tree.jumpAside(above) {
			break
		}
		sibling, kind := c.tree.here(start, head)
		if sibling.start <= start || !(bracket || kind.role == roleComment && startsLine(source, sibling.start)) {
			break
		}
		head = sibling.start
		if bracket {
			break
		}
	}
	if aside {
		c.tree.jumpAside(limit + 1)
	}
	return head
}
