package dev.sluice.pipelines.window;

import java.util.List;

/** What came of an item. */
public sealed interface Taken {

    /** It is in a window. {@code results}: what goes on because of it, in order. */
    record In(List<WindowResult> results) implements Taken {}

    /** Its windows are over. {@code results}: what goes on all the same. */
    record Late(List<WindowResult> results) implements Taken {}

    /** It would open one window more than may be open. */
    record Full() implements Taken {}
}
