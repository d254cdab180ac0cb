/** What is made of many items, whatever their order and however they are grouped. */
@NullMarked
package dev.sluice.pipelines.fold;

import org.jspecify.annotations.NullMarked;
