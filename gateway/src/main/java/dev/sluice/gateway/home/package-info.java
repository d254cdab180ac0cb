/** The home folder of one gateway: whose it is, what is in it, and of which format. */
@NullMarked
package dev.sluice.gateway.home;

import org.jspecify.annotations.NullMarked;
