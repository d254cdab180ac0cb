#!/bin/sh
# The source of the queue: lists videos, and makes each with ffmpeg when it is asked for. A white plate with black signs moves through them.
set -eu
case $PATH_INFO in
/items)
    echo '{"items": ["plate-1.mp4", "plate-2.mp4", "plate-3.mp4", "no-video.mp4"], "done": true}'
    ;;
/items/plate-[1-3].mp4)
    name=${PATH_INFO#/items/}
    number=${name#plate-}
    number=${number%.mp4}
    ffmpeg -v error -nostdin -threads 1 \
        -f lavfi -i "color=0x20406$number:s=640x360:r=10:d=3" \
        -f lavfi -i "color=white:s=128x36:r=10:d=3" \
        -filter_complex "[1]drawbox=x=16:y=8:w=10:h=20:color=black:t=fill,drawbox=x=60:y=8:w=30:h=20:color=black:t=4[plate];[0][plate]overlay=x=40*$number+t*80:y=200" \
        -c:v libx264 -pix_fmt yuv420p "$WORK_OUTPUT_DIR/$name"
    ;;
*)
    # It is listed, and is no video.
    echo 'This is a text.'
    ;;
esac
