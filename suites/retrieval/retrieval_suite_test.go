package retrieval_test

import (
	"testing"

	"github.com/embecode/embecode/internal/suite"
)

func TestRetrieval(t *testing.T) { suite.Run(t, "suites/retrieval") }
