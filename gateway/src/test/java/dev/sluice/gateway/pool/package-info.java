@NullMarked
package dev.sluice.gateway.pool;

import org.jspecify.annotations.NullMarked;
