/** Who may manage, who may call: tokens and the guard at the door. */
@NullMarked
package dev.sluice.gateway.security;

import org.jspecify.annotations.NullMarked;
