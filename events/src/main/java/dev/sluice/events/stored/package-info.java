/** Records of the platform's own topics: a format, header fields as text, and bytes. */
@NullMarked
package dev.sluice.events.stored;

import org.jspecify.annotations.NullMarked;
