package run

import (
	"sync"

	"github.com/embecode/embecode/pkg/gmem"
)

// peakReader takes the ledger at the peak, from the samples that a watch gives it.
type peakReader struct {
	self    *gmem.Process
	height  gmem.Bytes // of the sample that the ledger belongs to
	ledger  gmem.Ledger
	reading sync.Mutex // held while it reads, or another does that is to be alone
}

// alone keeps a reading from having a file open while descriptors are counted.
func (p *peakReader) alone(read func(gmem.Sample)) func(gmem.Sample) {
	return func(sample gmem.Sample) {
		p.reading.Lock()
		defer p.reading.Unlock()
		read(sample)
	}
}

// sampled takes the ledger at a sample that is higher than all before it. One that is hardly higher is passed over: while
// gigabytes are being freed a few pages more make a new peak, with nothing of what made it in the meters. So is a
// reading during which memory moved by more than a fifth: its parts are those of another moment than its whole.
func (p *peakReader) sampled(sample gmem.Sample) {
	if sample.RSS < p.height+p.height/50 {
		return
	}
	p.reading.Lock()
	defer p.reading.Unlock()
	at, err := ledger(p.self)
	if err != nil {
		return
	}
	after, err := p.self.RSS()
	if err != nil {
		return
	}
	if change := after - sample.RSS; -sample.RSS/5 < change && change < sample.RSS/5 {
		p.height, p.ledger = sample.RSS, at
	}
}
