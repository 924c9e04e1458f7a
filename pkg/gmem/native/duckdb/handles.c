//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

// DuckDB's handles other than values and logical types: each function of its C API by which Go bindings open or close
// one, as of DuckDB 1.4.

#include "kinds.h"

#include <stdbool.h>

struct gmem_handles gmem_duckdb_handles[KINDS] = {
	[INSTANCE_CACHE] = {"DuckDB instance cache"},
	[DATABASE] = {"DuckDB database"},
	[CONNECTION] = {"DuckDB connection"},
	[CLIENT_CONTEXT] = {"DuckDB client context"},
	[CONFIG] = {"DuckDB config"},
	[EXTRACTED] = {"DuckDB extracted statements"},
	[STATEMENT] = {"DuckDB statement"},
	[PENDING] = {"DuckDB pending result"},
	[RESULT] = {"DuckDB result"},
	[ARROW_RESULT] = {"DuckDB arrow result"},
	[ARROW_OPTIONS] = {"DuckDB arrow options"},
	[DATA_CHUNK] = {"DuckDB data chunk"},
	[APPENDER] = {"DuckDB appender"},
	[TABLE_DESCRIPTION] = {"DuckDB table description"},
	[VALUE] = {"DuckDB value"},
	[LOGICAL_TYPE] = {"DuckDB logical type"},
	[VECTOR] = {"DuckDB vector"},
	[SELECTION_VECTOR] = {"DuckDB selection vector"},
	[SCALAR_FUNCTION] = {"DuckDB scalar function"},
	[SCALAR_FUNCTION_SET] = {"DuckDB scalar function set"},
	[TABLE_FUNCTION] = {"DuckDB table function"},
	[EXPRESSION] = {"DuckDB expression"},
	[ERROR_DATA] = {"DuckDB error data"},
};

typedef uint64_t idx;

GMEM_RETURNS(INSTANCE_CACHE, duckdb_create_instance_cache, (void), ())
GMEM_CLOSES_AT(INSTANCE_CACHE, duckdb_destroy_instance_cache)

GMEM_STORES(DATABASE, duckdb_open, (const char *path, void **out), (path, out))
GMEM_STORES(DATABASE, duckdb_open_ext, (const char *path, void **out, void *config, char **error),
            (path, out, config, error))
GMEM_STORES(DATABASE, duckdb_get_or_create_from_cache,
            (void *cache, const char *path, void **out, void *config, char **error), (cache, path, out, config, error))
GMEM_CLOSES_AT(DATABASE, duckdb_close)

GMEM_STORES(CONNECTION, duckdb_connect, (void *database, void **out), (database, out))
GMEM_CLOSES_AT(CONNECTION, duckdb_disconnect)

GMEM_STORES(CLIENT_CONTEXT, duckdb_connection_get_client_context, (void *connection, void **out), (connection, out))
GMEM_STORES(CLIENT_CONTEXT, duckdb_scalar_function_get_client_context, (void *bind, void **out), (bind, out))
GMEM_STORES(CLIENT_CONTEXT, duckdb_table_function_get_client_context, (void *bind, void **out), (bind, out))
GMEM_CLOSES_AT(CLIENT_CONTEXT, duckdb_destroy_client_context)

GMEM_STORES(CONFIG, duckdb_create_config, (void **out), (out))
GMEM_CLOSES_AT(CONFIG, duckdb_destroy_config)

GMEM_STORES(EXTRACTED, duckdb_extract_statements, (void *connection, const char *query, void **out),
            (connection, query, out))
GMEM_CLOSES_AT(EXTRACTED, duckdb_destroy_extracted)

GMEM_STORES(STATEMENT, duckdb_prepare, (void *connection, const char *query, void **out), (connection, query, out))
GMEM_STORES(STATEMENT, duckdb_prepare_extracted_statement, (void *connection, void *extracted, idx index, void **out),
            (connection, extracted, index, out))
GMEM_CLOSES_AT(STATEMENT, duckdb_destroy_prepare)

GMEM_STORES(PENDING, duckdb_pending_prepared, (void *statement, void **out), (statement, out))
GMEM_CLOSES_AT(PENDING, duckdb_destroy_pending)

// A result is a struct that its owner provides; it needs destroying while its last word isn't NULL.
struct result {
	void *deprecated[5];
	void *internal;
};

#define STORES_RESULT(function, parameters, arguments) \
	extern uint64_t __real_##function parameters __attribute__((weak)); \
	GMEM_HOOK uint64_t __wrap_##function parameters { \
		void *before = out ? out->internal : NULL; \
		uint64_t returned = __real_##function arguments; \
		if (out && out->internal && out->internal != before) { \
			GMEM_OPENED(RESULT); \
		} \
		return returned; \
	}

