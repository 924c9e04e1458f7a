//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// DuckDB's values and logical types: each function of its C API that hands one out, as of DuckDB 1.4. Values are what
// bound parameters are made of.

#include "kinds.h"

#include <stdbool.h>

typedef uint64_t idx;

// Structs of up to one word travel like a plain integer, so only the larger ones are declared.
struct hugeint {
	uint64_t lower;
	int64_t upper;
};
struct bignum {
	uint8_t *data;
	idx size;
	bool negative;
};
struct decimal {
	uint8_t width;
	uint8_t scale;
	struct hugeint value;
};
struct interval {
	int32_t months;
	int32_t days;
	int64_t micros;
};
struct bits {
	uint8_t *data;
	idx size;
};

#define VALUE(function, parameters, arguments) GMEM_RETURNS(VALUE, function, parameters, arguments)
#define VALUE_OF(name, type) GMEM_RETURNS(VALUE, duckdb_create_##name, (type from), (from))

VALUE_OF(varchar, const char *)
VALUE_OF(bool, bool)
VALUE_OF(int8, int8_t)
VALUE_OF(uint8, uint8_t)
VALUE_OF(int16, int16_t)
VALUE_OF(uint16, uint16_t)
VALUE_OF(int32, int32_t)
VALUE_OF(uint32, uint32_t)
VALUE_OF(int64, int64_t)
VALUE_OF(uint64, uint64_t)
VALUE_OF(hugeint, struct hugeint)
VALUE_OF(uhugeint, struct hugeint)
VALUE_OF(bignum, struct bignum)
VALUE_OF(decimal, struct decimal)
VALUE_OF(float, float)
VALUE_OF(double, double)
VALUE_OF(date, int32_t)
VALUE_OF(time, int64_t)
VALUE_OF(time_ns, int64_t)
VALUE_OF(time_tz_value, uint64_t)
VALUE_OF(timestamp, int64_t)
VALUE_OF(timestamp_tz, int64_t)
VALUE_OF(timestamp_s, int64_t)
VALUE_OF(timestamp_ms, int64_t)
VALUE_OF(timestamp_ns, int64_t)
VALUE_OF(interval, struct interval)
VALUE_OF(bit, struct bits)
VALUE_OF(uuid, struct hugeint)
VALUE(duckdb_create_null_value, (void), ())
VALUE(duckdb_create_varchar_length, (const char *text, idx length), (text, length))
VALUE(duckdb_create_blob, (const uint8_t *data, idx length), (data, length))
VALUE(duckdb_create_enum_value, (void *type, uint64_t value), (type, value))
VALUE(duckdb_create_struct_value, (void *type, void *values), (type, values))
VALUE(duckdb_create_list_value, (void *type, void *values, idx count), (type, values, count))
VALUE(duckdb_create_array_value, (void *type, void *values, idx count), (type, values, count))
VALUE(duckdb_create_map_value, (void *type, void *keys, void *values, idx count), (type, keys, values, count))
VALUE(duckdb_create_union_value, (void *type, idx tag, void *value), (type, tag, value))
VALUE(duckdb_get_map_key, (void *value, idx index), (value, index))
VALUE(duckdb_get_map_value, (void *value, idx index), (value, index))
VALUE(duckdb_get_list_child, (void *value, idx index), (value, index))
VALUE(duckdb_get_struct_child, (void *value, idx index), (value, index))
VALUE(duckdb_get_table_names, (void *connection, const char *query, bool qualified), (connection, query, qualified))
VALUE(duckdb_bind_get_parameter, (void *bind, idx index), (bind, index))
VALUE(duckdb_bind_get_named_parameter, (void *bind, const char *name), (bind, name))
VALUE(duckdb_profiling_info_get_value, (void *info, const char *key), (info, key))
VALUE(duckdb_profiling_info_get_metrics, (void *info), (info))
GMEM_CLOSES_AT(VALUE, duckdb_destroy_value)

#define TYPE(function, parameters, arguments) GMEM_RETURNS(LOGICAL_TYPE, function, parameters, arguments)
#define TYPE_OF(function) GMEM_RETURNS(LOGICAL_TYPE, function, (void *of), (of))
#define TYPE_AT(function) GMEM_RETURNS(LOGICAL_TYPE, function, (void *of, idx index), (of, index))

TYPE(duckdb_create_logical_type, (int type), (type))
TYPE(duckdb_create_decimal_type, (uint8_t width, uint8_t scale), (width, scale))
TYPE(duckdb_create_map_type, (void *key, void *value), (key, value))
TYPE(duckdb_create_union_type, (void *types, void *names, idx count), (types, names, count))
TYPE(duckdb_create_struct_type, (void *types, void *names, idx count), (types, names, count))
TYPE(duckdb_create_enum_type, (void *names, idx count), (names, count))
TYPE_OF(duckdb_create_list_type)
TYPE_AT(duckdb_create_array_type)
TYPE_AT(duckdb_column_logical_type)
TYPE_AT(duckdb_param_logical_type)
TYPE_AT(duckdb_prepared_statement_column_logical_type)
TYPE_OF(duckdb_list_type_child_type)
TYPE_OF(duckdb_array_type_child_type)
TYPE_OF(duckdb_map_type_key_type)
TYPE_OF(duckdb_map_type_value_type)
TYPE_AT(duckdb_struct_type_child_type)
TYPE_AT(duckdb_union_type_member_type)
TYPE_OF(duckdb_vector_get_column_type)
TYPE_AT(duckdb_appender_column_type)
TYPE_OF(duckdb_expression_return_type)
GMEM_CLOSES_AT(LOGICAL_TYPE, duckdb_destroy_logical_type)
