@NullMarked
package dev.sluice.testkit.storm;

import org.jspecify.annotations.NullMarked;
