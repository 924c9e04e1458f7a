// The search for names: what stands at the top level, and the members of what stands there. It goes along the rules of a
// language and enters nothing else, bodies of functions least of all, but for what a syntax error has torn apart.

#include "tree.h"

// MAX_LEVELS is how many levels of nodes are entered.
#define MAX_LEVELS 200

// ERROR_SYMBOL is that of a syntax error, in every language.
#define ERROR_SYMBOL UINT16_MAX

// MAX_NAMES is how many names one definition may have: those of a pattern. MAX_PARTS is how many levels a name lies below it.
#define MAX_NAMES 96
#define MAX_PARTS 32

// LEAST_CALL is how long a call is in bytes that is looked into: "(function(){ … })()".
#define LEAST_CALL 20

// frame is what is known of the children of a node.
struct frame {
	uint16_t level;   // how many scopes they lie in
	uint16_t only;    // the field that is looked at, or 0
	bool local : 1;   // they stand in the body of a function
	bool once : 1;    // that function is called at once
	bool called : 1;  // functions among them are called at once
	bool returns : 1; // they are the statements of a function, of which only what is returned is looked at
	bool makes : 1;   // that function may make an object, whose members are looked at as well
	bool own : 1;     // what they belong to has a name of its own, which FALLBACK goes by

	// Of the tokens of a macro, the last is known, and the definition that is open among them.
	bool tokens : 1;    // they are such tokens
	bool variants : 1;  // they are what an enum holds
	bool named : 1;     // the definition has a name
	bool over : 1;      // which is over
	uint16_t open;      // its keyword, or 0
	uint32_t start;     // of that
	uint32_t before;    // what the last token does
	uint32_t latest[2]; // LATE: start and end of the last that may be the name, or 0
};

struct search {
	TSTreeCursor children[MAX_PARTS]; // for the parts of a name, by depth; each is made when it is first used
	int depth;
	bool over;
	struct frame frames[MAX_LEVELS];
};

// finder is one call to tree_search.
struct finder {
	struct tree *tree;
	struct search *search;
	const struct rule *rules;
	uint32_t count;
};

static const struct rule none;

static const struct rule *rule_of(const struct finder *f, uint16_t symbol) {
	return symbol < f->count ? &f->rules[symbol] : &none;
}

static const struct rule *rule_at(const struct finder *f, TSNode node) {
	return node.id ? rule_of(f, ts_node_symbol(node)) : &none;
}

// namer is the search for the names of one definition.
struct namer {
	struct finder *f;
	struct found found; // what they have in common
	int names;
	uint16_t level; // of the first
};

// emit adds a name or what qualifies it. Only the first name of several is a scope.
static void emit(struct namer *n, uint32_t start, uint32_t end, uint8_t is) {
	struct tree *tree = n->f->tree;
	struct found found = n->found;
	found.is |= is;
	found.name_start = start;
	found.name_end = end;
	if (is & FOUND_NAME && ++n->names == 1) {
		n->level = found.level;
	} else if (is & FOUND_NAME) {
		found.is &= ~FOUND_SCOPE;
	}
	if (n->names > MAX_NAMES) {
		tree->found[tree->found_count - 1].left++;
	} else if (tree->found_count < FOUND_ROOM) {
		tree->found[tree->found_count++] = found;
	}
}

static void resolve(struct namer *n, TSNode node, uint8_t is, int depth);

// resolve_children goes through the children of a node, or through those in a field. In a chain all but the last are scopes.
static void resolve_children(struct namer *n, TSNode node, uint16_t field, bool chain, uint8_t is, int depth) {
	TSTreeCursor *cursor = &n->f->search->children[depth];
	TSNode last = {0};
	uint16_t level = n->found.level;
	ts_tree_cursor_reset(cursor, node);
	if (ts_tree_cursor_goto_first_child(cursor)) {
		do {
			TSNode child = ts_tree_cursor_current_node(cursor);
			if (rule_at(n->f, child)->naming == NAMING_NONE || (field && ts_tree_cursor_current_field_id(cursor) != field)) {
				continue;
			}
			if (last.id) {
				resolve(n, last, chain ? FOUND_SCOPE : is, depth + 1);
				n->found.level = chain ? n->found.level : level;
			}
			last = child;
		} while (ts_tree_cursor_goto_next_sibling(cursor));
	}
	if (last.id) {
		resolve(n, last, is, depth + 1);
	}
}

