/** Where keyed state is kept: in a folder that gateways of one machine share, or in a Redis or Valkey. */
@NullMarked
package dev.sluice.store.state;

import org.jspecify.annotations.NullMarked;
