package chunk

var pythonSyntax = syntax{
	tags: map[string]tag{
		"class_definition":     def("class", "name").members("body"),
		"function_definition":  def("", "name"),
		"decorated_definition": in("definition"),
		"expression_statement": inside,
		"assignment":           {does: defines | look, name: "left", body: "right"}, // "a = b = 1" assigns on the right
		"type_alias_statement": def("type", ""),
		"named_expression":     def("", "name"),

		"block":               inside,
		"if_statement":        inside,
		"elif_clause":         inside,
		"else_clause":         inside,
		"try_statement":       inside,
		"except_clause":       inside,
		"except_group_clause": inside,
		"finally_clause":      inside,
		"with_statement":      inside,
		"for_statement":       inside,
		"while_statement":     inside,
		"match_statement":     inside,
		"case_clause":         inside,

		// Conditions, for "if (n := next()) > 0:".
		"parenthesized_expression": inside,
		"comparison_operator":      inside,
		"boolean_operator":         inside,
		"not_operator":             inside,
	},
	names: map[string]naming{
		"identifier":         isName,
		"pattern_list":       areNames,
		"tuple_pattern":      areNames,
		"list_pattern":       areNames,
		"list_splat_pattern": areNames,
		"type":               areNames, // of an alias
		"generic_type":       areNames,
	},
	layout: map[string]layout{
		"comment":    isComment,
		"decorator":  isLead,
		"parameters": isHead,
		"block":      isList,
	},
}
