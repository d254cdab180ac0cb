# Makes the command in one file: a script that finds a JDK, and behind it a jar with all that the command needs.

# $1: the file. What it is made of must be built, and a JDK found.
make_one_file() {
    parts=$1.parts
    rm -rf "$parts"
    mkdir -p "$parts/jar" &&
        merge_jars "$parts" &&
        script_head >"$parts/command" &&
        cat "$parts/command.jar" >>"$parts/command" &&
        chmod 755 "$parts/command" &&
        mv "$parts/command" "$1"
    made=$?
    rm -rf "$parts"
    return $made
}

# One jar of the command's own and its libraries, the same one of the same files.
merge_jars() {
    (
        cd "$1/jar" || exit 1
        for jar in "$root"/cli/target/lib/*.jar "$root/cli/target/sluice-cli.jar"; do
            "$JAVA_HOME/bin/jar" --extract --file "$jar" || exit 1
        done
        rm -rf META-INF/MANIFEST.MF META-INF/versions module-info.class
        printf 'Main-Class: dev.sluice.cli.Main\nEnable-Native-Access: ALL-UNNAMED\n' >../manifest
        find . -type f | sed 's#^\./##' | LC_ALL=C sort >../names &&
            "$JAVA_HOME/bin/jar" --create --file ../command.jar --manifest ../manifest \
                --date 1980-01-01T00:00:02Z @../names
    )
}

# What stands in front of the jar. The JVM makes a cache when the command has run once. Its name tells size, time and place of the file that
# it is for; the JVM looks itself whether it fits, and goes without it where it does not.
script_head() {
    cat <<'END' && cat "$root/cli/launcher/java.sh" "$root/cli/launcher/command.sh" || return 1
#!/bin/sh
# Sluice's command in one file: this script finds a JDK and runs the jar behind it.
set -u
root= packed=yes
work=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/sluice
END
    cat <<'END'
case $0 in
    /*) command_jar=$0 ;;
    *) command_jar=$PWD/$0 ;;
esac
# What opens native calls stands in the jar: told here, it keeps the JVM from its caches.
command_options="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
command_errors=
case ${1-} in
    up | demo | test | bench | release)
        echo "$1 needs more than the command: unpack the release (sluice-VERSION.tar.gz), and run ./sluice $1 there." >&2
        exit 5
        ;;
esac
find_java || exit 5
utf8_locale
if mkdir -p "$work" 2>/dev/null; then
    file=$(LC_ALL=C ls -lL "$command_jar" | cksum)
    command_cache=$work/command-${file%% *}.jsa
    [ -f "$command_cache" ] || rm -f "$work"/command-*.jsa
fi
run_command "$@"
exit 5
END
}
