# Runs the command, and the gateway for `up`.

command_jar=$root/cli/target/sluice-cli.jar
[ -z "$packed" ] || command_jar=$root/lib/cli/sluice-cli.jar
fast_command=$work/command
command_cache=
command_errors=-Xlog:all=error:stderr
command_options="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED"

# Whether something that the command is made of is newer than its build.
command_is_stale() {
    [ -f "$command_jar" ] && [ -f "$work/cli.built" ] || return 0
    newer=$(find "$root/cli/src/main" "$root/cli/pom.xml" "$root/pom.xml" -newer "$work/cli.built" 2>/dev/null | head -n 1)
    [ -n "$newer" ]
}

# Without a locale, as in cron and containers, the JVM reads every letter of arguments beyond ASCII as '?'.
utf8_locale() {
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
        C | POSIX)
            LC_ALL=C.UTF-8
            export LC_ALL
            ;;
    esac
}

# A cache made by another JDK is left aside by the JVM without a word. One that the JVM is to make itself is $command_cache.
run_command() {
    columns=
    if [ -t 1 ]; then
        columns=$(stty size 2>/dev/null </dev/tty)
        columns=-Dsluice.columns=${columns#* }
    fi
    jar=$command_jar cache= make=
    if [ -f "$fast_command/cli.aot" ]; then
        jar=$fast_command/sluice-cli.jar
        cache=-XX:AOTCache=$fast_command/cli.aot
    elif [ -n "$command_cache" ]; then
        cache=-XX:SharedArchiveFile=$command_cache
        make=-XX:+AutoCreateSharedArchive
    fi
    SLUICE_ROOT=$root
    SLUICE_WORK=$work
    export SLUICE_ROOT SLUICE_WORK
    # Word splitting of $make, $command_options and $command_errors is meant.
    # shellcheck disable=SC2086
    exec "$JAVA_HOME/bin/java" $make ${cache:+"$cache"} $command_options -XX:-UsePerfData -Xlog:disable $command_errors \
        ${columns:+"$columns"} -jar "$jar" "$@"
}

# Makes the next start of a gateway fast, beside the gateway whose process is $1.
rehearse_gateway() {
    (run_command rehearse "$1") </dev/null >"$work/rehearsal-gateway.log" 2>&1 &
}

# The command checks the settings and writes the gateway's start as a script; this process then becomes the gateway, so that signals
# and the exit code are its own. A second command waits beside it and says when it is ready.
up() {
    start=$work/up.$$
    if ! (mkdir -p "$work" && rm -f "$start") 2>/dev/null; then
        echo "Cannot write to $work: the disk is full, or the folder belongs to somebody else." >&2
        exit 5
    fi
    (
        SLUICE_UP_SCRIPT=$start
        export SLUICE_UP_SCRIPT
        run_command up "$@"
    ) || exit
    # --help writes none.
    [ -f "$start" ] || exit 0
    . "$start"
    rm -f "$start"
    if [ -n "$detach" ]; then
        log=$SLUICE_HOME/gateway.log
        # The gateway writes and rotates its log itself; here comes what the JVM prints.
        nohup "$@" </dev/null >>"$SLUICE_HOME/gateway.out" 2>&1 &
        [ -z "$rehearse" ] || rehearse_gateway "$!"
        run_command announce "$!" "$log"
    fi
    [ -z "$rehearse" ] || rehearse_gateway "$$"
    (run_command announce "$$") &
    exec "$@"
}
