#!/bin/sh
# Deploys the functions, begins the queue, and waits until nothing is left to be done.
set -eu
./sluice deploy thumbnail examples/thumbnail/target/thumbnail.jar
./sluice deploy pictures examples/work-queue/Pictures.java
./sluice apply -f examples/work-queue/queue.yaml
# One of the pictures is not there, which the queue says with an exit code.
./sluice queue watch pictures || [ $? -eq 1 ]
