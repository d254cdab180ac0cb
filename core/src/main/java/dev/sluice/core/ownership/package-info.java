/** Who owns what, on keyed state: keys, locks, semaphores, elections and barriers that gateways have in common. */
@NullMarked
package dev.sluice.core.ownership;

import org.jspecify.annotations.NullMarked;
