/** What a function did wrong, told in its author's terms: its own frames, the real cause, nothing of the runner. */
@NullMarked
package dev.sluice.runner.failure;

import org.jspecify.annotations.NullMarked;
