#!/bin/sh
# A stand-in for what finds plates: takes the box around whatever is bright for one. Answers with the picture and the box, WIDTH:HEIGHT:X:Y.
set -eu
cp "$WORK_ITEM_FILE" "$TMPDIR/picture.png"
ffmpeg -hide_banner -nostdin -threads 1 -i "$TMPDIR/picture.png" -vf bbox=min_val=180 -f null - 2>&1 |
    sed -n 's/.*crop=\([0-9:]*\).*/\1/p' >"$TMPDIR/plate"
tar -c -f "$WORK_OUTPUT_DIR/found.tar" -C "$TMPDIR" picture.png plate