static void resolve(struct namer *n, TSNode node, uint8_t is, int depth) {
	const struct rule *rule = rule_at(n->f, node);
	if (depth >= MAX_PARTS || n->f->tree->found_count >= FOUND_ROOM) {
		return;
	}
	uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
	TSNode part = rule->part ? ts_node_child_by_field_id(node, rule->part) : (TSNode){0};
	TSNode path = rule->path ? ts_node_child_by_field_id(node, rule->path) : (TSNode){0};
	switch (rule->naming) {
	case NAMING_TEXT:
		emit(n, start, end, is);
		n->found.level += !(is & FOUND_NAME);
		break;
	case NAMING_CALL: // a call of a macro that defines, with what it is given: TEST(queue, pops)
		if (part.id && ts_node_symbol(part) == ts_node_symbol(node)) {
			emit(n, start, ts_node_end_byte(part), is);
			break;
		}
		/* fall through */
	case NAMING_FIELD:
	case NAMING_ALONE:
		if (part.id) {
			resolve(n, part, is, depth + 1);
			break;
		}
		/* fall through */
	case NAMING_CHILDREN:
		resolve_children(n, node, 0, false, is, depth);
		break;
	case NAMING_CHAIN:
		resolve_children(n, node, 0, true, is, depth);
		break;
	case NAMING_PATH:
		if (path.id && rule_at(n->f, part)->naming != NAMING_ALONE) {
			resolve(n, path, FOUND_SCOPE, depth + 1);
		}
		if (part.id) {
			resolve(n, part, is, depth + 1);
		}
		break;
	case NAMING_INDEX: // as a path, but only with a literal: "Queue['push']"
		if (path.id && part.id && rule_at(n->f, part)->naming == NAMING_TEXT && ts_node_child_count(part) > 0) {
			resolve(n, path, FOUND_SCOPE, depth + 1);
			resolve(n, part, is, depth + 1);
		}
		break;
	case NAMING_BEFORE: // up to the innermost of its parts: "operator T *" of "operator T *() const"
		for (TSNode inner = part; inner.id; inner = ts_node_child_by_field_id(inner, rule->part)) {
			part = inner;
		}
		emit(n, start, part.id ? ts_node_start_byte(part) : end, is);
		break;
	}
}

// tell adds to what is found of a definition the range of what is told besides. For what should have a type and has none, that
// is all of its declarator: it may be a macro that defines.
static void tell(struct namer *n, TSNode node, const struct rule *rule, TSNode name) {
	TSNode more = rule->more ? ts_node_child_by_field_id(node, rule->more) : (TSNode){0};
	if (rule->does & TYPED) {
		n->found.is |= more.id ? 0 : FOUND_UNTYPED;
		more = more.id ? (TSNode){0} : name;
	}
	if (more.id) {
		n->found.more_start = ts_node_start_byte(more);
		n->found.more_end = ts_node_end_byte(more);
	}
}

// first is the first child that leads to a name, or else that does something. A cursor finds it in one pass: there may be 50,000
// comments before it.
static TSNode first(struct finder *f, TSNode node, bool names) {
	TSTreeCursor *cursor = &f->search->children[0];
	ts_tree_cursor_reset(cursor, node);
	for (bool more = ts_tree_cursor_goto_first_child(cursor); more; more = ts_tree_cursor_goto_next_sibling(cursor)) {
		TSNode child = ts_tree_cursor_current_node(cursor);
		const struct rule *rule = rule_at(f, child);
		if (names ? rule->naming != NAMING_NONE : rule->does != 0) {
			return child;
		}
	}
	return (TSNode){0};
}

