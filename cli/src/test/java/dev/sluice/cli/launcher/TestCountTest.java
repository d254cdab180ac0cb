package dev.sluice.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ./sluice test} counts, and how it ends. */
class TestCountTest {

    private static final String REPORT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="a.OneTest" tests="4" errors="1" skipped="1" failures="1">
              <properties><property name="x" value="&lt;testcase&gt;"/></properties>
              <testcase name="good" classname="a.OneTest" time="0.1"/>
              <testcase name="bad" classname="a.OneTest" time="0.1"><failure message="&#10;expected: &lt;1&gt; &amp; more&#10;but was: 2" type="X">at a.b</failure></testcase>
              <testcase name="ugly" classname="a.OneTest" time="0.1"><error type="java.lang.IllegalStateException">at c.d</error></testcase>
              <testcase name="later" classname="a.OneTest" time="0"><skipped message="not here"/></testcase>
            </testsuite>
            """;

    private static final String GOOD_REPORT =
            "<testsuite><testcase name=\"a\" classname=\"b.T\"/><testcase name=\"c\" classname=\"b.T\"></testcase></testsuite>";

    @TempDir
    Path folder;

    private Checkout checkout;

    @BeforeEach
    void copy() throws IOException {
        checkout = new Checkout(folder);
        checkout.jdk("jdk", "25.0.3");
    }

    private void tests(String report, int exitCode) throws IOException {
        checkout.write("report.xml", report);
        checkout.maven(checkout.tools.resolve("mvn"), "3.9.11", Checkout.BUILD + """
                        mkdir -p core/target/surefire-reports e2e/target/failsafe-reports
                        cp report.xml core/target/surefire-reports/TEST-a.xml
                        cp report.xml e2e/target/failsafe-reports/TEST-b.xml
                        echo '[INFO] Running a.OneTest'
                        echo '[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.05 s -- in a.OneTest'
                        echo '[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1'
                        exit %d
                        """.formatted(exitCode));
    }

    @Test
    void passedFailedAndSkippedAreCountedFromAllReports() throws Exception {
        tests(REPORT, 0);
        Checkout.Run run = checkout.run("test");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines())
                .containsExactly(
                        "[INFO] Tests run: 4, Failures: 0, Errors: 0, Skipped: 1",
                        "FAILED a.OneTest.bad: expected: <1> & more but was: 2",
                        "FAILED a.OneTest.ugly: java.lang.IllegalStateException",
                        "FAILED a.OneTest.bad: expected: <1> & more but was: 2",
                        "FAILED a.OneTest.ugly: java.lang.IllegalStateException",
                        "2 passed, 4 failed, 2 skipped");
        assertThat(run.err()).contains("Testing [2/2] Sluice core", "a.OneTest: 4 tests");
    }

    @Test
    void successIsAnExitCodeOfZeroAndThePlainLineLast() throws Exception {
        tests(GOOD_REPORT, 0);
        Checkout.Run run = checkout.run("test", "-Dsome=property");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).last().isEqualTo("4 passed, 0 failed, 0 skipped");
        assertThat(checkout.buildsDone()).singleElement().asString().contains("-Dsome=property verify");
    }

    @Test
    void reportsOfEarlierRunsAreNotCounted() throws Exception {
        checkout.write("old/target/surefire-reports/TEST-old.xml", REPORT);
        tests(GOOD_REPORT, 0);
        assertThat(checkout.run("test").out()).endsWith("4 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void aBuildThatFailsIsAFailureThoughEveryTestPassed() throws Exception {
        tests(GOOD_REPORT, 1);
        Checkout.Run run = checkout.run("test");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("The build failed. The whole log is ");
        assertThat(run.out()).endsWith("4 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void noTestAtAllIsAFailure() throws Exception {
        tests("<testsuite></testsuite>", 0);
        Checkout.Run run = checkout.run("test");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).endsWith("0 passed, 0 failed, 0 skipped\n");
    }

    @Test
    void benchWithoutBenchmarksSaysSo() throws Exception {
        Checkout.Run run = checkout.run("bench");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("There are no benchmarks in this checkout");
    }
}