STORES_RESULT(duckdb_query, (void *connection, const char *query, struct result *out), (connection, query, out))
STORES_RESULT(duckdb_execute_prepared, (void *statement, struct result *out), (statement, out))
STORES_RESULT(duckdb_execute_pending, (void *pending, struct result *out), (pending, out))

extern void __real_duckdb_destroy_result(struct result *result) __attribute__((weak));

GMEM_HOOK void __wrap_duckdb_destroy_result(struct result *result) {
	if (result && result->internal) {
		GMEM_CLOSED(RESULT);
	}
	__real_duckdb_destroy_result(result);
}

GMEM_STORES(ARROW_RESULT, duckdb_execute_prepared_arrow, (void *statement, void **out), (statement, out))
GMEM_CLOSES_AT(ARROW_RESULT, duckdb_destroy_arrow)

GMEM_STORES(ARROW_OPTIONS, duckdb_connection_get_arrow_options, (void *connection, void **out), (connection, out))
GMEM_RETURNS(ARROW_OPTIONS, duckdb_result_get_arrow_options, (void *result), (result))
GMEM_CLOSES_AT(ARROW_OPTIONS, duckdb_destroy_arrow_options)

GMEM_RETURNS(DATA_CHUNK, duckdb_create_data_chunk, (void *types, idx columns), (types, columns))
GMEM_RETURNS(DATA_CHUNK, duckdb_result_get_chunk, (struct result result, idx index), (result, index))
GMEM_RETURNS(DATA_CHUNK, duckdb_fetch_chunk, (struct result result), (result))
GMEM_CLOSES_AT(DATA_CHUNK, duckdb_destroy_data_chunk)

GMEM_STORES(APPENDER, duckdb_appender_create, (void *connection, const char *schema, const char *table, void **out),
            (connection, schema, table, out))
GMEM_STORES(APPENDER, duckdb_appender_create_ext,
            (void *connection, const char *catalog, const char *schema, const char *table, void **out),
            (connection, catalog, schema, table, out))
GMEM_STORES(APPENDER, duckdb_appender_create_query,
            (void *connection, const char *query, idx columns, void *types, const char *table, void *names, void **out),
            (connection, query, columns, types, table, names, out))
GMEM_CLOSES_AT(APPENDER, duckdb_appender_destroy)

GMEM_STORES(TABLE_DESCRIPTION, duckdb_table_description_create,
            (void *connection, const char *schema, const char *table, void **out), (connection, schema, table, out))
GMEM_STORES(TABLE_DESCRIPTION, duckdb_table_description_create_ext,
            (void *connection, const char *catalog, const char *schema, const char *table, void **out),
            (connection, catalog, schema, table, out))
GMEM_CLOSES_AT(TABLE_DESCRIPTION, duckdb_table_description_destroy)

GMEM_RETURNS(VECTOR, duckdb_create_vector, (void *type, idx capacity), (type, capacity))
GMEM_CLOSES_AT(VECTOR, duckdb_destroy_vector)

GMEM_RETURNS(SELECTION_VECTOR, duckdb_create_selection_vector, (idx size), (size))
GMEM_CLOSES(SELECTION_VECTOR, duckdb_destroy_selection_vector)

GMEM_RETURNS(SCALAR_FUNCTION, duckdb_create_scalar_function, (void), ())
GMEM_CLOSES_AT(SCALAR_FUNCTION, duckdb_destroy_scalar_function)

GMEM_RETURNS(SCALAR_FUNCTION_SET, duckdb_create_scalar_function_set, (const char *name), (name))
GMEM_CLOSES_AT(SCALAR_FUNCTION_SET, duckdb_destroy_scalar_function_set)

GMEM_RETURNS(TABLE_FUNCTION, duckdb_create_table_function, (void), ())
GMEM_CLOSES_AT(TABLE_FUNCTION, duckdb_destroy_table_function)

GMEM_RETURNS(EXPRESSION, duckdb_scalar_function_bind_get_argument, (void *bind, idx index), (bind, index))
GMEM_CLOSES_AT(EXPRESSION, duckdb_destroy_expression)

GMEM_RETURNS(ERROR_DATA, duckdb_create_error_data, (int type, const char *message), (type, message))
GMEM_RETURNS(ERROR_DATA, duckdb_appender_error_data, (void *appender), (appender))
GMEM_CLOSES_AT(ERROR_DATA, duckdb_destroy_error_data)

// Folding an expression hands out two handles: what went wrong, and the value if nothing did.
extern void *__real_duckdb_expression_fold(void *context, void *expression, void **out) __attribute__((weak));

GMEM_HOOK void *__wrap_duckdb_expression_fold(void *context, void *expression, void **out) {
	void *before = out ? *out : NULL;
	void *error = __real_duckdb_expression_fold(context, expression, out);
	if (error) {
		GMEM_OPENED(ERROR_DATA);
	}
	if (out && *out && *out != before) {
		GMEM_OPENED(VALUE);
	}
	return error;
}
