/** Brings routes, decorators and pools of this gateway to what the catalog and the secrets say. */
@NullMarked
package dev.sluice.gateway.reconcile;

import org.jspecify.annotations.NullMarked;
