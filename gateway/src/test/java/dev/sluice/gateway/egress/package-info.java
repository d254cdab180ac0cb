/** Tests of ambassadors. */
@NullMarked
package dev.sluice.gateway.egress;

import org.jspecify.annotations.NullMarked;
