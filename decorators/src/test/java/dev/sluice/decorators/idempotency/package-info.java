@NullMarked
package dev.sluice.decorators.idempotency;

import org.jspecify.annotations.NullMarked;
