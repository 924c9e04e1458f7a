//go:build allocator

package main

import "C" // has allocator.c compiled
