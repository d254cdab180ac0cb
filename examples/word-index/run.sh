#!/bin/sh
# Counts the words of a book of 100,000 words, and makes its index. Run it where ./sluice is.
set -e
HERE=examples/word-index
PAGES=$(mktemp)
trap 'rm -f "$PAGES"' EXIT
./sluice apply -f $HERE/word-index.yaml
head -n 9180 examples/word-count/target/book.txt | awk -f $HERE/pages.awk >"$PAGES"
./sluice pipeline run word-index --file "$PAGES" --wait
./sluice topics tail word-index.different
./sluice topics tail word-index.top
