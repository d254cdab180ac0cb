/** What a gateway does when it has started: play first calls to itself until their code is loaded. */
@NullMarked
package dev.sluice.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
