@NullMarked
package dev.sluice.gateway.twofactor;

import org.jspecify.annotations.NullMarked;
