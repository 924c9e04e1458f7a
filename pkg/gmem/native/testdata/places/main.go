// Command places leaves blocks of a C library behind. It prints where they come from.
package main

// #include "library.h"
import "C"

import (
	"encoding/json"
	"os"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

//go:noinline
func forget() { C.places_open() }

func main() {
	var report struct {
		Sites []gmem.Site
		Note  string
	}
	report.Sites, report.Note = native.Sites(func() {
		for range 10 {
			forget()
		}
	})
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		panic(err)
	}
}
