/** Measures of the runner that are run by hand, and never as tests. */
@NullMarked
package dev.sluice.runner.measure;

import org.jspecify.annotations.NullMarked;
