# Makes the archive that needs no checkout: the launcher, the command, the gateway, runners and the broker; and the command in one file.

# $1: the folder that gets them. Prints their paths. What they are made of must be built, and a JDK found.
make_release() {
    version=$(sed -n 's/^  <version>\(.*\)<\/version>$/\1/p' "$root/pom.xml" | head -n 1)
    name=sluice-$version
    stage=$1/.$name.$$
    archive=$1/$name.tar.gz
    command=$1/sluice-cli-$version
    if ! { lay_out "$stage/$name" && pack "$stage" "$name" "$archive" && make_one_file "$command"; }; then
        rm -rf "$stage" "$archive.fresh"
        echo "The release could not be made in $1: make room, or see ./sluice test for what is not built." >&2
        return 1
    fi
    rm -rf "$stage"
    echo "$archive"
    echo "$command"
}

lay_out() {
    mkdir -p "$1/lib/launcher" "$1/lib/cli" "$1/lib/runtimes" &&
        cp "$root/sluice" "$root/README.md" "$root/CHANGELOG.md" "$root/LICENSE" "$1/" &&
        cp -R "$root/docs" "$1/docs" &&
        cp "$root/cli/launcher/java.sh" "$root/cli/launcher/command.sh" "$1/lib/launcher/" &&
        cp "$root/cli/target/sluice-cli.jar" "$1/lib/cli/" &&
        cp -R "$root/cli/target/lib" "$1/lib/cli/lib" &&
        cp -R "$root/gateway/target/quarkus-app" "$1/lib/gateway" &&
        cp -R "$root/packages/target/packages" "$1/lib/packages" &&
        cp -R "$root/broker/target/broker" "$1/lib/broker" || return 1
    for runtime in "$root"/function-runtime/*/target/runtime; do
        language=${runtime%/target/runtime}
        cp -R "$runtime" "$1/lib/runtimes/${language##*/}" || return 1
    done
}

# Packs folder $2 of $1 into $3. GNU's tar is told what makes two archives of one build the same. All files get the time of that build,
# and not a fixed one, because starts tell by the times of jars whether they are those that a cache was made for.
pack() {
    built=$root/gateway/target/quarkus-app/quarkus-run.jar
    if tar --version 2>/dev/null | grep -q GNU; then
        (cd "$1" && tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="$built" -cf archive.tar "$2")
    else
        (cd "$1" && tar -cf archive.tar "$2")
    fi &&
        gzip -n "$1/archive.tar" && mv "$1/archive.tar.gz" "$3.fresh" && mv "$3.fresh" "$3"
}
