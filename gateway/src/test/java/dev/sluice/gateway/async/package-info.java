@NullMarked
package dev.sluice.gateway.async;

import org.jspecify.annotations.NullMarked;
