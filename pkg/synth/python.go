package synth

import "strings"

// python writes Python 3.10 and later.
type python struct {
	*draft
	async     bool // the current function may await
	generator bool // the current function yields, so it returns no value
}

var (
	pythonImports = []string{
		"import asyncio", "import base64", "import collections", "import contextlib", "import csv", "import functools",
		"import hashlib", "import itertools", "import json", "import logging", "import math", "import operator",
		"import os", "import re", "import time", "import uuid", "from collections import defaultdict, deque",
		"from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence",
		"from dataclasses import dataclass, field", "from datetime import datetime, timedelta, timezone",
		"from decimal import ROUND_HALF_EVEN, Decimal", "from pathlib import Path",
	}
	pythonTypes = []string{
		"int", "str", "float", "bool", "bytes", "Decimal", "datetime", "Path", "dict[str, Any]", "list[str]", "Sequence[int]",
		"Mapping[str, float]", "Path | None", "Iterable[bytes]", "Optional[str]", "tuple[int, ...]", "set[str]",
		"Callable[[str], int]", "str | int", "list[dict[str, Any]]",
	}
	pythonBases  = []string{"", "Base", "Component", "Generic[T]", "Service", "metaclass=Registry", "Mixin, Base"}
	pythonLevels = []string{"debug", "info", "warning", "error"}
)

func (p *python) spacing() int { return 2 }

func (p *python) opening() {
	p.line(0, `"""`, capitalized(p.phrase()), " (", p.mark(), ").")
	if p.chance(60) {
		p.gap(1)
		p.line(0, capitalized(p.phrase()), "; ", p.phrase(), ".")
		p.line(0, "It is used to ", p.phrase(), ".")
	}
	p.line(0, `"""`)
	p.gap(1)
	p.line(0, "from __future__ import annotations")
	p.gap(1)
	first := p.rng.IntN(len(pythonImports))
	for i := range p.between(2, 6) {
		p.line(0, pythonImports[(first+i*5)%len(pythonImports)])
	}
	p.line(0, "from typing import Any, Generic, Optional, Protocol, TypeVar")
	p.gap(1)
	for range p.between(1, 3) {
		p.line(0, "from ", strings.Repeat(".", p.between(1, 3)), p.pick(nouns), " import ", p.class(), ", ", p.member())
	}
	p.gap(1)
	p.line(0, "T = TypeVar(\"T\")")
	p.line(0, "logger = logging.getLogger(__name__)  # ", p.mark())
}

func (p *python) definition(room int) {
	if room >= 40 && p.chance(30) {
		p.largeClass(room)
		return
	}
	write := pythonDefinitions[p.rng.IntN(len(pythonDefinitions))]
	if !p.define(room, func() { write(p) }) {
		p.brief()
	}
}

// brief is a function of at most briefLines lines.
func (p *python) brief() {
	name := p.member() + "_" + p.suffix(false)
	p.line(0, "def ", name, "(", p.parameter(), ") -> ", p.pick(pythonTypes), ":")
	p.line(1, `"""`, capitalized(p.phrase()), `."""`)
	p.line(1, "return ", p.expression(2))
}

func (p *python) constant() {
	name := strings.ToUpper(p.pick(adjectives) + "_" + p.pick(nouns) + "_" + p.suffix(false))
	switch p.rng.IntN(5) {
	case 0:
		p.line(0, name, ": int = ", p.number(2, 90_000))
	case 1:
		p.line(0, name, " = ", p.literal(), "  # ", p.phrase(), ", ", p.mark())
	case 2:
		p.line(0, name, " = frozenset({", p.literal(), ", ", p.literal(), "})")
	case 3:
		p.line(0, name, ` = re.compile(r"^[a-z_]{`, p.number(1, 9), `,}\d+-`, p.pick(nouns), `$")`)
	default:
		p.line(0, name, " = timedelta(seconds=", p.number(1, 86_400), ")")
	}
}

func (p *python) remark() { p.line(0, "# ", capitalized(p.phrase()), ": see ", p.mark(), ".") }

func (p *python) closing() {
	p.scope = p.scope[:0]
	switch p.rng.IntN(3) {
	case 0:
		p.gap(2)
		p.line(0, `if __name__ == "__main__":`)
		p.line(1, "# ", p.phrase(), ", ", p.mark())
		p.line(1, "raise SystemExit(main(", p.literal(), "))")
	case 1:
		p.gap(1)
		p.line(0, "register(__name__, ", quoted(p.mark()), ", priority=", p.number(1, 99), ")")
	}
}

// parameter declares a new parameter.
func (p *python) parameter() string {
	name := p.local()
	p.declare(name)
	switch p.rng.IntN(4) {
	case 0:
		return name + ": int = " + p.number(0, 500)
	case 1:
		return name + ": Optional[str] = None"
	default:
		return name + ": " + p.pick(pythonTypes) + " = ..."
	}
}

// parameters are between low and high parameters after the given first one.
func (p *python) parameters(first string, low, high int) string {
	list := first
	for range p.between(low, high) {
		if list != "" {
			list += ", "
		}
		list += p.parameter()
	}
	return list
}

// docstring explains a function or a class and carries a mark.
func (p *python) docstring(depth int) {
	if p.chance(50) {
		p.line(depth, `"""`, capitalized(p.phrase()), " (", p.mark(), `)."""`)
		return
	}
	p.line(depth, `"""`, capitalized(p.phrase()), ".")
	p.gap(1)
	p.line(depth, "Used to ", p.phrase(), "; see ", p.mark(), ".")
	if p.chance(40) {
		p.line(depth, "Raises ", p.class(), "Error when the ", p.pick(nouns), " is ", p.pick(adjectives), ".")
	}
	p.line(depth, `"""`)
}
