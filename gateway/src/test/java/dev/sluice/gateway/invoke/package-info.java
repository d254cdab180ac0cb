@NullMarked
package dev.sluice.gateway.invoke;

import org.jspecify.annotations.NullMarked;
