/** The contract of runner providers, and runners that are only played. */
@NullMarked
package dev.sluice.testkit.runner;

import org.jspecify.annotations.NullMarked;
