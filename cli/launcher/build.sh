# Builds with Maven, one build of a checkout at a time, with a progress display of its own.

. "$launcher/maven.sh"
. "$launcher/progress.sh"

# Whether something that the platform is made of is newer than its build.
platform_is_stale() {
    [ -f "$work/all.built" ] && [ -f "$root/gateway/target/quarkus-app/quarkus-run.jar" ] && [ -f "$command_jar" ] || return 0
    newer=$(cd "$root" && find . \( -name target -o -name test -o -name '.?*' -o -name node_modules -o -name docs \) -prune \
        -o \( -path '*/src/*' -o -name pom.xml \) -newer "$work/all.built" -print 2>/dev/null | head -n 1)
    [ -n "$newer" ]
}

is_stale() {
    case $1 in
        cli) command_is_stale ;;
        all) platform_is_stale ;;
    esac
}

# $1: `cli`, the command alone, or `all`.
build_if_needed() {
    is_stale "$1" || return 0
    take_lock
    # Whoever held the lock may have built it.
    if is_stale "$1"; then
        find_maven || exit 5
        build "$1" || exit 5
    fi
    release_lock
}

build() {
    modules=
    [ "$1" = all ] || modules="-pl cli"
    touch "$work/building"
    rm -rf "$fast_command"
    # Word splitting of $modules is meant.
    # shellcheck disable=SC2086
    if ! run_maven "$work/build.log" Building $modules -Dmaven.test.skip=true package; then
        explain_failure "$work/build.log" "The build failed. The whole log is"
        return 1
    fi
    [ "$1" = cli ] || cp -p "$work/building" "$work/all.built"
    mv "$work/building" "$work/cli.built"
    rehearse_command
}

# Makes a second copy of the command that starts fast: with classes that the JVM can keep in a cache, and that cache. It goes on in the
# background: no start waits for it.
rehearse_command() {
    rm -rf "$fast_command"
    (
        fresh=$fast_command.$$
        cleanup() { rm -rf "$fresh" "$fast_command/fresh.aot" "$fast_command/fresh.aot.config"; }
        trap cleanup EXIT
        "$JAVA_HOME/bin/java" -cp "$command_jar" dev.sluice.cli.rehearsal.FreshClasses "$root/cli/target" "$fresh" &&
            mv "$fresh" "$fast_command" &&
            "$JAVA_HOME/bin/java" "-XX:AOTCacheOutput=$fast_command/fresh.aot" $command_options \
                -cp "$fast_command/sluice-cli.jar" dev.sluice.cli.rehearsal.Rehearsal &&
            mv "$fast_command/fresh.aot" "$fast_command/cli.aot"
    ) </dev/null >"$work/rehearsal.log" 2>&1 9>&- &
}

# Runs Maven with the arguments after $2, its output in file $1, and shows progress under the word $2. The lock's descriptor is left open
# for Maven: should this script be killed, the lock holds until Maven has ended too.
run_maven() {
    log=$1 word=$2
    shift 2
    : >"$log"
    (cd "$root" && exec "$maven" -B -Dstyle.color=never "$@") </dev/null >"$log" 2>&1 &
    maven_pid=$!
    trap 'kill "$maven_pid" 2>/dev/null; wait "$maven_pid" 2>/dev/null; clear_status; echo "Stopped." >&2; exit 130' INT TERM HUP
    show_progress "$log" "$word" "$maven_pid"
    wait "$maven_pid"
    outcome=$?
    trap - INT TERM HUP
    return "$outcome"
}

# Says in a sentence why Maven failed, from its log $1; $2 introduces the log.
explain_failure() {
    if grep -q -i '^\[ERROR\].*No space left on device' "$1"; then
        free=$(df -h "$root" 2>/dev/null | awk 'NR == 2 { print $4 }')
        echo "The disk is full (${free:-nothing} free at $root): make room and try again." >&2
        return
    fi
    if grep -q -E 'Could not transfer artifact|Unknown host|Network is unreachable|Connection (refused|reset|timed out)|in offline mode' "$1"; then
        echo "Maven could not fetch what the build needs: check the network, or the mirror in ~/.m2/settings.xml." >&2
    fi
    errors=$(grep '^\[ERROR\]' "$1" | sed 's/^\[ERROR\] *//' |
        grep -v -E '^$|^[[:space:]]*at [^ ]+\(.*\)$|^(To see the full stack|Re-run Maven|For more information|After correcting|\[Help)|-> \[Help' | awk '!seen[$0]++' | head -n 20)
    [ -n "$errors" ] || errors=$(tail -n 15 "$1")
    if [ "${outcome:-0}" -gt 128 ]; then
        echo "Maven was killed by signal $((outcome - 128)): see whether the machine is short of memory." >&2
    fi
    echo "$errors" | sed 's/^/    /' >&2
    echo "$2 $1" >&2
}

take_lock() {
    # The probe runs apart, because a failing redirection of `exec` would end this shell.
    if ! (mkdir -p "$work" && : >>"$work/lock") 2>/dev/null; then
        echo "Cannot write to $work: the disk is full, or the folder belongs to somebody else." >&2
        exit 5
    fi
    exec 9>>"$work/lock"
    if command -v flock >/dev/null; then
        flock -n 9 && return
        echo "Another build of this checkout is going on; waiting for it." >&2
        flock 9
    else
        take_lock_by_folder
    fi
}

# Where there is no flock (macOS): making a folder is atomic, and the process id inside shows whether its maker is alive.
take_lock_by_folder() {
    told=
    until mkdir "$work/lock.d" 2>/dev/null; do
        holder=$(cat "$work/lock.d/pid" 2>/dev/null)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            mv "$work/lock.d" "$work/lock.$$" 2>/dev/null && rm -rf "$work/lock.$$"
        else
            [ -n "$told" ] || echo "Another build of this checkout is going on; waiting for it." >&2
            told=yes
            sleep 1
        fi
    done
    echo $$ >"$work/lock.d/pid"
    trap 'rm -rf "$work/lock.d"' EXIT
}

release_lock() {
    exec 9>&-
    rm -rf "$work/lock.d"
}
