@NullMarked
package dev.sluice.gateway.link;

import org.jspecify.annotations.NullMarked;
