/** CloudEvents 1.0.2: what an event is, and how it is written as JSON and over HTTP. */
@NullMarked
package dev.sluice.core.event;

import org.jspecify.annotations.NullMarked;
