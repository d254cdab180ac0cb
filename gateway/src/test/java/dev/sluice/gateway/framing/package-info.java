@NullMarked
package dev.sluice.gateway.framing;

import org.jspecify.annotations.NullMarked;
