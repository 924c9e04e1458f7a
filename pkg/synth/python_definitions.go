package synth

import "strings"

// pythonDefinitions are the top-level definitions that stay below definitionLimit.
var pythonDefinitions = []func(p *python){
	(*python).function, (*python).function, (*python).function, (*python).asyncFunction, (*python).generatorFunction,
	(*python).contextManager, (*python).decoratorFactory, (*python).dataclass, (*python).enumeration,
	(*python).protocol, (*python).table, (*python).exceptions, (*python).namedTuple,
}

// within sets what the statements of a function may do while write runs.
func (p *python) within(async, generator bool, write func()) {
	p.async, p.generator = async, generator
	write()
	p.async, p.generator = false, false
}

func (p *python) function() {
	if p.chance(25) {
		p.line(0, p.decorator())
	}
	name := p.member() + "_" + p.suffix(false)
	p.line(0, "def ", name, "(", p.parameters("", 1, 3), ") -> ", p.pick(pythonTypes), ":")
	p.docstring(1)
	p.body(1, p.between(3, 9))
	p.line(1, "return ", p.expression(2))
}

func (p *python) asyncFunction() {
	name := p.member() + "_" + p.suffix(false)
	p.line(0, "async def ", name, "(", p.parameters("", 1, 3), ", *, timeout: float = ", p.number(1, 60), ".0) -> ", p.pick(pythonTypes), ":")
	p.within(true, false, func() {
		p.docstring(1)
		p.line(1, "async with asyncio.timeout(timeout):")
		p.line(2, "response = await ", p.member(), "(", p.atom(), ")")
		p.declare("response")
		p.body(1, p.between(3, 7))
		p.line(1, "return ", p.expression(2))
	})
}

func (p *python) generatorFunction() {
	name := "iter_" + p.pick(nouns) + "_" + p.suffix(false)
	p.declare("source")
	p.line(0, "def ", name, "(", p.parameters("source: Iterable[T]", 1, 2), ") -> Iterator[T]:")
	p.within(false, true, func() {
		p.docstring(1)
		p.line(1, "for item in source:")
		p.declare("item")
		p.body(2, p.between(2, 5))
		p.line(2, "yield item, ", p.expression(1))
		p.line(1, "yield from ", p.comprehension())
	})
}

func (p *python) contextManager() {
	name := p.pick(adjectives) + "_" + p.pick(nouns) + "_" + p.suffix(false)
	p.line(0, "@contextlib.contextmanager")
	p.line(0, "def ", name, "(", p.parameters("", 1, 2), ") -> Iterator[None]:")
	p.within(false, true, func() {
		p.docstring(1)
		p.body(1, p.between(1, 4))
		p.line(1, "try:")
		p.line(2, "yield")
		p.line(1, "finally:")
		p.body(2, p.between(1, 2))
		p.line(2, p.member(), "(", p.atom(), ")")
	})
}

func (p *python) decoratorFactory() {
	name := "with_" + p.pick(nouns) + "_" + p.suffix(false)
	p.line(0, "def ", name, "(", p.parameters("", 1, 2), "):")
	p.docstring(1)
	p.line(1, "def decorate(function: Callable[..., T]) -> Callable[..., T]:")
	p.line(2, "@functools.wraps(function)")
	p.line(2, "def wrapper(*args: Any, **kwargs: Any) -> T:")
	p.body(3, p.between(2, 4))
	p.line(3, "return function(*args, ", p.pick(nouns), "=", p.atom(), ", **kwargs)")
	p.gap(1)
	p.line(2, "return wrapper")
	p.gap(1)
	p.line(1, "return decorate")
}

