/** Functions that a runner plays with before it says hello. Loaded as an author's would be, and forgotten afterwards. */
@NullMarked
package dev.sluice.runner.rehearsal.play;

import org.jspecify.annotations.NullMarked;
