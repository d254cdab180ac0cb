# Builds and runs every test of the checkout, and counts them.

run_tests() {
    # The long way: all of it once more, with runners that come in by TLS, what is of one shared gateway with a pair, and many faults.
    if [ "${1-}" = --long ]; then
        shift
        run_tests "$@" || return 1
        echo "Once more, with runners that come in by TLS:"
        run_tests -Dsluice.e2e.tls=true -pl e2e -am -Dtest='dev.sluice.e2e.*Test' -Dsurefire.failIfNoSpecifiedTests=false "$@" || return 1
        echo "Once more, with two gateways on one folder, deploying at one and calling at the other:"
        shared=$(grep -l '@ExtendWith(SharedGateway.class)' "$root"/e2e/src/test/java/dev/sluice/e2e/*Test.java |
            sed 's,.*/\(.*\)\.java,\1,' | paste -sd, -)
        run_tests -Dsluice.e2e.pair=true -pl e2e -am -Dtest="$shared" -Dsurefire.failIfNoSpecifiedTests=false "$@" || return 1
        echo "Events under many more faults:"
        run_tests -Dsluice.e2e.faults=24 -pl e2e -am -Dtest=FaultsTest -Dsurefire.failIfNoSpecifiedTests=false "$@" || return 1
        echo "Pipelines that nobody has thought of, many of them:"
        run_tests -Dsluice.e2e.pipelines=60 -pl e2e -am -Dtest=RandomPipelinesTest -Dsurefire.failIfNoSpecifiedTests=false "$@" || return 1
        echo "Pipelines with batches in memory, many millions of steps:"
        run_tests -Dsluice.simulation.seeds=20000 -pl pipelines -am -Dtest=BatchSimulationTest -Dsurefire.failIfNoSpecifiedTests=false "$@" || return 1
        echo "Locks on a folder and on etcd, under many more faults:"
        run_tests -Dsluice.storm.seconds=60 -pl store -am -Dtest='*LockStormTest' -Dsurefire.failIfNoSpecifiedTests=false "$@" || return 1
        echo "A million calls whose outcomes are kept:"
        run_tests -Dsluice.events.kept-calls=1000000 -pl events -am -Dtest=ManyKeptCallsTest -Dsurefire.failIfNoSpecifiedTests=false "$@"
        return
    fi
    take_lock
    find_maven || exit 5
    # Counts come from the reports, so those of earlier runs must not be there.
    find "$root" \( -name .git -o -name src -o -name node_modules \) -prune -o -type d \( -name surefire-reports -o -name failsafe-reports \) \
        -prune -exec rm -rf {} + 2>/dev/null
    touch "$work/building"
    rm -rf "$fast_command"
    built=yes
    # Failures do not stop Maven, so that the modules behind a failing one are tested too; the reports decide in the end.
    run_maven "$work/test.log" Testing --fail-at-end -Dmaven.test.failure.ignore=true "$@" verify || built=
    if [ -n "$built" ]; then
        cp -p "$work/building" "$work/all.built"
        mv "$work/building" "$work/cli.built"
        rehearse_command
    fi
    release_lock

    grep -E '^\[[A-Z]+\] Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+(, Flakes: [0-9]+)?$' "$work/test.log"
    [ -n "$built" ] || explain_failure "$work/test.log" "The build failed. The whole log is"
    count_tests
    [ -n "$built" ] && [ "$failed" = 0 ] && [ "$passed" != 0 ]
}

# Prints the tests that did not pass, with the reason of each, and last the line of totals. Sets `passed` and `failed`.
count_tests() {
    totals=$(find "$root" \( -name .git -o -name src -o -name node_modules \) -prune -o -type f -name 'TEST-*.xml' \
        \( -path '*/surefire-reports/*' -o -path '*/failsafe-reports/*' \) -exec cat {} + | awk -f "$launcher/reports.awk")
    details=${totals%
*}
    totals=${totals##*
}
    [ "$details" = "$totals" ] || printf '%s\n' "$details"
    passed=${totals%% *}
    failed=${totals#*, }
    failed=${failed%% *}
    printf '%s\n' "$totals"
}
