/** Small records under keys, changed by compare and set, that gateways share: an extension point. */
@NullMarked
package dev.sluice.core.state;

import org.jspecify.annotations.NullMarked;
