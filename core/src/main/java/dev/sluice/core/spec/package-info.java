/** What people write about resources: documents of a kind with metadata and spec, read, described and compared by their records. */
@NullMarked
package dev.sluice.core.spec;

import org.jspecify.annotations.NullMarked;
