/** Calls at random through a chain of decorators, and what must hold in each of them. */
@NullMarked
package dev.sluice.testkit.storm;

import org.jspecify.annotations.NullMarked;
