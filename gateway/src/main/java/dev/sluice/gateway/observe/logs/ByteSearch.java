package dev.sluice.gateway.observe.logs;

/** A search in bytes, so that lines that cannot match are not decoded. */
final class ByteSearch {

    private ByteSearch() {}

    /** Whether {@code mark} stands somewhere in {@code text}; an empty mark stands everywhere. */
    static boolean contains(byte[] text, byte[] mark) {
        for (int start = 0; start <= text.length - mark.length; start++) {
            int matched = 0;
            while (matched < mark.length && text[start + matched] == mark[matched]) {
                matched++;
            }
            if (matched == mark.length) {
                return true;
            }
        }
        return false;
    }
}
