/** Where the second factor's records are kept: in files, or in an etcd, a Redis or a Valkey that gateways share. */
@NullMarked
package dev.sluice.gateway.twofactor;

import org.jspecify.annotations.NullMarked;
