/** {@code timeout}: how long a call may take in all. */
@NullMarked
package dev.sluice.decorators.timeout;

import org.jspecify.annotations.NullMarked;
