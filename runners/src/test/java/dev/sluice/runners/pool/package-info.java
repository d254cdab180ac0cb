@NullMarked
package dev.sluice.runners.pool;

import org.jspecify.annotations.NullMarked;