// define adds what a node defines, and says in inner what its children are in.
static void define(struct finder *f, TSNode node, const struct rule *value, const struct rule *rule, struct frame in, bool code,
                   struct frame *inner) {
	bool scope = rule->does & SCOPE && !(rule->does & FALLBACK && inner->own);
	bool chained = value->does & DEFINES && !(value->does & CODE) && !(rule->does & FALLBACK); // "a = exports.b = …"
	struct namer n = {.f = f, .found = {.start = ts_node_start_byte(node), .symbol = ts_node_symbol(node), .level = in.level}};
	TSNode of = rule->of ? ts_node_child_by_field_id(node, rule->of) : (TSNode){0};
	TSNode name = rule->does & OWN ? node : rule->does & MANY && !(rule->does & TYPED) ? (TSNode){0} : rule->name ? ts_node_child_by_field_id(node, rule->name) : first(f, node, true);
	uint8_t is = FOUND_NAME | (scope ? FOUND_SCOPE : 0);
	n.found.is = (code ? FOUND_CODE : 0) | (in.once ? FOUND_CALLED : 0);
	tell(&n, node, rule, name);
	if (of.id) {
		resolve(&n, of, FOUND_SCOPE, 0);
	}
	if (rule->does & MANY) {
		resolve_children(&n, node, rule->name, false, is, 0);
	} else if (name.id) {
		resolve(&n, name, is, 0);
	}
	inner->level = scope && n.names > 0 && !chained ? n.level + 1 : in.level;
}

// call looks at a call with code or an object among its arguments. What it begins with is its title, or what it adds members to, and
// a string that comes next may be the name of one: "describe('a queue', …)", "Object.defineProperty(Queue.prototype, 'size', …)".
static bool call(struct finder *f, TSNode node, const struct rule *rule, struct frame in, struct frame *inner) {
	TSNode arguments = ts_node_child_by_field_id(node, rule->body), named[2] = {0};
	TSNode callee = ts_node_child_by_field_id(node, rule->name);
	bool code = false;
	int count = 0;
	if (!arguments.id) {
		return false;
	}
	TSTreeCursor *cursor = &f->search->children[0];
	ts_tree_cursor_reset(cursor, arguments);
	for (bool more = ts_tree_cursor_goto_first_child(cursor); more; more = ts_tree_cursor_goto_next_sibling(cursor)) {
		TSNode child = ts_tree_cursor_current_node(cursor);
		const struct rule *r = rule_at(f, child);
		if (r->layout & LAYOUT_NAMED && count < 2) {
			named[count++] = child;
		}
		code |= (r->does & (CODE | LOOK)) != 0;
	}
	const struct rule *target = rule_at(f, named[0]);
	if (code && callee.id && target->naming && !(target->does & TITLED)) {
		struct namer n = {.f = f, .found = {
			.start = ts_node_start_byte(node), .symbol = ts_node_symbol(node), .level = in.level,
			.more_start = ts_node_start_byte(callee), .more_end = ts_node_end_byte(callee),
			.is = FOUND_TARGET | (target->naming == NAMING_TEXT ? FOUND_TITLE : 0),
		}};
		resolve(&n, named[0], FOUND_SCOPE, 0);
		if (rule_at(f, named[1])->naming == NAMING_TEXT && ts_node_child_count(named[1]) > 0) {
			n.found.is = FOUND_TARGET;
			resolve(&n, named[1], FOUND_NAME | FOUND_SCOPE, 0);
			n.found.level++;
		}
		inner->level = n.found.level;
	}
	inner->only = code ? 0 : rule->name; // of a chain of calls, those before as well
	const struct rule *before = rule_at(f, callee);
	return code || (before->does & LOOK &&
	                (!before->body || rule_at(f, ts_node_child_by_field_id(callee, before->body))->does & ~MAKES));
}

// through is the value of an expression as far as it can be told: the last of "a || (function () { … })".
static TSNode through(struct finder *f, TSNode node) {
	for (const struct rule *rule = rule_at(f, node); rule->does & PASSES; rule = rule_at(f, node)) {
		node = rule->name ? ts_node_child_by_field_id(node, rule->name) : first(f, node, false);
	}
	return node;
}

