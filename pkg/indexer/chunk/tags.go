package chunk

// syntax is what the nodes of a language's trees mean, in tables by the type of node. They say what the tags queries of
// tree-sitter say (which node is a definition, which is its name, which scope it makes), but where to look as well: nothing is
// entered that no table names. To add a language, or something that it can define, look at a tree of it
// (https://tree-sitter.github.io/tree-sitter/playground) and write down what is to be found there.
type syntax struct {
	// tags are the nodes that define something, and those that hold such nodes.
	tags map[string]tag
	// names lead from the field with a definition's name to the names in it. What isn't in the table is none: type arguments,
	// annotations, the keys of a pattern.
	names map[string]naming
	// layout tells how nodes stand among others.
	layout map[string]layout
	// tokens are what keywords and marks mean among the tokens that a macro is given, which have no nodes.
	tokens map[string]tag
	// calls are functions of the language that add members to what they are given first.
	calls map[string]adds
	// silent are words that qualify nothing and name nothing, such as "exports" in "exports.parse = …".
	silent []string
	// joint stands between a name and what it is a member of. Empty means a dot.
	joint string
}

// joinedBy is the same syntax with another joint.
func (s syntax) joinedBy(joint string) syntax {
	s.joint = joint
	return s
}

// does is what a node is to the search for names, as flags. The numbers are those of enum does in tree.h.
type does uint32

const (
	defines  does = 1 << iota // the names in its field
	scope                     // what is inside is qualified by its name
	look                      // what it holds may define something
	bodied                    // it defines only where it has a body: "struct foo { … }", not "struct foo *next"
	many                      // the field of the name is there several times: "int a, *b"
	fallback                  // it is a scope only for what has no name itself: "typedef struct { int x; } point"
	typed                     // where the field of more is missing, it may be a macro that defines: "TEST(queue, pops) { … }"
	valued                    // within a function it defines only where its body is code: "const f = () => …"
	coded                     // it defines only where its body is code
	exported                  // the same, or where a silent word says that it is exported: "exports.x = 1"
	code                      // it is a function or a class that takes its name from elsewhere
	function                  // of its body only what is returned is looked at, unless it is called at once; which is when its own name counts, where it takes one from elsewhere
	titled                    // it is a call that may begin with a title: "describe('a queue', …)"
	own                       // the node is the name of what it defines
	block                     // it is a block of statements
	returns                   // it holds what a function returns
	passes                    // it is an expression with the value that is in the field of the name, or in the first child to look at
	macro                     // it holds a macro's tokens
	late                      // a token: its name is the last of those before its body: "impl Display for Foo {"
	ends                      // a token that ends a definition
	next                      // a token behind which the name of one that is late may stand
	bars                      // a token behind which a keyword defines nothing: "*const T"
	makes                     // a function that may make an object, and what leads from there to its members: "this.push = function () { … }"
	held                      // it holds members only in an object or a class, not in a function or a call
)

// adds is how a call adds members.
type adds byte

const (
	_              adds = iota
	addsMembers         // of an object: "Object.assign(Queue.prototype, { … })"
	addsProperty        // with the name that comes next, described by an object
	addsProperties      // of an object that describes each
)

// describesProperty are the keys of an object that describes a property.
var describesProperty = []string{"get", "set", "value"}

// tag is what one type of node defines, and where to look further.
type tag struct {
	does does
	name string // the field with the names; empty for the first child that leads to one
	of   string // the field with what the names belong to: the receiver of a Go method
	body string // the field to look into; empty for all children
	more string // the field with what a header tells besides: the trait of a Rust impl
	word string // what introduces the name in a header: "class"
}

// def is a node that defines the names in a field.
func def(word, name string) tag { return tag{does: defines, word: word, name: name} }

// members is a definition with members, which stand in a field.
func (t tag) members(body string) tag {
	t.does |= scope | look
	t.body = body
	return t
}

// at is a tag that looks into a field.
func (t tag) at(body string) tag {
	t.body = body
	return t
}

// but is a tag with more flags.
func (t tag) but(more does) tag {
	t.does |= more
	return t
}

// inside is a node whose children may define something.
var inside = tag{does: look}

// in is a node with one field to look into.
func in(field string) tag { return tag{does: look, body: field} }

// how is the way from a node to the names in it. The numbers are those of enum naming in tree.h.
type how uint8

const (
	_           how = iota
	byText          // the node is the name
	byField         // the name is in a field, or where that is missing in the children
	byChildren      // each child may be a name
	byChain         // the children are a path: "a::b::c"
	byPath          // one field qualifies what is in another
	byCall          // as byField, but "NAME(a)" within another of its type is the name
	beforeField     // the name is the text in front of a field, and in front of that field of what is in it
	byIndex         // as byPath, but only where the name is a literal: "Queue['push']"
	alone           // as byField, and not qualified by the path that it stands in: "int Queue::*size"
)

// naming is how to go on from one type of node.
type naming struct {
	how  how
	part string // the field to follow
	path string // byPath, byIndex: the field with what qualifies it
}

var (
	isName   = naming{how: byText}
	areNames = naming{how: byChildren}
)

func follow(field string) naming { return naming{how: byField, part: field} }

// layout is how a node stands among others, as flags. The numbers are those of enum layout in tree.h.
type layout uint8

const (
	isComment layout = 1 << iota // belongs to what follows it, or to what ends before it on the same line
	isLead                       // belongs to what follows it, whatever is in between: a decorator, "public:"
	isList                       // holds things that may be parted; so does all that begins with a bracket
	isHead                       // stands between the name of a definition and its body, though it begins with a bracket
	isOpener                     // an opening bracket; a brace is isList as well
	isCloser                     // a closing bracket or a separator, which belongs to what is before it
	isNamed                      // no keyword and no bracket
	isShut                       // a closing bracket
)

// layoutOf is the layout of a node by its name, besides what the table says.
func layoutOf(name string, regular bool) layout {
	switch {
	case regular:
		return isNamed
	case name == "{":
		return isOpener | isList
	case name == "(" || name == "[":
		return isOpener
	case name == "}" || name == ")" || name == "]":
		return isCloser | isShut
	case name == ";" || name == "," || name == ":":
		return isCloser
	}
	return 0
}
