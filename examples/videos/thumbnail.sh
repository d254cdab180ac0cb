#!/bin/sh
# Makes a small picture of what is seen one second after a video begins. What is no video is not tried again: 65 says that the input is wrong.
ffmpeg -v error -nostdin -threads 1 -ss 1 -i "$WORK_ITEM_FILE" -frames:v 1 -vf scale=320:-2 "$WORK_OUTPUT_DIR/picture.png" || exit 65
