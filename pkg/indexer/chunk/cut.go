package chunk

import (
	sitter "github.com/smacker/go-tree-sitter"
)

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
	grammar *grammar
	packer  *packer
	cursor  *sitter.TreeCursor
	divided map[int]int // end by start of each definition that was entered, the largest where several begin together
}

// cutTree cuts a source along its tree, and returns with the spans the end of each definition that was entered by its start:
// only these can enclose a chunk. The tree stays open; the cursor is closed.
func cutTree(g *grammar, tree *sitter.Tree, w *weights, budget int) (spans []span, divided map[int]int) {
	cursor := sitter.NewTreeCursor(tree.RootNode())
	defer cursor.Close()
	c := cutter{grammar: g, packer: &packer{weights: w, budget: budget}, cursor: cursor, divided: map[int]int{}}
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
		if depth >= maxDepth || !c.jump(limit+1) {
			c.packer.addLines(start, end)
			return
		}
		child := c.here(start, end)
		if child.start > limit { // a gap between nodes that holds more than whitespace: the parser skipped something
			c.packer.addLines(start, child.start)
			start = child.start
		}
		c.addAcross(start, limit, child, depth)
		c.cursor.GoToParent()
		start = child.end
	}
}

// addAcross takes source[start:child.end], where child lies across the limit and what is before it fits the open chunk. The
// cursor is on the child, before and afterwards.
func (c *cutter) addAcross(start, limit int, child span, depth int) {
	packer, w := c.packer, c.packer.weights
	if isBody(w.source, start, child.start) { // what it is the body of shouldn't stand alone
		packer.add(start, child.start)
		c.enter(child, depth)
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
	c.enter(child, depth)
}

// enter divides a child, the node under the cursor.
func (c *cutter) enter(child span, depth int) {
	if role := c.grammar.kindOf(c.cursor.CurrentNode()).role; role != roleNone && role != roleGroup {
		c.divided[child.start] = max(c.divided[child.start], child.end)
	}
	c.divide(child.start, child.end, depth+1)
	c.packer.divide()
}

// jump moves the cursor to the first child that ends at offset or behind it, and reports whether there is one.
func (c *cutter) jump(offset int) bool {
	return c.cursor.GoToFirstChildForByte(uint32(offset)) >= 0
}

// jumpAside moves the cursor from one child to another of the same node.
func (c *cutter) jumpAside(offset int) bool {
	return c.cursor.GoToParent() && c.jump(offset)
}

// here is the range of the node under the cursor, held within start and end.
func (c *cutter) here(start, end int) span {
	node := c.cursor.CurrentNode()
	from := min(max(int(node.StartByte()), start), end)
	return span{from, min(max(int(node.EndByte()), from), end)}
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
		if !c.jumpAside(above) {
			break
		}
		sibling := c.here(start, head)
		isComment := c.grammar.kindOf(c.cursor.CurrentNode()).role == roleComment
		if sibling.start <= start || !(bracket || isComment && startsLine(source, sibling.start)) {
			break
		}
		head = sibling.start
		if bracket {
			break
		}
	}
	if aside {
		c.jumpAside(limit + 1)
	}
	return head
}
