package store

import (
	"hash/fnv"
	"hash/maphash"
	"strings"

	"github.com/kljensen/snowball/english"
)

// maxVocabulary bounds how many words a vocabulary remembers. Most words of a tree are among its most frequent ones.
const maxVocabulary = 1 << 13

// vocabulary turns words into terms. It remembers the latest words by hashes of 64 bits, and no part of a text. It is for one
// goroutine.
type vocabulary struct {
	seed  maphash.Seed
	terms map[uint64]uint32
}

func newVocabulary() vocabulary { return vocabulary{maphash.MakeSeed(), map[uint64]uint32{}} }

// term is what stands for a word, in any case, and for all its plurals and verb forms: a hash. Among 200,000 others a term has
// one with the same hash once in 20,000 times.
func (v vocabulary) term(word string) uint32 {
	hash := maphash.String(v.seed, word)
	term, known := v.terms[hash]
	if !known {
		term = hashOf(stem(strings.ToLower(word)))
		if len(v.terms) >= maxVocabulary {
			clear(v.terms)
		}
		v.terms[hash] = term
	}
	return term
}

func hashOf(stem string) uint32 {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(stem)) // has no error
	return hash.Sum32()
}

// stem is the stem of a word in small letters. An abbreviation has that of the whole word.
func stem(word string) string {
	stem := english.Stem(word, true)
	if whole, short := abbreviations[stem]; short {
		return english.Stem(whole, true)
	}
	return stem
}

// abbreviations are those that names in code are made of and sentences are not, by their stems. Those that are short for
// several words in common use, such as res and sec, are left out.
var abbreviations = map[string]string{
	"addr": "address", "alloc": "allocate", "app": "application", "arg": "argument", "attr": "attribute", "auth": "authentication",
	"bool": "boolean", "buf": "buffer", "calc": "calculate", "cert": "certificate", "cfg": "configuration", "char": "character", "chr": "character",
	"cmd": "command", "cmp": "compare", "cnt": "count", "col": "column", "conf": "configuration", "config": "configuration", "conn": "connection", "cpi": "copy",
	"ctx": "context", "cur": "current", "curr": "current", "db": "database", "decl": "declaration", "def": "definition", "del": "delete",
	"dest": "destination", "dict": "dictionary", "diff": "difference", "dir": "directory", "doc": "document", "dst": "destination",
	"elem": "element", "env": "environment", "err": "error", "exec": "execute", "expr": "expression", "fmt": "format", "fn": "function",
	"func": "function", "gen": "generate", "id": "identifier", "ident": "identifier", "idx": "index", "info": "information",
	"init": "initialize", "int": "integer", "iter": "iterator", "lang": "language", "len": "length", "lib": "library", "max": "maximum",
	"mem": "memory", "mgr": "manager", "min": "minimum", "msg": "message", "num": "number", "obj": "object", "op": "operation",
	"orig": "original", "param": "parameter", "pkg": "package", "pos": "position", "prev": "previous", "proc": "process", "prop": "property",
	"ptr": "pointer", "rand": "random", "ref": "reference", "repo": "repository", "req": "request", "resp": "response", "seq": "sequence",
	"sig": "signature", "spec": "specification", "src": "source", "stmt": "statement", "str": "string", "sync": "synchronize",
	"sys": "system", "temp": "temporary", "tmp": "temporary", "util": "utility", "val": "value", "var": "variable", "ver": "version",
}