// body_of tells whether a tree of tokens is to be looked at: the body of what is open, or anything else where nothing is.
static bool body_of(struct finder *f, TSNode tree, struct namer *n, struct frame *in, struct frame *inner) {
	const struct rule *open = rule_of(f, in->open);
	*inner = (struct frame){.level = in->level, .tokens = true, .before = MANY};
	if (!in->named && !(open->does & LATE)) { // "fn(u8)" is a type
		in->open = 0;
		return true;
	}
	if (!(open->does & (LOOK | FUNCTION)) || !(rule_at(f, ts_node_child(tree, 0))->layout & LAYOUT_LIST)) {
		return false; // what a function is given, and the value of a constant
	}
	if (open->does & LATE && in->latest[1]) {
		emit(n, in->latest[0], in->latest[1], FOUND_NAME | FOUND_SCOPE);
		in->named = true;
	}
	inner->level += open->does & SCOPE && in->named;
	inner->variants = (open->does & MANY) != 0;
	in->open = 0;
	return open->does & LOOK;
}

// token takes one of a macro's tokens, which have no tree: a keyword begins a definition, its name follows, and braces or a
// semicolon end it.
static bool token(struct finder *f, TSNode node, const struct rule *rule, struct frame *in, struct frame *inner) {
	const struct rule *open = rule_of(f, in->open);
	struct namer n = {.f = f, .found = {.start = in->start, .symbol = in->open, .level = in->level}};
	uint32_t before = in->before;
	in->before = rule->does & TOKENS || rule->layout & LAYOUT_OPENER ? MANY : rule->does;
	if (rule->does & TOKENS) {
		return body_of(f, node, &n, in, inner);
	}
	if (rule->does & ENDS) {
		in->open = 0;
	} else if (rule->does & DEFINES) {
		if (!(before & BARS) && (!in->open || (!in->named && !(open->does & LATE)))) {
			in->open = ts_node_symbol(node);
			in->start = ts_node_start_byte(node);
			in->named = in->over = false;
			in->latest[1] = 0;
		}
	} else if (open->does & LATE) {
		if (rule->naming == NAMING_TEXT && before & NEXT) {
			in->latest[0] = ts_node_start_byte(node);
			in->latest[1] = ts_node_end_byte(node);
		}
	} else if (rule->naming == NAMING_TEXT && in->open && !in->over) {
		resolve(&n, node, FOUND_NAME | (open->does & SCOPE ? FOUND_SCOPE : 0), 0); // both of "static ref X"
		in->named = true;
	} else if (rule->naming == NAMING_TEXT && in->variants && before & MANY && !in->open) {
		n.found.start = ts_node_start_byte(node);
		n.found.symbol = ts_node_symbol(node);
		resolve(&n, node, FOUND_NAME, 0);
	} else if (!in->named && !(rule->layout & LAYOUT_NAMED)) {
		in->open = 0;
	} else {
		in->over = in->named;
	}
	return false;
}

// is_member tells whether an assignment adds a function to the object that a function makes: "this.push = function () { … }".
static bool is_member(struct finder *f, TSNode node, const struct rule *rule) {
	TSNode left = ts_node_child_by_field_id(node, rule->name);
	uint16_t path = rule_at(f, left)->path;
	return path && rule_at(f, ts_node_child_by_field_id(left, path))->does & MAKES &&
	       rule_at(f, through(f, ts_node_child_by_field_id(node, rule->body)))->does & CODE;
}

