/** What the runner changes in its JVM, for which the JDK has no public method at run time. */
@NullMarked
package dev.sluice.runner.access;

import org.jspecify.annotations.NullMarked;
