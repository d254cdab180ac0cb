/** What the head of a message says of its body. */
@NullMarked
package dev.sluice.decorators.body;

import org.jspecify.annotations.NullMarked;
