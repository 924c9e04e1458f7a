package chunk

var goSyntax = syntax{
	tags: map[string]tag{
		"function_declaration": def("", "name"),
		"method_declaration":   {does: defines, name: "name", of: "receiver"},
		"type_spec":            def("type", "name").members("type"),
		"type_alias":           def("type", "name"),
		"const_spec":           def("", "name").but(many),
		"var_spec":             def("", "name").but(many),
		"method_spec":          def("", "name"),
		"method_elem":          def("", "name"),

		"type_declaration":  inside,
		"const_declaration": inside,
		"var_declaration":   inside,
		"var_spec_list":     inside,
		"interface_type":    inside,
	},
	names: map[string]naming{
		"identifier":            isName,
		"type_identifier":       isName,
		"field_identifier":      isName,
		"parameter_list":        areNames,
		"parenthesized_type":    areNames,
		"pointer_type":          areNames,
		"parameter_declaration": follow("type"),
		"generic_type":          follow("type"),
	},
	layout: map[string]layout{
		"comment":             isComment,
		"parameter_list":      isHead,
		"type_parameter_list": isHead,
	},
	silent: []string{"_"},
}
