package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Fact is a figure or a word of the run's own, such as {"requests answered", 2000}. In memory.json it is a field beside the
// others, its blanks as underscores: "requests_answered": 2000.
type Fact struct {
	Name  string
	Value any // a number, a text or a truth; numbers are float64 once they have been read
}

// Fact returns the value of a fact; nil where there is none.
func (r Run) Fact(name string) any {
	for _, fact := range r.Facts {
		if fact.Name == name {
			return fact.Value
		}
	}
	return nil
}

// String returns the value as people read it.
func (f Fact) String() string {
	switch value := reflect.ValueOf(f.Value); {
	case f.Value == nil:
		return ""
	case value.CanInt():
		return number(float64(value.Int()))
	case value.CanFloat():
		return number(value.Float())
	}
	return fmt.Sprint(f.Value)
}

// MarshalJSON writes the run, facts included. A fact that has the name of another field is an error.
func (r Run) MarshalJSON() ([]byte, error) {
	type plain Run
	data, err := json.Marshal(plain(r))
	if err != nil {
		return nil, err
	}
	taken := fieldsOfRun()
	data = bytes.TrimSuffix(data, []byte("}"))
	for _, fact := range r.Facts {
		name := strings.ReplaceAll(fact.Name, " ", "_")
		if taken[name] {
			return nil, fmt.Errorf("a run has two fields %q", name)
		}
		taken[name] = true
		field, err := json.Marshal(map[string]any{name: fact.Value})
		if err != nil {
			return nil, fmt.Errorf("write the fact %q: %w", fact.Name, err)
		}
		data = append(append(data, ','), field[1:len(field)-1]...)
	}
	return append(data, '}'), nil
}

// UnmarshalJSON reads what MarshalJSON wrote. Fields that it doesn't know are facts, in their order; those that hold a list
// or an object are passed over.
func (r *Run) UnmarshalJSON(data []byte) error {
	type plain Run
	if err := json.Unmarshal(data, (*plain)(r)); err != nil {
		return err
	}
	known := fieldsOfRun()
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil { // the brace
		return err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		var value any
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		name, _ := key.(string)
		switch value.(type) {
		case string, float64, bool:
			if !known[name] {
				r.Facts = append(r.Facts, Fact{strings.ReplaceAll(name, "_", " "), value})
			}
		}
	}
	return nil
}

// fieldsOfRun are the names of a run's own fields.
func fieldsOfRun() map[string]bool {
	names := map[string]bool{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Run]()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names[name] = true
	}
	return names
}