// visit adds what the node under the cursor defines, and tells whether its children are to be looked at.
static bool visit(struct finder *f, struct frame *frame, struct frame *inner) {
	TSTreeCursor *cursor = &f->tree->cursor;
	TSNode node = ts_tree_cursor_current_node(cursor);
	uint16_t symbol = ts_node_symbol(node);
	const struct rule *rule = rule_of(f, symbol);
	if (!rule->does && !frame->tokens && symbol != ERROR_SYMBOL) {
		return false;
	}
	const struct frame in = *frame;
	if (symbol == ERROR_SYMBOL) {
		*inner = (struct frame){.level = in.level, .once = in.once, .local = in.local || ts_node_start_point(node).column > 0};
		return true;
	}
	if (in.tokens || rule->does & TOKENS) {
		return token(f, node, rule, frame, inner);
	}
	bool makes = in.makes && rule->does & MAKES && !(rule->does & FUNCTION);
	if ((in.returns && !makes && !(rule->does & (BLOCK | RETURNS))) ||
	    (in.only && ts_tree_cursor_current_field_id(cursor) != in.only)) {
		return false;
	}
	*inner = (struct frame){.level = in.level, .only = rule->body, .local = in.local, .once = in.once,
	                        .called = in.called, .makes = in.makes,
	                        .returns = in.returns && (rule->does & BLOCK || (makes && !(rule->does & DEFINES)))};
	if (inner->returns) {
		return true;
	}
	if (makes && in.returns && !is_member(f, node, rule)) {
		return false;
	}
	if (rule->does & TITLED) {
		if (ts_node_end_byte(node) - ts_node_start_byte(node) < LEAST_CALL) {
			return false;
		}
		inner->called = true;
		return call(f, node, rule, in, inner);
	}
	TSNode body = rule->body ? ts_node_child_by_field_id(node, rule->body) : (TSNode){0};
	const struct rule *value = rule_at(f, body);
	if (value->does & PASSES) {
		value = rule_at(f, through(f, body));
	}
	if (rule->does & BODIED && !body.id) {
		return false;
	}
	bool code = value->does & CODE;
	if (rule->does & CODED && !code && !(value->does & LOOK)) {
		return false;
	}
	if (rule->does & FALLBACK) {
		inner->own = value->name && ts_node_child_by_field_id(body, value->name).id;
	}
	if (rule->does & DEFINES && !(rule->does & VALUED && in.local && !code) && !(rule->does & FUNCTION && rule->does & CODE && !in.called)) {
		define(f, node, value, rule, in, code, inner);
	}
	if (rule->does & FUNCTION) {
		inner->returns = value->does & BLOCK && !in.called;
		inner->local = inner->once = in.called;
		inner->makes = rule->does & MAKES && !in.called && !in.makes;
	}
	inner->called = in.called && !(rule->does & (FUNCTION | DEFINES));
	if (rule->does & HELD && value->does & (FUNCTION | TITLED)) {
		return false;
	}
	return rule->does & LOOK && (!rule->body || value->does & ~MAKES);
}

static void search(struct tree *tree, const struct rule *rules, uint32_t count) {
	struct search *s = tree->search;
	if (!s) {
		s = tree->search = arena_realloc(&tree->arena, NULL, sizeof *s);
		tree->found = arena_realloc(&tree->arena, NULL, FOUND_ROOM * sizeof *tree->found);
		ts_tree_cursor_reset(&tree->cursor, ts_tree_root_node(tree->tree));
		*s = (struct search){.over = !ts_tree_cursor_goto_first_child(&tree->cursor)};
	}
	struct finder f = {tree, s, rules, count};
	while (!s->over && tree->found_count <= FOUND_ROOM - MAX_NAMES - MAX_PARTS) {
		struct frame inner;
		if (visit(&f, &s->frames[s->depth], &inner) && s->depth + 1 < MAX_LEVELS && ts_tree_cursor_goto_first_child(&tree->cursor)) {
			s->frames[++s->depth] = inner;
			continue;
		}
		while (!ts_tree_cursor_goto_next_sibling(&tree->cursor)) {
			if (s->depth == 0 || !ts_tree_cursor_goto_parent(&tree->cursor)) {
				s->over = true;
				break;
			}
			s->depth--;
		}
	}
}

bool tree_search(struct tree *tree, const struct rule *rules, uint32_t count) {
	tree->found_count = 0;
	TREE_DO(tree, search(tree, rules, count));
	return tree->found_count > 0;
}
