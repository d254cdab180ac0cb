package dev.sluice.core.protocol;

import dev.sluice.core.invocation.Body;

/** The numbers of the wire protocol, as in {@code docs/protocol.md}. */
public final class Protocol {

    /** What this build speaks, and nothing older or newer. */
    public static final int VERSION = 2;

    /** Length, type, flags, stream. */
    public static final int HEADER_BYTES = 4 + 1 + 1 + 4;

    /** What a frame may have behind its length field at most; one that claims more breaks the protocol. */
    public static final int MAX_FRAME_BYTES = 1024 * 1024;

    /** Bytes in one {@link Frame.Data} at most; a sender splits what is larger. */
    public static final int MAX_DATA_BYTES = 32 * 1024;

    /** What each side may send of a body before the other has granted more. */
    public static final int INITIAL_WINDOW_BYTES = Body.MAX_COMPLETE;

    /** Longest text in a {@link Frame.Log}, in characters; longer lines are cut into several. */
    public static final int MAX_LOG_LINE_CHARS = 8 * 1024;

    /** Bytes in one {@link Frame.Progress} at most. */
    public static final int MAX_PROGRESS_BYTES = 64 * 1024;

    /** Bytes in the body of one {@link Frame.Notice} at most. */
    public static final int MAX_NOTICE_BYTES = 8 * 1024;

    /** Bytes of UTF-8 in one {@link Frame.Profile} at most. */
    public static final int MAX_PROFILE_BYTES = 128 * 1024;

    static final int FLAG_END = 1;

    private Protocol() {}
}
