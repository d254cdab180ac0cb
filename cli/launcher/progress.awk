# Reads a Maven log from its beginning. Prints how many lines are for good, then the line that changes, then the lines from number
# `shown` on. Variables: shown, tty (empty where there is none), word, elapsed (seconds), ended ("yes" or empty).

function keep(line) { if (++kept > shown) fresh = fresh line "\n" }
function end_of_module() {
    if (module != "" && tests > 0) keep((position == "" ? "" : position " ") module ": " tests " tests" (failed ? ", " failed " not passed" : ""))
    tests = 0; failed = 0
}
function clock(s) { return s < 60 ? s " s" : int(s / 60) " min " s % 60 " s" }

/^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ {
    end_of_module()
    position = $NF
    module = $0
    sub(/^\[INFO\] Building /, "", module)
    sub(/ +[^ ]+ +\[[0-9]+\/[0-9]+\]$/, "", module)
    class = ""
    if (!tty) keep(word " " position " " module)
    next
}
# A build of one module gives no position; its jars are named in the same words.
/^\[INFO\] Building [^:]*$/ && position == "" {
    module = $0
    sub(/^\[INFO\] Building /, "", module)
    sub(/ +[^ ]+ *$/, "", module)
    next
}
/^Downloaded from / || /^\[INFO\] Downloaded from / { fetched++; next }
/^\[INFO\] Running / { class = $3; next }
/^\[[A-Z]+\] Tests run: .* in / {
    split($0, part, /[^0-9]+/)
    bad = part[3] + part[4]
    tests += part[2]; failed += bad; all += part[2]; allFailed += bad
    class = $NF
    if (!tty || bad) keep("      " class ": " part[2] " tests" (bad ? ", " bad " not passed" : ""))
    next
}
END {
    if (ended == "yes") end_of_module()
    print kept + 0
    status = word " " (position == "" ? "" : position " ") (module == "" ? "Sluice" : module) "  " clock(elapsed)
    if (all) status = status "  " all " tests" (allFailed ? ", " allFailed " not passed" : "")
    if (class != "") { sub(/.*\./, "", class); status = status "  " class }
    else if (fetched) status = status "  " fetched " files fetched"
    print substr(status, 1, 118)
    printf "%s", fresh
}
