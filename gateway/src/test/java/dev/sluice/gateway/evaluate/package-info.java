@NullMarked
package dev.sluice.gateway.evaluate;

import org.jspecify.annotations.NullMarked;
