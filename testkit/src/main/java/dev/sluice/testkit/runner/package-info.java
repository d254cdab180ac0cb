/** The contract that every runner provider passes with its means, and runners that are only played. */
@NullMarked
package dev.sluice.testkit.runner;

import org.jspecify.annotations.NullMarked;
