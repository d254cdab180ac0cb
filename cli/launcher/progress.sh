# Shows how far Maven is, from its log: a line that changes on a terminal, a line per module elsewhere.

tty=
[ ! -t 2 ] || tty=yes

clear_status() {
    [ -z "$tty" ] || printf '\r\033[K' >&2
}

# $1: the log, $2: what is going on, $3: the process to watch. Prints each module, and in tests each class, once.
show_progress() {
    started=$(date +%s)
    shown=0
    while :; do
        ended=yes
        ! kill -0 "$3" 2>/dev/null || ended=
        elapsed=$(($(date +%s) - started))
        lines=$(awk -v "shown=$shown" -v "tty=$tty" -v "word=$2" -v "elapsed=$elapsed" -v "ended=$ended" -f "$launcher/progress.awk" "$1")
        # The first line is the number of lines shown, the second the status; what follows is new.
        shown=${lines%%
*}
        lines=${lines#*
}
        status=${lines%%
*}
        fresh=${lines#*
}
        clear_status
        [ "$fresh" = "$lines" ] || [ -z "$fresh" ] || printf '%s\n' "$fresh" >&2
        [ -z "$ended" ] || return 0
        [ -z "$tty" ] || printf '%s' "$status" >&2
        # A fraction of a second is no standard, but every sleep that Sluice meets knows it.
        sleep 0.5 2>/dev/null || sleep 1
    done
}
