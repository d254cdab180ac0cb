/** Folders that several processes of one machine work in: who may change them, and how others learn of it. */
@NullMarked
package dev.sluice.store.folder;

import org.jspecify.annotations.NullMarked;
