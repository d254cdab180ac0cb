package dev.sluice.core.protocol;

/** The type byte of each frame; numbers are never used again for something else. */
final class FrameType {

    static final byte HELLO = 1;
    static final byte SPECIALISE = 2;
    static final byte SPECIALISED = 3;
    static final byte SPECIALISE_FAILED = 4;
    static final byte INVOKE = 5;
    static final byte DATA = 6;
    static final byte TRAILERS = 7;
    static final byte WINDOW = 8;
    static final byte RESULT = 9;
    static final byte ERROR = 10;
    static final byte CANCEL = 11;
    static final byte LOG = 12;
    static final byte PING = 13;
    static final byte PONG = 14;
    static final byte DRAIN = 15;
    static final byte WELCOME = 16;
    static final byte PROGRESS = 17;
    static final byte NOTICE = 18;
    static final byte NOTICED = 19;
    static final byte PROFILE = 20;

    private FrameType() {}
}
