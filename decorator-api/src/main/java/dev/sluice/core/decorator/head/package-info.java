/** Decorators that look at heads only: no body is touched, nothing waits. */
@NullMarked
package dev.sluice.core.decorator.head;

import org.jspecify.annotations.NullMarked;
