/** Keyed state in an etcd that gateways share. */
@NullMarked
package dev.sluice.store.etcd;

import org.jspecify.annotations.NullMarked;
