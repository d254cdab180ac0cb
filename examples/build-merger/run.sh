#!/bin/sh
# Publishes the commits of two repositories, which are built and tested, and shows what came of them. Run it where ./sluice is.
set -e
HERE=examples/build-merger
./sluice apply -f $HERE/build-merger.yaml
for repository in shop bank; do
  while read -r commit; do
    ./sluice topics publish commits-$repository "$commit" --key $repository
  done <$HERE/$repository.ndjson
done
# Five of the seven are of the main branch and in a language that can be built.
until [ "$(./sluice topics tail builds.passed | wc -l)" -ge 2 ] && [ "$(./sluice topics tail builds.failed | wc -l)" -ge 3 ]; do
  sleep 1
done
./sluice topics tail builds.passed
./sluice topics tail builds.failed
