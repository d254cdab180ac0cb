/** Whether a request needs the second factor: an expression over it. */
@NullMarked
package dev.sluice.decorators.twofactor.condition;

import org.jspecify.annotations.NullMarked;
