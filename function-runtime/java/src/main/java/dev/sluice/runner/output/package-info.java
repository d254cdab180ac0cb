/** What a function prints and logs, as lines filed under the call that wrote them. */
@NullMarked
package dev.sluice.runner.output;

import org.jspecify.annotations.NullMarked;
