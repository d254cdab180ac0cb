/** Counts what public test suites find, outside of the tests that every build runs. */
@NullMarked
package dev.sluice.decorators.suites;

import org.jspecify.annotations.NullMarked;
