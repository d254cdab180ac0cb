/** What a runner does before it says hello: be its own gateway until its code is warm. */
@NullMarked
package dev.sluice.runner.rehearsal;

import org.jspecify.annotations.NullMarked;
