/** An example that GitHub calls through a webhook. */
@NullMarked
package dev.sluice.examples.github;

import org.jspecify.annotations.NullMarked;
