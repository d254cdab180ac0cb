# Finds a JDK that will do, without starting any. Sets JAVA_HOME.

needed_release=25

# Sets `release` to the feature release of the JDK in folder $1; fails where there is none.
read_release() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r key value; do
        [ "$key" = JAVA_VERSION ] || continue
        value=${value#\"}
        release=${value%%[!0-9]*}
        [ -n "$release" ]
        return
    done <"$1/release"
    return 1
}

# Takes the JDK in folder $1 if it is new enough and older than what was found so far: the release Sluice is made for comes first.
consider() {
    read_release "$1" || return 0
    if [ "$release" -lt "$needed_release" ]; then
        seen="${seen:+$seen, }$release in $1"
    elif [ -z "$found" ] || [ "$release" -lt "$found_release" ]; then
        found=$1
        found_release=$release
    fi
}

consider_path() {
    program=$(command -v java) || return 0
    while [ -h "$program" ]; do
        target=$(readlink "$program")
        case $target in
            /*) program=$target ;;
            *) program=${program%/*}/$target ;;
        esac
    done
    consider "${program%/bin/java}"
}

consider_folders() {
    if [ -n "${SLUICE_JVM_FOLDERS-}" ]; then
        for folder in "$SLUICE_JVM_FOLDERS"/*; do consider "$folder"; done
        return
    fi
    for folder in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        consider "$folder"
    done
}

find_java() {
    found= found_release= seen=
    if [ -n "${SLUICE_JAVA_HOME-}" ]; then
        consider "$SLUICE_JAVA_HOME"
        if [ -z "$found" ]; then
            echo "SLUICE_JAVA_HOME is $SLUICE_JAVA_HOME, which holds no JDK $needed_release or newer${seen:+ (it is release ${seen%% *})}." \
                "Set it to the folder of one, or unset it." >&2
            return 1
        fi
    fi
    [ -n "$found" ] || [ -z "${JAVA_HOME-}" ] || consider "$JAVA_HOME"
    [ -n "$found" ] || consider_path
    [ -n "$found" ] || consider_folders
    if [ -z "$found" ]; then
        {
            echo "Sluice needs a JDK $needed_release or newer, and found ${seen:+only }${seen:-none}."
            echo "Install one (Debian, Ubuntu: apt-get install openjdk-25-jdk-headless; macOS: brew install openjdk; SDKMAN: sdk install java),"
            echo "or set SLUICE_JAVA_HOME to the folder of one."
        } >&2
        return 1
    fi
    JAVA_HOME=$found
    export JAVA_HOME
}
