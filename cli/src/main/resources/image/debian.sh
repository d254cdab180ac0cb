#!/bin/sh
# Unpacks packages of this Debian, and what they depend on, as the root of an image: debian.sh FOLDER PACKAGE… Prints a line for each:
# its name, version, architecture and SHA-256.
set -eu
root=$1
shift
for tool in apt-get apt-cache dpkg-deb; do
    if ! command -v "$tool" >/dev/null; then
        echo "there is no $tool on this machine, which is needed to get Debian's packages" >&2
        exit 1
    fi
done
packages=$(mktemp -d)
trap 'rm -rf "$packages"' EXIT
chmod 755 "$packages"

# What asks questions at an installation, and what packages are installed with, is of no use in an image.
needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$@" |
    grep '^[a-z0-9]' | grep -v : | grep -v -x -E 'c?debconf.*|perl.*|libperl.*|dpkg|tar|install-info|mailcap|media-types|mime-support|tzdata' | sort -u)
# Word splitting of $needed is meant.
# shellcheck disable=SC2086
(cd "$packages" && apt-get -q download $needed >&2)
for package in "$packages"/*.deb; do
    dpkg-deb -x "$package" "$root"
    echo "$(dpkg-deb -f "$package" Package) $(dpkg-deb -f "$package" Version)" \
        "$(dpkg-deb -f "$package" Architecture) $(sha256sum "$package" | cut -d ' ' -f 1)"
done | LC_ALL=C sort
rm -rf "$root/usr/share/man" "$root/usr/share/locale" "$root/usr/share/info" "$root/usr/share/lintian"

# Newer releases have everything below usr, and links to it from a package that is not here.
for folder in bin sbin lib lib64; do
    if [ ! -e "$root/$folder" ] && [ -d "$root/usr/$folder" ]; then
        ln -s "usr/$folder" "$root/$folder"
    fi
done

# The shell and the tools that scripts of runners use.
busybox=/bin/busybox
[ -f "$root$busybox" ] || busybox=/usr/bin/busybox
mkdir -p "$root/usr/bin"
for name in $("$root$busybox" --list); do
    [ -e "$root/usr/bin/$name" ] || [ -h "$root/usr/bin/$name" ] || ln -s "$busybox" "$root/usr/bin/$name"
done
[ -e "$root/bin/sh" ] || [ -h "$root/bin/sh" ] || ln -s "$busybox" "$root/bin/sh"
