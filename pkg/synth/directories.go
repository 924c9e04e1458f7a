package synth

import (
	"math/rand/v2"
	"path"
	"strconv"
	"strings"
)

// The directories of the tree are numbered in the order in which they are filled, and a number says all about its
// directory, so that none has to be remembered. A group of them is one package of the repository:
//
//	src/                      or packages/bright-harbor/src/ from the second group on
//	  core/                   area: 4 in a group
//	    auth/                 feature: 4 in an area
//	      models/             layer: 4 in a feature
//	        mixins/           one of the feature's layers goes deeper
const (
	areas    = 4
	features = 4
	layers   = 4

	featureSlots = layers + 2 // each layer, the deeper directory, the feature itself
	areaSlots    = features*featureSlots + 1
	groupSlots   = areas * areaSlots

	// A directory holds 5 to 25 source files.
	minDirectory, maxDirectory = 5, 25
)

var (
	areaNames    = strings.Fields(`core api web billing platform data integrations internal support reporting identity search`)
	featureNames = strings.Fields(`auth users payments orders catalog sessions messaging pricing onboarding analytics
		scheduling inventory profiles permissions workflows notifications shipping imports exports tickets`)
	layerNames = strings.Fields(`models services handlers views schemas tasks adapters repositories queries components
		serializers middleware commands events`)
	deeperNames = strings.Fields(`mixins shared legacy v2 fields steps base contrib`)
	moods       = strings.Fields(`amber bright calm clear deep fair fast fresh gentle golden grand green high kind late
		light mellow mild noble north open pale prime proud quick quiet rapid royal sharp silent silver small smart
		solid south steady still swift warm wise`)
	places = strings.Fields(`arch bay beacon bridge brook canyon cedar cliff cloud coast creek delta dune field forest
		garden grove harbor hill island lake lantern maple meadow mesa mill moor oak orchard peak pine pond prairie
		reef ridge river rock shore spring valley`)
)

// place is one directory of the tree; paths are slash-separated and relative to the tree.
type place struct {
	path string

	// The directories around it, each empty except in the first place that is filled there: that is the time to write
	// what belongs to them.
	group, area, feature string

	// exception says what the directory's own .gitignore, if any, excepts from being ignored.
	exception exception
}

// exception is a way in which one of a directory's source files is kept from being ignored.
type exception int

const (
	noException    exception = iota
	outerException           // a pattern of the tree's root is negated
	innerException           // a pattern of the same .gitignore is negated
)

// namer names the directories of one group.
type namer struct {
	root                          string
	areas, features, layers, deep []string
}

// newNamer shuffles the names for a group.
func newNamer(seed uint64, group int) *namer {
	rng := rand.New(rand.NewPCG(seed, groupStream|uint64(group)))
	return &namer{
		root:     groupRoot(group),
		areas:    shuffled(rng, areaNames),
		features: shuffled(rng, featureNames),
		layers:   shuffled(rng, layerNames),
		deep:     shuffled(rng, deeperNames),
	}
}

// exceptions are those of a feature's layers.
var exceptions = [layers]exception{0: outerException, 2: innerException}

func shuffled(rng *rand.Rand, names []string) []string {
	names = append([]string(nil), names...)
	rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names
}

// groupRoot is the directory of a group; no two groups share one.
func groupRoot(group int) string {
	if group == 0 {
		return "src"
	}
	g := group - 1
	name := moods[(g/len(places)+g%len(places))%len(moods)] + "-" + places[g%len(places)]
	if round := g / (len(moods) * len(places)); round > 0 {
		name += "-" + strconv.Itoa(round+1)
	}
	return "packages/" + name + "/src"
}

// at is the directory with the given number within the group.
func (n *namer) at(slot int) place {
	area, rest := slot/areaSlots, slot%areaSlots
	var p place
	if slot == 0 {
		p.group = n.root
	}
	areaPath := path.Join(n.root, n.areas[area])
	if rest == 0 {
		p.area = areaPath
	}
	if rest == areaSlots-1 {
		p.path = areaPath
		return p
	}
	feature, slotOfFeature := rest/featureSlots, rest%featureSlots
	featurePath := path.Join(areaPath, n.features[area*features+feature])
	if slotOfFeature == 0 {
		p.feature = featurePath
	}
	first := (area + feature) * layers
	layer := func(i int) string { return path.Join(featurePath, n.layers[(first+i)%len(n.layers)]) }
	switch slotOfFeature {
	case layers:
		p.path = path.Join(layer(feature%layers), n.deep[feature])
	case layers + 1:
		p.path = featurePath
	default:
		p.path = layer(slotOfFeature)
		p.exception = exceptions[slotOfFeature]
	}
	return p
}

// directorySize is how many of the files that are left go into the next directory.
func directorySize(rng *rand.Rand, left int) int {
	size := min(left, minDirectory+rng.IntN(maxDirectory-minDirectory+1))
	rest := left - size
	switch {
	case rest == 0 || rest >= minDirectory:
		return size
	case left <= maxDirectory:
		return left
	default:
		return left - minDirectory
	}
}
