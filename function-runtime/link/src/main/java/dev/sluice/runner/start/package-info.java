/** What a runner is started with, and what it ends with. */
@NullMarked
package dev.sluice.runner.start;

import org.jspecify.annotations.NullMarked;
