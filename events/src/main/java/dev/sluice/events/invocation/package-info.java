/** What became of calls that nobody waits for: their states and answers, for whoever asks by id. */
@NullMarked
package dev.sluice.events.invocation;

import org.jspecify.annotations.NullMarked;
