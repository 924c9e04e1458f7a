#!/bin/sh
# Serves lines through a pipeline of processes, some of which live for milliseconds: sh program.sh clean|leak COUNT-FILE [ROUNDS]
rounds=0
while [ "${3:-0}" -eq 0 ] || [ "$rounds" -lt "$3" ]; do
	rounds=$((rounds + 1))
	seq 1 200
	sleep 0.01
done | awk -v mode="$1" -v count="$2" '
	{ line = sprintf("%200d", NR) }
	mode == "leak" { kept[NR] = line }
	{ print line }
	NR % 200 == 0 { print NR / 200 > count; close(count) }' | gzip >/dev/null
