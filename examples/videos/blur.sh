#!/bin/sh
# Makes what is in the box unreadable, if there is one.
set -eu
cd "$TMPDIR"
tar -x -f "$WORK_ITEM_FILE"
if [ -s plate ]; then
    IFS=: read -r width height x y <plate
    ffmpeg -v error -nostdin -threads 1 -i picture.png -frames:v 1 \
        -filter_complex "[0]split[whole][part];[part]crop=$width:$height:$x:$y,scale=2:1:flags=area,scale=$width:$height[blurred];[whole][blurred]overlay=$x:$y" \
        blurred.png
    mv blurred.png picture.png
fi
tar -c -f "$WORK_OUTPUT_DIR/blurred.tar" picture.png plate
