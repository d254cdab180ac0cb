/** What decorators that change keyed state have in common. */
@NullMarked
package dev.sluice.decorators.state;

import org.jspecify.annotations.NullMarked;
