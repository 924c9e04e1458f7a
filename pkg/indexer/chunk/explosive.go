package chunk

import "bytes"

// At the end of a text that it couldn't reduce, the parser lists every reading of what is left on its stack, and it looks
// at no deadline while it does: 40 kB of "a<a<a<…" take 4.7 GB in the Java grammar. Memory grows with the square of the
// length, so a text that keeps up such a shape for more than a few hundred signs isn't shown to the parser.
const (
	// signCost and signLimit make a leaky bucket: a sign costs what 16 bytes of other text give back, and the bucket holds
	// 300. Memory by then is extrapolated from longer texts: about 33 MB for the worst shape known.
	signCost  = 16
	signLimit = 300 * signCost
	// pendingLimit is how many "<" may stand open until a semicolon, a brace or an empty line, however far apart.
	pendingLimit = 300
	// A block of blockBytes that is nothing but one pattern of up to patternBytes, over and over, is looked at.
	blockBytes   = 1 << 10
	patternBytes = 64
	// errorSigns are the bytes of which at least one occurs in every pattern that took more than 40 MB when repeated to 12 kB,
	// out of 9,810 random ones. Tables of numbers and rows of one and the same character have none of them or no pattern of
	// two bytes.
	errorSigns = "=<>+*/%|&^~!?@$`"
)

// explosive reports whether a text has one of the shapes that are known to make the parser take hundreds of megabytes. The
// look is cheap and knows no grammar. It is no proof: a shape that nobody has met yet gets past it. Text of random tokens (96
// samples of 40 kB) did not explode, only repetition did; of 14,700 real files, none is taken for such a shape.
func explosive(source []byte) bool {
	return anglesPileUp(source) || repeatsPattern(source)
}

// anglesPileUp finds comparison signs, arrows and angle brackets that are left open in great numbers close together, which
// keep two readings of each (a type's argument, a comparison) alive. "<<" is neither: C++ writes hundreds of them in a row.
func anglesPileUp(source []byte) bool {
	if bytes.Count(source, []byte("<"))+bytes.Count(source, []byte(">")) <= min(signLimit/signCost, pendingLimit) {
		return false // nearly every file ends here, at a thirtieth of the cost
	}
	level, last, pending := 0, 0, 0
	for at, b := range source {
		switch {
		case b == ';' || b == '{' || b == '}', b == '\n' && at > 0 && source[at-1] == '\n':
			pending = 0
		case b == '<' && (at > 0 && source[at-1] == '<' || at+1 < len(source) && source[at+1] == '<'):
		case b == '<':
			level, last = max(0, level-(at-last))+signCost, at
			pending++
		case b == '>' && pending > 0 && source[at-1] != '=' && source[at-1] != '-':
			level -= signCost
			pending--
		case b == '>':
			level, last = max(0, level-(at-last))+signCost, at
		}
		if level > signLimit || pending > pendingLimit {
			return true
		}
	}
	return false
}

// repeatsPattern finds a stretch of at least 2 KB that repeats one short pattern with an operator in it.
func repeatsPattern(source []byte) bool {
	for from := 0; from+blockBytes <= len(source); from += blockBytes {
		block := source[from : from+blockBytes]
		period := 1 + bytes.Index(block[1:2*patternBytes], block[:patternBytes])
		if period > 1 && bytes.ContainsAny(block[:period], errorSigns) && bytes.Equal(block[period:], block[:blockBytes-period]) {
			return true
		}
	}
	return false
}
