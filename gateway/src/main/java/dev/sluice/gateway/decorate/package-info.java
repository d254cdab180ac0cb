/** Makes the decorators of a version ready for its calls, and knows what they need. */
@NullMarked
package dev.sluice.gateway.decorate;

import org.jspecify.annotations.NullMarked;
