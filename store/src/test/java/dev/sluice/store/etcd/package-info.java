@NullMarked
package dev.sluice.store.etcd;

import org.jspecify.annotations.NullMarked;
