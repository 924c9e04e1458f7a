package chunk

var javaSyntax = syntax{
	tags: map[string]tag{
		"class_declaration":           def("class", "name").members("body"),
		"interface_declaration":       def("interface", "name").members("body"),
		"enum_declaration":            def("enum", "name").members("body"),
		"record_declaration":          def("record", "name").members("body"),
		"annotation_type_declaration": def("@interface", "name").members("body"),

		"method_declaration":                  def("", "name"),
		"constructor_declaration":             def("", "name"),
		"compact_constructor_declaration":     def("", "name"),
		"annotation_type_element_declaration": def("", "name"),
		"field_declaration":                   def("", "declarator").members("declarator").but(many),
		"local_variable_declaration":          def("", "declarator").but(many), // at the top level
		"module_declaration":                  def("module", "name"),
		"constant_declaration":                def("", "declarator").but(many),
		"enum_constant":                       def("", "name").members("body"),

		"variable_declarator":        {does: look | passes, name: "value", body: "value"},
		"object_creation_expression": inside, // with a body: "new Visitor() { … }"
		"class_body":                 inside,
		"interface_body":             inside,
		"enum_body":                  inside,
		"enum_body_declarations":     inside,
		"annotation_type_body":       inside,
	},
	names: map[string]naming{
		"identifier":          isName,
		"scoped_identifier":   isName,
		"variable_declarator": follow("name"),
	},
	layout: map[string]layout{
		"line_comment":           isComment,
		"block_comment":          isComment,
		"formal_parameters":      isHead,
		"type_parameters":        isHead,
		"enum_body_declarations": isList,
	},
}
