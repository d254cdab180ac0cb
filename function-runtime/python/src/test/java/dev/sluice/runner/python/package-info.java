/** Starts the tests of the Python runner, which are in Python. */
@NullMarked
package dev.sluice.runner.python;

import org.jspecify.annotations.NullMarked;
