/** The home folder of one gateway, and the folder that gateways share: whose they are, what is in them, and of which format. */
@NullMarked
package dev.sluice.gateway.home;

import org.jspecify.annotations.NullMarked;
