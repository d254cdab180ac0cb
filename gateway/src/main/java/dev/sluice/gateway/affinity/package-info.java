/** What calls of a function have in common that go to the same instance. */
@NullMarked
package dev.sluice.gateway.affinity;

import org.jspecify.annotations.NullMarked;
