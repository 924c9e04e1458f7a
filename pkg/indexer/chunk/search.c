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

// frame is what is known of the children of a node.
// LEAST_CALL is how long a call is in bytes that is looked into: "(function(){ … })()".
#define LEAST_CALL 20

struct frame {
	uint16_t level; // how many scopes they lie in
	uint16_t only;  // the field that is looked at, or 0
	bool local;     // they stand in the body of a function
	bool once;      // that function is called at once
	bool called;    // functions among them are called at once
	bool returns;   // they are the statements of a function, of which only the last return is looked at
	uint32_t from;  // where the first child ends behind that is looked at
	bool own;       // what they belong to has a name of its own, which FALLBACK goes by
};

struct search {
	TSTreeCursor cursor;
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
		if (path.id) {
			resolve(n, path, FOUND_SCOPE, depth + 1);
		}
		if (part.id) {
			resolve(n, part, is, depth + 1);
		}
		break;
	case NAMING_BEFORE: // up to its part: "operator bool" of "operator bool() const"
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

// first is the first child that leads to a name.
static TSNode first(struct finder *f, TSNode node) {
	for (uint32_t i = 0; i < ts_node_child_count(node); i++) {
		TSNode child = ts_node_child(node, i);
		if (rule_at(f, child)->naming != NAMING_NONE) {
			return child;
		}
	}
	return (TSNode){0};
}

// define adds what a node defines, and says in inner what its children are in.
static void define(struct finder *f, TSNode node, TSNode body, const struct rule *rule, struct frame in, bool code,
                   struct frame *inner) {
	bool scope = rule->does & SCOPE && !(rule->does & FALLBACK && inner->own);
	struct namer n = {.f = f, .found = {.start = ts_node_start_byte(node), .symbol = ts_node_symbol(node), .level = in.level}};
	TSNode of = rule->of ? ts_node_child_by_field_id(node, rule->of) : (TSNode){0};
	TSNode name = rule->does & OWN ? node : rule->name ? ts_node_child_by_field_id(node, rule->name) : first(f, node);
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
	scope = scope && n.names > 0 && !(body.id && ts_node_symbol(body) == n.found.symbol); // but for "exports.a = exports.b = …"
	inner->level = scope ? n.level + 1 : in.level;
}

// title adds the string that a call with a function among its arguments begins with.
static bool title(struct finder *f, TSNode node, const struct rule *rule, struct frame in, struct frame *inner) {
	TSNode arguments = ts_node_child_by_field_id(node, rule->body), first = {0};
	TSNode callee = ts_node_child_by_field_id(node, rule->name);
	bool code = false;
	if (!arguments.id) {
		return false;
	}
	TSTreeCursor *cursor = &f->search->children[0];
	ts_tree_cursor_reset(cursor, arguments);
	for (bool more = ts_tree_cursor_goto_first_child(cursor); more; more = ts_tree_cursor_goto_next_sibling(cursor)) {
		TSNode child = ts_tree_cursor_current_node(cursor);
		const struct rule *r = rule_at(f, child);
		if (r->layout & LAYOUT_NAMED && !first.id) {
			first = child;
		}
		code |= (r->does & (CODE | LOOK)) != 0;
	}
	if (code && first.id && callee.id && rule_at(f, first)->naming == NAMING_TEXT && f->tree->found_count < FOUND_ROOM) {
		f->tree->found[f->tree->found_count++] = (struct found){
		    .start = ts_node_start_byte(node), .symbol = ts_node_symbol(node), .level = in.level,
		    .name_start = ts_node_start_byte(first), .name_end = ts_node_end_byte(first),
		    .more_start = ts_node_start_byte(callee), .more_end = ts_node_end_byte(callee), .is = FOUND_TITLE,
		};
	}
	inner->only = code ? 0 : rule->name; // of a chain of calls, those before as well
	return code || rule_at(f, callee)->does;
}

// LAST_STATEMENTS is how many of a function's statements are looked at for what it returns, from the end.
#define LAST_STATEMENTS 3

// returned finds the return among the last statements of a block.
static bool returned(struct finder *f, TSNode block, struct frame *inner) {
	uint32_t count = ts_node_child_count(block);
	for (uint32_t i = 2; i < 2 + LAST_STATEMENTS && i < count; i++) { // the last child is a brace
		TSNode child = ts_node_child(block, count - i);
		if (rule_at(f, child)->does & RETURNS) {
			inner->from = ts_node_start_byte(child) + 1;
			return true;
		}
	}
	return false;
}

// visit adds what the node under the cursor defines, and tells whether its children are to be looked at.
static bool visit(struct finder *f, struct frame in, struct frame *inner) {
	TSTreeCursor *cursor = &f->search->cursor;
	TSNode node = ts_tree_cursor_current_node(cursor);
	if (ts_node_symbol(node) == ERROR_SYMBOL) {
		*inner = (struct frame){.level = in.level, .once = in.once, .local = in.local || ts_node_start_point(node).column > 0};
		return true;
	}
	const struct rule *rule = rule_at(f, node);
	if (!rule->does || (in.returns && !(rule->does & (BLOCK | RETURNS))) ||
	    (in.only && ts_tree_cursor_current_field_id(cursor) != in.only)) {
		return false;
	}
	*inner = (struct frame){.level = in.level, .only = rule->body, .local = in.local, .once = in.once,
	                        .called = in.called, .returns = in.returns && rule->does & BLOCK};
	if (inner->returns) {
		return returned(f, node, inner);
	}
	if (rule->does & TITLED) {
		if (ts_node_end_byte(node) - ts_node_start_byte(node) < LEAST_CALL) {
			return false;
		}
		inner->called = true;
		return title(f, node, rule, in, inner);
	}
	TSNode body = rule->body ? ts_node_child_by_field_id(node, rule->body) : (TSNode){0};
	const struct rule *value = rule_at(f, body);
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
		define(f, node, body, rule, in, code, inner);
	}
	if (rule->does & FUNCTION) {
		inner->returns = value->does & BLOCK && !in.called;
		inner->local = inner->once = in.called;
	}
	inner->called = in.called && !(rule->does & (FUNCTION | DEFINES));
	return rule->does & LOOK && (!rule->body || value->does);
}

