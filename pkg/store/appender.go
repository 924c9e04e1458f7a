package store

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/marcboeker/go-duckdb/mapping"
)

// appender adds rows to one table. It fills DuckDB's own column vectors: the driver's appender takes each row as a
// []any, and boxes and converts each number of a vector, which costs more than all of DuckDB's writing. It is for one
// goroutine, belongs to one connection and sees its transaction. Every row is complete: put each column, then next.
type appender struct {
	handle  mapping.Appender
	chunk   mapping.DataChunk // the rows that wait
	columns []column
	rows    int
	waiting int // bytes of texts and vectors put since the last flush
	handed  int // rows handed over since the last flush
}

// column is one column of the waiting rows.
type column struct {
	vector mapping.Vector
	values unsafe.Pointer // the first value; of an array column, the first element of the first row; of a list column, its entry
	listed int            // elements of the lists of the waiting rows
}

// batch is how many rows wait before DuckDB takes them over: small enough for the processor's cache.
const batch = 128

const (
	// flushBytes is how many bytes of texts and vectors wait for a flush at most, beside the row that exceeds it. DuckDB itself
	// flushes after 204,800 rows, whatever their size.
	flushBytes = 800_000
	// flushRows is how many rows wait for a flush at most.
	flushRows = 512
	// textHeader is what a text takes in its column, in bytes.
	textHeader = 16
)

func newAppender(conn driver.Conn, database, table string) (*appender, error) {
	connection, err := connectionOf(conn)
	if err != nil {
		return nil, err
	}
	a := &appender{}
	if mapping.AppenderCreateExt(connection, database, "main", table, &a.handle) == mapping.StateError {
		return nil, errors.Join(fmt.Errorf("append to table %s: %s", table, mapping.AppenderError(a.handle)), a.close())
	}
	types := make([]mapping.LogicalType, mapping.AppenderColumnCount(a.handle))
	for i := range types {
		types[i] = mapping.AppenderColumnType(a.handle, mapping.IdxT(i))
		defer mapping.DestroyLogicalType(&types[i])
	}
	a.chunk = mapping.CreateDataChunk(types)
	a.columns = make([]column, len(types))
	for i, t := range types {
		a.columns[i] = columnOf(mapping.DataChunkGetVector(a.chunk, mapping.IdxT(i)), t)
	}
	return a, nil
}

func columnOf(vector mapping.Vector, t mapping.LogicalType) column {
	values := vector
	if mapping.GetTypeId(t) == mapping.TypeArray {
		values = mapping.ArrayVectorGetChild(vector)
	}
	return column{vector: vector, values: mapping.VectorGetData(values)}
}

// connectionOf is the connection behind the driver's. The driver keeps it to itself, but nothing less can append whole
// columns.
func connectionOf(conn driver.Conn) (mapping.Connection, error) {
	field := reflect.Indirect(reflect.ValueOf(conn)).FieldByName("conn")
	if !field.IsValid() || field.Type() != reflect.TypeFor[mapping.Connection]() {
		return mapping.Connection{}, fmt.Errorf("driver connection %T holds no DuckDB connection; use the driver's version in go.mod", conn)
	}
	return mapping.Connection{Ptr: field.FieldByName("Ptr").UnsafePointer()}, nil
}

// put sets a number of the row that is being filled.
func put[T uint8 | int32 | int64](a *appender, column int, value T) {
	*(*T)(unsafe.Add(a.columns[column].values, uintptr(a.rows)*unsafe.Sizeof(value))) = value
}

func (a *appender) putText(column int, text string) {
	mapping.VectorAssignStringElementLen(a.columns[column].vector, mapping.IdxT(a.rows), unsafe.Slice(unsafe.StringData(text), len(text)))
	a.waiting += len(text) + textHeader
}

// putVector sets an array of the column's length. It fills with zeros what the numbers leave of it.
func (a *appender) putVector(column int, numbers []float32, length int) {
	first := unsafe.Add(a.columns[column].values, a.rows*length*4)
	array := unsafe.Slice((*float32)(first), length)
	clear(array[copy(array, numbers):])
	a.waiting += length * 4
}

// listEntry is how DuckDB holds where a row's list lies among the elements of a list column.
type listEntry struct{ first, length uint64 }

// putList sets a list.
func putList[T uint8 | uint32](a *appender, column int, elements []T) error {
	c := &a.columns[column]
	*(*listEntry)(unsafe.Add(c.values, a.rows*int(unsafe.Sizeof(listEntry{})))) = listEntry{uint64(c.listed), uint64(len(elements))}
	if len(elements) == 0 {
		return nil
	}
	end := c.listed + len(elements)
	if mapping.ListVectorReserve(c.vector, mapping.IdxT(end)) == mapping.StateError || mapping.ListVectorSetSize(c.vector, mapping.IdxT(end)) == mapping.StateError {
		return errors.New("no memory for a list")
	}
	values := (*T)(mapping.VectorGetData(mapping.ListVectorGetChild(c.vector))) // reserving may have moved them
	copy(unsafe.Slice(values, end)[c.listed:], elements)
	c.listed = end
	a.waiting += len(elements) * int(unsafe.Sizeof(*values))
	return nil
}

// next ends the row.
func (a *appender) next() error {
	a.rows++
	switch {
	case a.waiting >= flushBytes, a.handed+a.rows >= flushRows:
		return a.flush()
	case a.rows == batch:
		return a.handOver()
	}
	return nil
}

// handOver gives the waiting rows to DuckDB's appender, which copies them.
func (a *appender) handOver() error {
	if a.rows == 0 {
		return nil
	}
	mapping.DataChunkSetSize(a.chunk, mapping.IdxT(a.rows))
	if mapping.AppendDataChunk(a.handle, a.chunk) == mapping.StateError {
		return errors.New(mapping.AppenderError(a.handle))
	}
	a.handed += a.rows
	a.rows = 0
	mapping.DataChunkReset(a.chunk)
	for i := range a.columns {
		a.columns[i].listed = 0
	}
	return nil
}

// flush gives all rows to the transaction.
func (a *appender) flush() error {
	if err := a.handOver(); err != nil {
		return err
	}
	if mapping.AppenderFlush(a.handle) == mapping.StateError {
		return errors.New(mapping.AppenderError(a.handle))
	}
	a.waiting, a.handed = 0, 0
	return nil
}

// close frees everything. Rows that were not flushed are lost. Closing twice is harmless.
func (a *appender) close() error {
	mapping.DestroyDataChunk(&a.chunk)
	if mapping.AppenderDestroy(&a.handle) == mapping.StateError {
		return errors.New("close an appender with rows that could not be written")
	}
	return nil
}
