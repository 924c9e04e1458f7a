package report

import (
	"fmt"

	"github.com/embecode/embecode/pkg/gmem"
)

// certificate is what of certificate.json is shown: the smallest leaks that the suite has measured itself to see.
type certificate struct {
	Machine   string        `json:"machine"`
	Files     int64         `json:"files_per_cycle"`
	Cycles    int           `json:"cycles"`
	Threshold float64       `json:"threshold_bytes_per_file"`
	Null      certifiedRuns `json:"null"`
	Places    []struct {
		Place   string          `json:"place"`
		Amounts []certifiedRuns `json:"amounts"`
	} `json:"places"`
}

type certifiedRuns struct {
	Amount gmem.Bytes `json:"bytes_per_file"`
	Runs   int        `json:"runs"`
	Caught int        `json:"caught"`
	Slopes []float64  `json:"slopes_bytes_per_file"` // in ascending order
}

// certificateTable is the certificate as a table.
type certificateTable struct {
	Age, About string
	Rows       []certificateRow
}

type certificateRow struct{ Place, Amount, Caught, Least, Median, Most string }

// readCertificate reads the certificate in a folder; nil where there is none.
func readCertificate(folder string) (*certificateTable, error) {
	var c certificate
	age, err := readBeside(folder, "certificate.json", &c)
	if err != nil || age == "" {
		return nil, err
	}
	table := &certificateTable{Age: age, About: fmt.Sprintf(
		"%d cycles of %s in each run; caught above %g B/file. %s.", c.Cycles, count(c.Files, "file", "files"), c.Threshold, c.Machine)}
	table.Rows = append(table.Rows, c.Null.row("no leak: what is caught is a false alarm"))
	for _, place := range c.Places {
		for _, runs := range place.Amounts {
			table.Rows = append(table.Rows, runs.row(place.Place))
		}
	}
	return table, nil
}

func (r certifiedRuns) row(place string) certificateRow {
	row := certificateRow{Place: place, Amount: r.Amount.Short(), Caught: fmt.Sprintf("%d of %d", r.Caught, r.Runs)}
	if n := len(r.Slopes); n > 0 {
		row.Least, row.Median, row.Most = slope(r.Slopes[0]), slope(r.Slopes[n/2]), slope(r.Slopes[n-1])
	}
	return row
}

func slope(bytesPerFile float64) string { return fmt.Sprintf("%.1f", bytesPerFile) }
