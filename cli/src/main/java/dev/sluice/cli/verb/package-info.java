/** The verbs that talk to a running platform, one class each. */
@NullMarked
package dev.sluice.cli.verb;

import org.jspecify.annotations.NullMarked;