func (p *python) dataclass() {
	p.line(0, "@dataclass(", p.pick([]string{"frozen=True", "slots=True", "order=True", "kw_only=True"}), ")")
	p.line(0, "class ", p.own(), ":")
	p.docstring(1)
	p.gap(1)
	p.line(1, p.pick(nouns), "_id: str")
	for range p.between(2, 6) {
		name := p.local()
		p.declare(name)
		switch p.rng.IntN(3) {
		case 0:
			p.line(1, name, ": list[str] = field(default_factory=list)  # ", p.phrase())
		case 1:
			p.line(1, name, ": int = ", p.number(0, 90_000))
		default:
			p.line(1, name, ": ", p.pick(pythonTypes), " = None")
		}
	}
	p.scope = p.scope[:0]
	p.gap(1)
	p.line(1, "def ", p.member(), "(self) -> ", p.pick(pythonTypes), ":")
	p.body(2, p.between(1, 3))
	p.line(2, "return ", p.expression(1))
}

func (p *python) enumeration() {
	p.line(0, "class ", p.own(), "(enum.", p.pick([]string{"Enum", "IntEnum", "Flag", "StrEnum"}), "):")
	p.docstring(1)
	p.gap(1)
	for i := range p.between(3, 8) {
		name := strings.ToUpper(p.pick(adjectives) + "_" + p.pick(nouns))
		if i%2 == 0 {
			p.line(1, name, " = ", quoted(strings.ToLower(name)))
		} else {
			p.line(1, name, " = enum.auto()  # ", p.phrase())
		}
	}
	p.gap(1)
	p.line(1, "@classmethod")
	p.line(1, "def parse(cls, text: str) -> ", quoted(p.class()), ":")
	p.line(2, "return cls[text.strip().upper() or ", p.literal(), "]")
}

func (p *python) protocol() {
	p.line(0, "class ", p.own(), "(Protocol[T]):")
	p.docstring(1)
	for range p.between(2, 5) {
		p.gap(1)
		if p.chance(30) {
			p.line(1, "@property")
			p.line(1, "def ", p.pick(nouns), "(self) -> ", p.pick(pythonTypes), ": ...")
			continue
		}
		p.line(1, p.pick([]string{"def ", "async def "}), p.member(), "(", p.parameters("self", 0, 2), ") -> ", p.pick(pythonTypes), ":")
		p.line(2, `"""`, capitalized(p.phrase()), `."""`)
		p.line(2, "...")
		p.scope = p.scope[:0]
	}
}

func (p *python) table() {
	name := strings.ToUpper(p.pick(nouns) + "_" + p.suffix(false))
	p.line(0, name, ": dict[str, tuple[int, float, str]] = {")
	for range p.between(3, 10) {
		p.line(1, p.literal(), ": (", p.number(1, 9000), ", ", p.number(0, 99), ".", p.number(1, 99), ", ", p.literal(), "),  # ", p.phrase())
	}
	p.line(0, "}")
}

func (p *python) exceptions() {
	base := p.own()
	p.declare("message")
	p.line(0, "class ", base, "Error(Exception):")
	p.line(1, `"""`, capitalized(p.phrase()), `."""`)
	p.gap(1)
	p.line(1, "code = ", quoted(p.mark()))
	p.gap(1)
	p.line(1, "def __init__(self, ", p.parameters("message: str", 0, 2), ") -> None:")
	p.line(2, `super().__init__(f"{message} [{self.code}]")`)
	for range p.between(1, 3) {
		p.line(2, "self.", p.pick(nouns), " = ", p.atom())
	}
	for range p.between(0, 2) {
		p.gap(2)
		p.line(0, "class ", p.own(), "Error(", base, "Error):")
		p.line(1, "code = ", quoted(p.mark()), "  # ", p.phrase())
	}
}

func (p *python) namedTuple() {
	p.line(0, "class ", p.own(), "(NamedTuple):")
	p.docstring(1)
	p.gap(1)
	for range p.between(2, 5) {
		name := p.local()
		p.declare(name)
		p.line(1, name, ": ", p.pick(pythonTypes))
	}
	p.scope = p.scope[:0]
	p.gap(1)
	p.line(1, "def __str__(self) -> str:")
	p.line(2, "return ", p.expression(2))
}
