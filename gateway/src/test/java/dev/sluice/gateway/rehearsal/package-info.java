@NullMarked
package dev.sluice.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
