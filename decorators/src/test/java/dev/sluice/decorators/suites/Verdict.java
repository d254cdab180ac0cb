package dev.sluice.decorators.suites;

/** What became of one test of a suite. */
enum Verdict {
    /** As the suite says. */
    RIGHT,
    /** The settings were refused, as a deployment with them would be. */
    REFUSED,
    /** It needs something that a deployment cannot give. */
    LEFT_OUT,
    WRONG
}
