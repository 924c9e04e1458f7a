package synth

import "strings"

// The words that names and prose are made of. None is a reserved word of Python, TypeScript or JavaScript.
var (
	nouns = strings.Fields(`account address agent alert amount archive article asset audit balance batch binding
		booking branch bucket budget buffer bundle calendar campaign carrier cart catalog channel charge claim client
		cluster column comment company contact contract coupon course credit cursor customer dataset deadline deposit
		device digest discount document domain draft employee endpoint entry envelope episode estimate event exchange
		expense feature feed field filter folder forecast form fragment gateway grade grant graph group holder host
		image incident index inquiry invoice item job journal key label layer lease ledger lesson level license limit
		listing location lock machine manifest margin market measure member merchant message metric milestone mirror
		node note offer operator option order outline owner page panel parcel partner patient payload payment payroll
		permit phase pipeline policy portal position post price product profile project prompt proposal purchase quota
		quote range rate reader receipt record refund region registry release report request reservation resource
		response review reward role route row rule sample schedule schema score segment sensor session shipment signal
		site slot snapshot source stage statement station stock stream student subject summary supplier survey table
		tag target task tax team template tenant term ticket timer token topic trace track trail transfer trigger
		unit user variant vendor vehicle venue version view visit voucher wallet warehouse window worker workspace zone`)
	verbs = strings.Fields(`accept adjust aggregate allocate apply approve archive assemble assign attach balance bind
		broadcast build cancel capture check claim close collect combine commit compare compute confirm convert copy
		count create decode defer deliver deploy derive describe detach detect discard dispatch drain encode enqueue
		enrich ensure evaluate expand expire export extract fetch filter finish flatten forward gather grant hydrate
		inspect invoke issue join label link list load locate lock map mark measure merge migrate monitor normalize
		notify observe pack parse partition persist plan prepare process project promote prune publish push rank
		rebuild receive reconcile record redact refresh register reject release remove render renew replay report
		request reserve reset resolve restore resume retry revoke rotate route sanitize save scan schedule score seal
		select send serialize settle sign split stage store submit suspend sync tally track transform trim update
		upgrade upload validate verify visit watch weigh wrap`)
	adjectives = strings.Fields(`active adaptive annual archived atomic automatic available backward base billed
		blocked bounded bulk cached central changed clean closed cold compact complete compound cross current custom
		daily dense direct dirty distinct distributed double early eager empty exact excess expired external extra
		failed fallback fast final first flat foreign fresh frozen full global gross hidden hourly idle inactive
		incoming initial inner internal invalid joint known large last late lazy legacy linear linked local locked
		long lower main manual marked mean merged minimal missing mixed monthly mutable narrow native nested net next
		nightly nominal offline older online open optional outer outgoing overdue paid parallel partial passive past
		pending permanent pinned plain previous primary prior quick quiet random rapid raw recent regular rejected
		related remote repeated rigid rolling safe scoped secondary selected shared short signed silent single sorted
		sparse stable stale standard sticky strict strong surplus temporary tight timed total trusted unique unpaid
		upper urgent usable valid verified visible warm weak weekly wide yearly`)
)

const (
	consonants = "bcdfghjklmnprstvwxyz"
	vowels     = "aeiou"

	syllables    = uint64(len(consonants) * len(vowels))
	tokenPeriod  = syllables * syllables * syllables
	tokenStride  = 387_419 // coprime to tokenPeriod, so that stepping by it visits every token of a period once
	tokenSeeding = 7_919
)

// token is the word of syllables that belongs to the file with the given index and to no other file of the tree. The
// first million files get words of three syllables, in an order that depends on the seed.
func token(seed, index uint64) string {
	n := (index%tokenPeriod*tokenStride + seed%tokenPeriod*tokenSeeding) % tokenPeriod
	var word [16]byte
	text := word[:0]
	for range 3 {
		text = appendSyllable(text, n%syllables)
		n /= syllables
	}
	for rest := index / tokenPeriod; rest > 0; rest /= syllables {
		text = appendSyllable(text, rest%syllables)
	}
	return string(text)
}

func appendSyllable(text []byte, n uint64) []byte {
	return append(text, consonants[n/uint64(len(vowels))], vowels[n%uint64(len(vowels))])
}

func capitalized(word string) string {
	if word[0] < 'a' || word[0] > 'z' {
		return word
	}
	return string(word[0]-'a'+'A') + word[1:]
}
