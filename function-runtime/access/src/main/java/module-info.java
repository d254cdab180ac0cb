/** What the runner changes in its JVM, for which the JDK has no public method at run time. */
module dev.sluice.runner.access {
    requires static org.jspecify;

    exports dev.sluice.runner.access;
}
