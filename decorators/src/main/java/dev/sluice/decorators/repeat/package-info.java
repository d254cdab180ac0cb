/** What decorators need that call more than once for one call: which may be, how often, and waiting in between. */
@NullMarked
package dev.sluice.decorators.repeat;

import org.jspecify.annotations.NullMarked;
