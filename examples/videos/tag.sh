#!/bin/sh
# Says what is in the picture, beside it.
set -eu
cd "$TMPDIR"
tar -x -f "$WORK_ITEM_FILE"
size=$(ffprobe -v error -show_entries stream=width,height -of csv=p=0:s=x picture.png)
tags='"night"'
[ ! -s plate ] || tags="$tags, \"plate\""
printf '{"item": "%s", "size": "%s", "plate": "%s", "tags": [%s]}\n' "$HTTP_SLUICE_ITEM" "$size" "$(cat plate)" "$tags" >tags.json
ffmpeg -v error -nostdin -threads 1 -i picture.png picture.jpg
tar -c -f "$WORK_OUTPUT_DIR/tagged.tar" picture.jpg tags.json
