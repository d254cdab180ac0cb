/** Documents of pipelines, as people write them. */
@NullMarked
package dev.sluice.pipelines.document;

import org.jspecify.annotations.NullMarked;
