package synth

// nesting is how deep compound statements go.
const nesting = 3

// body writes statements until the definition is full or has count of them.
func (d *draft) body(count int) {
	for range count {
		if d.full() {
			break
		}
		d.statement(0)
	}
}

// statement writes one statement inside nest others.
func (d *draft) statement(nest int) {
	if d.chance(12) {
		d.write("inner remark")
	}
	if nest < nesting && !d.full() && d.chance(45) {
		scope := len(d.scope)
		d.nest = nest
		d.write("compound statement")
		d.scope = d.scope[:scope]
		return
	}
	d.write("simple statement")
}

// suite writes the statements of a compound statement's branch.
func (d *draft) suite() {
	scope, nest := len(d.scope), d.nest
	d.statement(nest + 1)
	if !d.full() && d.chance(50) {
		d.statement(nest + 1)
	}
	d.nest = nest
	if d.language.blocks {
		d.scope = d.scope[:scope]
	}
}

// expression writes an expression that nests at most depth levels.
func (d *draft) expression(depth int) {
	outer := d.nested
	d.nested = depth
	if depth > 0 {
		d.write("compound expression")
	} else {
		d.write("atom")
	}
	d.nested = outer
}

// define writes a definition and says whether it stayed within definitionLimit and room lines; if not, it is taken back.
func (d *draft) define(room int, p *production) bool {
	text, lines, solid, scope, exports := len(d.text), d.lines, d.solid, len(d.scope), len(d.exports)
	d.limit = solid + enough
	p.write(d)
	d.scope = d.scope[:scope]
	if d.solid-solid <= definitionLimit && d.lines-lines <= room {
		return true
	}
	d.text, d.lines, d.solid, d.exports = d.text[:text], lines, solid, d.exports[:exports]
	return false
}

// full says whether the current definition has enough.
func (d *draft) full() bool { return d.solid >= d.limit }

// largeClass writes a class of up to room lines.
func (d *draft) largeClass(room int) {
	if d.chance(20) {
		d.write("decorator")
	}
	d.end = d.lines + room
	d.write("large class")
}

// methods writes methods of a class until it has no more room.
func (d *draft) methods() {
	for want := d.between(3, 12); want > 0 && d.end-d.lines > briefLines; want-- {
		d.gap(1)
		if !d.define(d.end-d.lines, d.language.grammar["method"]) {
			d.write("short method")
		}
	}
}
