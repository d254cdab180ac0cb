#!/bin/sh
# Deploys the commands, begins the queue, and waits until nothing is left to be done.
set -eu
command -v ffmpeg >/dev/null || {
    echo "This needs ffmpeg (Debian, Ubuntu: apt-get install ffmpeg)." >&2
    exit 1
}
for name in source thumbnail plates blur tag; do
    ./sluice deploy "video-$name" "examples/videos/$name.sh" --memory 512Mi
done
./sluice queue apply examples/videos/queue.yaml
# One of them is no video, which the queue says with an exit code.
./sluice queue watch videos || [ $? -eq 1 ]
