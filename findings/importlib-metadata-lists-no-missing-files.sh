#!/bin/sh
# importlib_metadata 8.7.0, and with it importlib.metadata of CPython 3.12 and newer: files() of an installed package leaves out what its RECORD names and the
# folder lacks. So a check that all files of a package are there finds that they are, whichever are missing. 4.13.0, and importlib.metadata of CPython 3.11,
# lists them. Who wants to know reads RECORD.
# Seen: 4.13.0  idna/codec.py is listed
#       8.7.0   idna/codec.py is not listed
#       RECORD  idna/codec.py is named
# Needs a Python from 3.9 to 3.13 with pip. Exits with 1 if that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
get() {
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile --target "$1" "$2"
}
get package idna==3.10
rm package/idna/codec.py
listed() {
    get "metadata-$1" "importlib_metadata==$1"
    PYTHONPATH=metadata-$1:package python3 -c '
from importlib_metadata import distribution
files = {str(path) for path in distribution("idna").files}
print("idna/codec.py is listed" if "idna/codec.py" in files else "idna/codec.py is not listed")'
}
old=$(listed 4.13.0)
new=$(listed 8.7.0)
record=$(grep -q '^idna/codec.py,' package/idna-3.10.dist-info/RECORD && echo 'idna/codec.py is named' || echo 'idna/codec.py is not named')
echo "4.13.0  $old"
echo "8.7.0   $new"
echo "RECORD  $record"
[ "$old" = 'idna/codec.py is listed' ] && [ "$new" = 'idna/codec.py is not listed' ] && [ "$record" = 'idna/codec.py is named' ]
