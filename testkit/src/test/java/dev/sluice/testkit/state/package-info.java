@NullMarked
package dev.sluice.testkit.state;

import org.jspecify.annotations.NullMarked;
