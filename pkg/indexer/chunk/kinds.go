package chunk

// role is what a node is to the search for names.
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
	roleComment          // belongs to what follows it
)

// kind is the meaning of one type of node: its role, the field that holds its name, and the word that introduces the name
// in a context header.
type kind struct {
	role  role
	field string
	word  string
}

func named(word string) kind     { return kind{roleNamed, "name", word} }
func container(word string) kind { return kind{roleContainer, "name", word} }
func bodied(word string) kind    { return kind{roleBodied, "name", word} }

var (
	group   = kind{role: roleGroup}
	comment = kind{role: roleComment}
)

var pythonKinds = map[string]kind{
	"class_definition":     container("class"),
	"function_definition":  named(""),
	"decorated_definition": group,
	"block":                group,
	"expression_statement": {role: roleAssignment},
	"comment":              comment,
}

// scriptKinds serves JavaScript, TypeScript and TSX.
var scriptKinds = map[string]kind{
	"class_declaration":              container("class"),
	"abstract_class_declaration":     container("class"),
	"interface_declaration":          container("interface"),
	"enum_declaration":               named("enum"),
	"type_alias_declaration":         named("type"),
	"function_declaration":           named(""),
	"generator_function_declaration": named(""),
	"function_signature":             named(""),
	"method_definition":              named(""),
	"method_signature":               named(""),
	"abstract_method_signature":      named(""),
	"internal_module":                container("namespace"),
	"module":                         container("namespace"),
	"variable_declarator":            named(""),
	"lexical_declaration":            group,
	"variable_declaration":           group,
	"export_statement":               group,
	"ambient_declaration":            group,
	"expression_statement":           group,
	"class_body":                     group,
	"interface_body":                 group,
	"object_type":                    group,
	"statement_block":                group,
	"comment":                        comment,
}

var goKinds = map[string]kind{
	"function_declaration": named(""),
	"method_declaration":   {roleMethod, "name", ""},
	"type_declaration":     group,
	"type_spec":            named("type"),
	"type_alias":           named("type"),
	"const_declaration":    group,
	"const_spec":           named(""),
	"var_declaration":      group,
	"var_spec_list":        group,
	"var_spec":             named(""),
	"comment":              comment,
}

var rustKinds = map[string]kind{
	"function_item":           named(""),
	"function_signature_item": named(""),
	"struct_item":             named("struct"),
	"enum_item":               named("enum"),
	"union_item":              named("union"),
	"trait_item":              container("trait"),
	"impl_item":               {roleContainer, "type", "impl"},
	"mod_item":                container("mod"),
	"type_item":               named("type"),
	"const_item":              named(""),
	"static_item":             named(""),
	"macro_definition":        named("macro"),
	"declaration_list":        group,
	"foreign_mod_item":        group,
	"attribute_item":          comment,
	"line_comment":            comment,
	"block_comment":           comment,
}

var javaKinds = map[string]kind{
	"class_declaration":           container("class"),
	"interface_declaration":       container("interface"),
	"enum_declaration":            container("enum"),
	"record_declaration":          container("record"),
	"annotation_type_declaration": container("@interface"),
	"method_declaration":          named(""),
	"constructor_declaration":     named(""),
	"class_body":                  group,
	"interface_body":              group,
	"enum_body":                   group,
	"enum_body_declarations":      group,
	"annotation_type_body":        group,
	"line_comment":                comment,
	"block_comment":               comment,
}

// cKinds serves C and C++.
var cKinds = map[string]kind{
	"function_definition":    {role: roleDeclarator},
	"declaration":            {role: roleDeclaration},
	"type_definition":        {role: roleDeclaration, word: "type"},
	"field_declaration":      {role: roleDeclaration},
	"struct_specifier":       bodied("struct"),
	"union_specifier":        bodied("union"),
	"enum_specifier":         bodied("enum"),
	"class_specifier":        bodied("class"),
	"namespace_definition":   container("namespace"),
	"alias_declaration":      named("type"),
	"concept_definition":     named("concept"),
	"preproc_def":            named("macro"),
	"preproc_function_def":   named("macro"),
	"preproc_ifdef":          group,
	"preproc_if":             group,
	"preproc_else":           group,
	"preproc_elif":           group,
	"linkage_specification":  group,
	"declaration_list":       group,
	"field_declaration_list": group,
	"template_declaration":   group,
	"comment":                comment,
}
