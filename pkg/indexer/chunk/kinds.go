package chunk

// role is what a node is to the search for names. The numbers are those of enum role in tree.h.
type role uint8

const (
	roleNone        role = iota
	roleNamed            // defines the name in its field
	roleContainer        // the same, and its members are definitions too
	roleBodied           // a container where it has a body, otherwise a mention of one: "struct foo *next"
	roleGroup            // defines nothing itself, but holds definitions
	roleDeclarator       // defines the name at the end of its chain of declarator fields, as C does
	roleDeclaration      // the same, and its type may be defined in it: "typedef struct foo { … } bar"
	roleMethod           // a Go method: its name belongs to the type of its receiver
	roleAssignment       // a Python statement, perhaps an assignment to a name
)

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
)

// layoutOf is the layout of a node by its name, besides what its kind says.
func layoutOf(name string, regular bool) layout {
	switch {
	case regular:
		return isNamed
	case name == "{":
		return isOpener | isList
	case name == "(" || name == "[":
		return isOpener
	case name == "}" || name == ")" || name == "]" || name == ";" || name == "," || name == ":":
		return isCloser
	}
	return 0
}

// kind is the meaning of one type of node: its role, the field that holds its name, the field with what else its role asks
// for, the word that introduces the name in a context header, and the keyword that stands before the name in the source (see
// spelled).
type kind struct {
	role    role
	field   string
	other   string
	word    string
	keyword string
	layout  layout
}

func named(word, keyword string) kind {
	return kind{role: roleNamed, field: "name", word: word, keyword: keyword}
}

func container(word, keyword string) kind {
	return kind{role: roleContainer, field: "name", word: word, keyword: keyword}
}

func bodied(word string) kind {
	return kind{role: roleBodied, field: "name", other: "body", word: word}
}

// first, as a keyword, says that a node begins with its name.
const first = "^"

var (
	group   = kind{role: roleGroup}
	comment = kind{layout: isComment}
	lead    = kind{layout: isLead}
	list    = kind{layout: isList}
	head    = kind{layout: isHead}
	groups  = kind{role: roleGroup, layout: isList}
)

var pythonKinds = map[string]kind{
	"class_definition":     container("class", "class"),
	"function_definition":  named("", "def"),
	"decorated_definition": group,
	"block":                groups,
	"decorator":            lead,
	"parameters":           head,
	"expression_statement": {role: roleAssignment},
	"comment":              comment,
}

// scriptKinds serves JavaScript, TypeScript and TSX.
var scriptKinds = map[string]kind{
	"class_declaration":              container("class", "class"),
	"abstract_class_declaration":     container("class", "class"),
	"interface_declaration":          container("interface", "interface"),
	"enum_declaration":               named("enum", "enum"),
	"type_alias_declaration":         named("type", "type"),
	"function_declaration":           named("", "function"),
	"generator_function_declaration": named("", "function"),
	"function_signature":             named("", "function"),
	"method_definition":              named("", ""),
	"method_signature":               named("", ""),
	"abstract_method_signature":      named("", ""),
	"internal_module":                container("namespace", "namespace"),
	"module":                         container("namespace", ""),
	"variable_declarator":            named("", first),
	"lexical_declaration":            group,
	"variable_declaration":           group,
	"export_statement":               group,
	"ambient_declaration":            group,
	"expression_statement":           group,
	"class_body":                     group,
	"interface_body":                 group,
	"object_type":                    group,
	"statement_block":                group,
	"decorator":                      lead,
	"formal_parameters":              head,
	"type_parameters":                head,
	"jsx_element":                    list,
	"jsx_fragment":                   list,
	"comment":                        comment,
}

var goKinds = map[string]kind{
	"function_declaration": named("", "func"),
	"method_declaration":   {role: roleMethod, field: "name", other: "receiver"},
	"type_declaration":     group,
	"type_spec":            named("type", first),
	"type_alias":           named("type", first),
	"const_declaration":    group,
	"const_spec":           named("", first),
	"var_declaration":      group,
	"var_spec_list":        group,
	"var_spec":             named("", first),
	"parameter_list":       head,
	"type_parameter_list":  head,
	"comment":              comment,
}

var rustKinds = map[string]kind{
	"function_item":           named("", "fn"),
	"function_signature_item": named("", "fn"),
	"struct_item":             named("struct", "struct"),
	"enum_item":               named("enum", "enum"),
	"union_item":              named("union", "union"),
	"trait_item":              container("trait", "trait"),
	"impl_item":               {role: roleContainer, field: "type", word: "impl"},
	"mod_item":                container("mod", "mod"),
	"type_item":               named("type", "type"),
	"const_item":              named("", "const"),
	"static_item":             named("", "static"),
	"macro_definition":        named("macro", ""),
	"declaration_list":        group,
	"foreign_mod_item":        group,
	"attribute_item":          lead,
	"parameters":              head,
	"type_parameters":         head,
	"line_comment":            comment,
	"block_comment":           comment,
}

var javaKinds = map[string]kind{
	"class_declaration":           container("class", "class"),
	"interface_declaration":       container("interface", "interface"),
	"enum_declaration":            container("enum", "enum"),
	"record_declaration":          container("record", "record"),
	"annotation_type_declaration": container("@interface", ""),
	"method_declaration":          named("", ""),
	"constructor_declaration":     named("", ""),
	"class_body":                  group,
	"interface_body":              group,
	"enum_body":                   group,
	"enum_body_declarations":      groups,
	"formal_parameters":           head,
	"type_parameters":             head,
	"annotation_type_body":        group,
	"line_comment":                comment,
	"block_comment":               comment,
}

// cKinds serves C and C++.
var cKinds = map[string]kind{
	"function_definition":     {role: roleDeclarator, field: "declarator"},
	"declaration":             {role: roleDeclaration, field: "declarator"},
	"type_definition":         {role: roleDeclaration, field: "declarator", word: "type"},
	"field_declaration":       {role: roleDeclaration, field: "declarator"},
	"struct_specifier":        bodied("struct"),
	"union_specifier":         bodied("union"),
	"enum_specifier":          bodied("enum"),
	"class_specifier":         bodied("class"),
	"namespace_definition":    container("namespace", "namespace"),
	"alias_declaration":       named("type", "using"),
	"concept_definition":      named("concept", "concept"),
	"preproc_def":             named("macro", "define"),
	"preproc_function_def":    named("macro", "define"),
	"preproc_ifdef":           groups,
	"preproc_if":              groups,
	"preproc_else":            groups,
	"preproc_elif":            groups,
	"linkage_specification":   group,
	"declaration_list":        group,
	"field_declaration_list":  group,
	"template_declaration":    group,
	"template_parameter_list": {layout: isHead | isLead},
	"parameter_list":          head,
	"access_specifier":        lead,
	"preproc_call":            comment,
	"comment":                 comment,
}
