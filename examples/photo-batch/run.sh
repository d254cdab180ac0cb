#!/bin/sh
# Sends six photographs through the pipeline, as one batch. Run it where ./sluice is.
set -e
HERE=examples/photo-batch
./sluice apply -f $HERE/photo-batch.yaml
./sluice pipeline run photo-batch --file $HERE/target/photographs.ndjson --wait
