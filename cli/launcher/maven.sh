# Finds a Maven that will do, or has an older one fetch it. Sets `maven`.

maven_version=3.9.11

# Whether version $1 is 3.9 or newer.
maven_will_do() {
    major=${1%%.*}
    minor=${1#*.}
    minor=${minor%%.*}
    case $major$minor in '' | *[!0-9]*) return 1 ;; esac
    [ "$major" -gt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -ge 9 ]; }
}

# The version that program $1 says it has; outside the checkout, whose JVM options an old JDK would refuse.
version_of_maven() {
    (cd / && "$1" -v 2>/dev/null) | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1
}

find_maven() {
    kept=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/sluice/apache-maven-$maven_version
    seen=
    for maven in ${MAVEN_HOME:+"$MAVEN_HOME/bin/mvn"} "$(command -v mvn)" "$kept/bin/mvn"; do
        [ -n "$maven" ] && [ -x "$maven" ] || continue
        version=$(version_of_maven "$maven")
        if maven_will_do "$version"; then return 0; fi
        [ -n "$seen" ] || seen=$maven seen_version=${version:-of an unknown version}
    done
    if [ -z "$seen" ]; then
        echo "Sluice is built with Maven 3.9 or newer, and there is no mvn on the PATH: install it" \
            "(Debian, Ubuntu: apt-get install maven; macOS: brew install maven; SDKMAN: sdk install maven)." >&2
        return 1
    fi
    fetch_maven
}

fetch_maven() {
    echo "Maven $seen_version is too old to build Sluice: it fetches Maven $maven_version, once, into $kept." >&2
    unpacked=$kept.$$
    mkdir -p "$unpacked" 2>/dev/null || {
        echo "Cannot make the folder $unpacked: free some space, or set XDG_CACHE_HOME to a folder that can be written." >&2
        return 1
    }
    # In a folder of its own, so that it does not read this checkout's pom.
    if ! (cd "$unpacked" && "$seen" -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack \
        "-Dartifact=org.apache.maven:apache-maven:$maven_version:zip:bin" "-DoutputDirectory=$unpacked") \
        </dev/null >"$work/maven.log" 2>&1 || [ ! -f "$unpacked/apache-maven-$maven_version/bin/mvn" ]; then
        rm -rf "$unpacked"
        explain_failure "$work/maven.log" "Maven $seen_version could not fetch Maven $maven_version. Install Maven 3.9 or newer, or look at"
        return 1
    fi
    chmod +x "$unpacked/apache-maven-$maven_version/bin/mvn"
    # Another launcher may have been first; what it made is as good.
    [ -d "$kept" ] || mv "$unpacked/apache-maven-$maven_version" "$kept"
    rm -rf "$unpacked"
    maven=$kept/bin/mvn
}
