# Reads JUnit reports, one after the other. Prints each test that did not pass, or passed only when run again, with the reason, and last `N passed, N failed, N skipped`.

BEGIN { RS = "<" }

function attribute(name,    at, rest) {
    at = match($0, "[ \n\t]" name "=\"")
    if (!at) return ""
    rest = substr($0, RSTART + RLENGTH)
    return substr(rest, 1, index(rest, "\"") - 1)
}
# In one line: what a test got instead often stands in the second one.
function plain(text) {
    gsub(/&#10;|&#xa;|&#xA;/, "\n", text)
    sub(/^[ \n\t]+/, "", text)
    sub(/[ \n\t]+$/, "", text)
    gsub(/[ \t]*\n[ \n\t]*/, " ", text)
    gsub(/&#9;/, " ", text); gsub(/&#13;/, "", text)
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text); gsub(/&amp;/, "\\&", text)
    return substr(text, 1, 800)
}
function end_of_test() {
    if (test == "") return
    if (state == "") passed++
    test = ""
}
function not_passed() {
    if (test == "" || state != "") return
    state = "failed"
    failed++
    reason = plain(attribute("message"))
    if (reason == "") reason = plain(attribute("type"))
    print "FAILED " test (reason == "" ? "" : ": " reason)
}

/^testcase[ \n\t]/ {
    end_of_test()
    test = plain(attribute("classname")) "." plain(attribute("name"))
    state = ""
    next
}
/^(failure|error)[ \n\t>]/ { not_passed(); next }
# It failed, was run once more, and passed then: it counts as passed, and is told, for there is a cause to look for.
/^flaky(Failure|Error)[ \n\t>]/ { if (test != "") print "FLAKY " test ": " plain(attribute("message")); next }
/^skipped/ { if (test != "" && state == "") { state = "skipped"; skipped++ } next }
/^\/testcase/ || /^\/testsuite/ { end_of_test() }
END {
    end_of_test()
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
}
