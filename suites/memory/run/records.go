package run

// Records are those of the memory.json that a suite left in its output folder.
func Records(out string) ([]Record, error) {
	archive, err := ReadArchive(archiveIn(out))
	return archive.Runs, err
}
