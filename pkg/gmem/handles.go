package gmem

// HandleCount is how many handles of one kind have been opened and closed since the process began.
type HandleCount struct {
	Kind   string `json:"kind"`
	Opened int64  `json:"opened"`
	Closed int64  `json:"closed"`
}
