@NullMarked
package dev.sluice.gateway.state;

import org.jspecify.annotations.NullMarked;