// descend goes to the first child that is to be looked at.
static bool descend(TSTreeCursor *cursor, uint32_t from) {
	return from ? ts_tree_cursor_goto_first_child_for_byte(cursor, from) >= 0 : ts_tree_cursor_goto_first_child(cursor);
}

bool tree_search(struct tree *tree, const struct rule *rules, uint32_t count) {
	arena_enter(&tree->arena);
	struct search *s = tree->search;
	if (!s) {
		s = tree->search = arena_realloc(&tree->arena, NULL, sizeof *s);
		tree->found = arena_realloc(&tree->arena, NULL, FOUND_ROOM * sizeof *tree->found);
		*s = (struct search){.cursor = ts_tree_cursor_new(ts_tree_root_node(tree->tree))};
		s->over = !ts_tree_cursor_goto_first_child(&s->cursor);
	}
	struct finder f = {tree, s, rules, count};
	tree->found_count = 0;
	while (!s->over && tree->found_count <= FOUND_ROOM - MAX_NAMES - MAX_PARTS) {
		struct frame inner;
		if (visit(&f, s->frames[s->depth], &inner) && s->depth + 1 < MAX_LEVELS && descend(&s->cursor, inner.from)) {
			s->frames[++s->depth] = inner;
			continue;
		}
		while (!ts_tree_cursor_goto_next_sibling(&s->cursor)) {
			if (s->depth == 0 || !ts_tree_cursor_goto_parent(&s->cursor)) {
				s->over = true;
				ts_tree_cursor_delete(&s->cursor);
				break;
			}
			s->depth--;
		}
	}
	arena_leave();
	return tree->found_count > 0;
}
