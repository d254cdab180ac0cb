/** What every provider of runners must do, and runtimes to try it with. */
@NullMarked
package dev.sluice.testkit.runner;

import org.jspecify.annotations.NullMarked;
