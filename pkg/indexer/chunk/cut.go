package chunk

// maxDepth is how many levels of nodes are entered. What is nested deeper is cut by lines: 100,000 open brackets make as many
// levels, and no one reads those as syntax.
const maxDepth = 200

// cutter divides a source along its tree. It doesn't visit the children of a node one by one: it asks where the budget runs
// out, and has the cursor jump to the child that lies across that offset. So the calls into C grow with the number of
// chunks and not with the number of nodes.
type cutter struct {
	tree    *tree
	packer  *packer
	divided map[int]int // end by start of each definition that was entered, the largest where several begin together
}

// place is a node that is being divided.
type place struct {
	span
	list   bool // its children may be parted: the body of a class, but not the head and the body of a function
	named  bool // it is a definition, or part of one
	begins bool // its first child begins what the node is: of `export class`, the class
}

// cutTree cuts a source along its tree, and returns with the spans the end of each definition that was entered by its start:
// only these can enclose a chunk.
func cutTree(t *tree, w *weights, budget int) (spans []span, divided map[int]int) {
	c := cutter{tree: t, packer: &packer{weights: w, budget: budget}, divided: map[int]int{}}
	c.divide(place{span: span{0, len(w.source)}, list: true}, 0)
	return c.packer.finish(), c.divided
}

// divide takes the text of the node under the cursor, which is larger than the budget (or the whole file). The cursor is back
// on that node afterwards.
func (c *cutter) divide(in place, depth int) {
	for start := in.start; start < in.end; {
		limit := c.packer.reach(start)
		if limit >= in.end {
			c.packer.add(start, in.end)
			return
		}
		if depth >= maxDepth {
			c.packer.addLines(start, in.end)
			return
		}
		u, found := c.tree.jump(limit+1, start, in.end)
		if found && u.trails && u.head <= start && u.child.start > start { // what it trails is what is large
			c.tree.up()
			u, found = c.tree.jump(u.child.start, start, in.end)
		}
		if !found {
			c.packer.addLines(start, in.end)
			return
		}
		if u.child.start > limit { // a gap between nodes that holds more than whitespace: the parser skipped something
			c.packer.addLines(start, u.child.start)
			start = u.child.start
		}
		start = c.addAcross(start, limit, u, in, depth)
		c.tree.up()
	}
}

// addAcross takes the source from start to the end of a child, perhaps with what trails it, and returns that end. The child
// lies across the limit, and what is before it fits the open chunk. The cursor is on the child, before and afterwards.
func (c *cutter) addAcross(start, limit int, u unit, in place, depth int) int {
	p, w := c.packer, c.packer.weights
	if u.trails && u.head < start && w.fits(start, u.tail, p.budget) {
		p.edge = false
		p.add(start, u.tail)
		return u.tail
	}
	head := max(u.head, start)
	if u.leads && (u.head < start || (u.first || !in.list) && !w.fits(u.head, u.run, p.budget)) { // one of more comments than fit a chunk: they fill them
		head = u.child.start
	}
	// What begins in the open chunk goes on there, if so much fits that the next chunk doesn't begin inside its head.
	glued := u.head < start || in.begins && u.first || !in.partsAt(w.source, head)
	if !in.list && u.list || glued && c.goesOn(min(limit+1, u.child.end), u) {
		p.add(start, u.child.start)
		return c.enter(u, in, depth)
	}
	if !in.partsAt(w.source, head) {
		if line := c.tree.line(limit + 1); line >= start && w.fits(line, c.tail(line, u), p.budget) {
			head = line
		}
	}
	if tail := c.tail(head, u); w.fits(head, tail, p.budget) {
		p.add(start, head)
		p.add(head, tail)
		return tail
	}
	return c.addLarge(start, head, glued, u, in, depth)
}

// goesOn reports whether the open chunk may end before offset in the child: behind its head at least, and behind something of its
// body where the comments above it fill chunks before this one.
func (c *cutter) goesOn(offset int, u unit) bool {
	if p := c.packer; u.head < p.open.start && p.weights.fits(u.child.start, u.tail, p.budget) {
		return c.fills(offset)
	}
	return c.tree.opens(offset)
}

// addLarge takes a unit that doesn't fit one chunk. What describes the child goes with the first chunk of it.
func (c *cutter) addLarge(start, head int, glued bool, u unit, in place, depth int) int {
	p, w := c.packer, c.packer.weights
	if u.leads {
		head = u.child.start
	}
	p.add(start, head)
	if !glued && !(u.first && in.named) && in.partsAt(w.source, head) {
		p.divide()
	}
	here, fresh := min(p.reach(head)+1, u.child.end), min(w.reach(head, p.budget)+1, u.child.end)
	switch { // the head stays with what its body begins with, or at least with the bracket of it
	case c.fills(here):
	case fresh != here && c.fills(fresh):
		p.breakAt(head)
	case c.tree.opens(here):
	case fresh != here && c.tree.opens(fresh):
		p.breakAt(head)
	case head < u.child.start: // the head alone doesn't fit beside what describes it
		p.add(head, u.child.start)
		p.close()
		head = u.child.start
	}
	p.add(head, u.child.start)
	if tail := c.tail(u.child.start, u); p.open.start == p.open.end && w.fits(u.child.start, tail, p.budget) || u.leads && w.fits(u.child.start, u.child.end, p.budget) {
		p.add(u.child.start, tail)
		return tail
	}
	return c.enter(u, in, depth)
}

// fills reports whether a chunk that ends before offset holds the head of the node under the cursor with something of its body. What
// fits a chunk of its own isn't entered for that.
func (c *cutter) fills(offset int) bool {
	entered, fills := c.tree.fills(offset)
	return fills && (entered.end == 0 || !c.packer.weights.fits(entered.start, entered.end, c.packer.budget))
}

// tail is where a chunk that takes the child to its end should end: behind what trails it, unless only that is too much.
func (c *cutter) tail(head int, u unit) int {
	p, w := c.packer, c.packer.weights
	if w.fits(head, u.child.end, p.budget) && !w.fits(head, u.tail, p.budget) &&
		(w.between(u.child.end, u.tail) > p.budget/4 || !c.tree.opens(w.reach(head, p.budget)+1)) {
		return u.child.end
	}
	return u.tail
}

// enter divides the child under the cursor, and returns its end.
func (c *cutter) enter(u unit, in place, depth int) int {
	inner := place{span: u.child, list: u.list, named: !in.list && in.named}
	if u.tag.does&(defines|titled) != 0 {
		c.divided[u.child.start] = max(c.divided[u.child.start], u.child.end)
		inner.named = true
	}
	inner.begins = in.list || in.begins && (u.first || u.list && !inner.named)
	c.divide(inner, depth+1)
	c.packer.divide()
	return u.child.end
}

// partsAt is partsAt for an offset between the children of the place: where these mustn't be parted, only lines may end.
func (in place) partsAt(source []byte, offset int) bool {
	return startsLine(source, offset) || in.list && partsAt(source, offset)
}

// partsAt reports whether a chunk may end before offset for no other reason than that something large begins there: not in
// the middle of a line, unless a statement ends there.
func partsAt(source []byte, offset int) bool {
	if startsLine(source, offset) {
		return true
	}
	_, before := trim(source, max(0, offset-maxIndentation), offset)
	return before > 0 && (source[before-1] == ';' || source[before-1] == '}' || source[before-1] == '{')
}
