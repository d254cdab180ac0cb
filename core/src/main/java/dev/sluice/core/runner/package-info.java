/** Runners, the providers that start them, and the link that a gateway holds to each. */
@NullMarked
package dev.sluice.core.runner;

import org.jspecify.annotations.NullMarked;
