package dev.sluice.core.event;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON (RFC 8259) strictly, from front to back, and can say where a value begins and ends, so that the data of an event
 * stays as it was written. Each fault is told with its line and column.
 */
final class JsonScanner {

    /** How deep arrays and objects may be nested. */
    private static final int DEEPEST = 256;

    private final String text;
    private int at;

    private JsonScanner(String text) {
        this.text = text;
    }

    static JsonScanner of(String text) {
        return new JsonScanner(text);
    }

    /** Also with a byte order mark, which RFC 8259 lets readers skip. */
    static JsonScanner of(byte[] utf8) throws MalformedEventException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return new JsonScanner(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw new MalformedEventException("it is not UTF-8, which JSON must be");
        }
    }

    /** The next character after blanks, without taking it; 0 at the end. */
    char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Takes {@code expected}. */
    void take(char expected) throws MalformedEventException {
        if (peek() != expected) {
            throw fault("'" + expected + "' is expected");
        }
        at++;
    }

    /** After a member or an item: takes a comma, or {@code end} if there is no further one. */
    boolean hasNext(char end) throws MalformedEventException {
        if (peek() == ',') {
            at++;
            return true;
        }
        if (peek() != end) {
            throw fault("',' or '" + end + "' is expected");
        }
        at++;
        return false;
    }

    /** Takes an opening bracket; whether something follows before {@code end}, which is taken if not. */
    boolean open(char bracket, char end) throws MalformedEventException {
        take(bracket);
        if (peek() != end) {
            return true;
        }
        at++;
        return false;
    }

    /** Nothing may follow. */
    void end() throws MalformedEventException {
        if (peek() != 0 || at < text.length()) {
            throw fault("nothing more is expected");
        }
    }

    /** Takes a string; what it means. */
    String string() throws MalformedEventException {
        take('"');
        StringBuilder value = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return whole(value.toString());
            }
            if (c < ' ') {
                throw fault("a string has a control character; write \\u%04x".formatted((int) c));
            }
            value.append(c == '\\' ? escaped() : c);
        }
    }

    /** Half a pair of surrogates is no character, so UTF-8 has no bytes for it. */
    private String whole(String value) throws MalformedEventException {
        boolean half = value.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
        if (half) {
            throw fault("a string has half of a character that UTF-16 writes in two");
        }
        return value;
    }

    private char escaped() throws MalformedEventException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    char digit = next();
                    int value = digit < 128 ? Character.digit(digit, 16) : -1;
                    if (value < 0) {
                        throw fault("\\u is followed by four hexadecimal digits");
                    }
                    code = code * 16 + value;
                }
                yield (char) code;
            }
            default -> throw fault("'\\" + c + "' means nothing in JSON");
        };
    }

    private char next() throws MalformedEventException {
        if (at == text.length()) {
            throw fault("a string does not end");
        }
        return text.charAt(at++);
    }

    /** Takes any value; how it is written. */
    String raw() throws MalformedEventException {
        peek();
        int from = at;
        skip(0);
        return text.substring(from, at);
    }

    private void skip(int depth) throws MalformedEventException {
        if (depth > DEEPEST) {
            throw fault("it is nested more than " + DEEPEST + " deep");
        }
        switch (peek()) {
            case '{' -> {
                for (boolean more = open('{', '}'); more; more = hasNext('}')) {
                    string();
                    take(':');
                    skip(depth + 1);
                }
            }
            case '[' -> {
                for (boolean more = open('[', ']'); more; more = hasNext(']')) {
                    skip(depth + 1);
                }
            }
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void word(String word) throws MalformedEventException {
        if (!text.startsWith(word, at)) {
            throw fault("a value is expected");
        }
        at += word.length();
    }

    private void number() throws MalformedEventException {
        int from = at;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        int first = at;
        boolean good = digits() && (text.charAt(first) != '0' || at == first + 1);
        if (good && at < text.length() && text.charAt(at) == '.') {
            at++;
            good = digits();
        }
        if (good && at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            good = digits();
        }
        if (!good) {
            at = from;
            throw fault("a value is expected");
        }
    }

    private boolean digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > from;
    }

    private MalformedEventException fault(String what) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            column = text.charAt(i) == '\n' ? 1 : column + 1;
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return new MalformedEventException("it is not JSON: " + what + " at line " + line + ", column " + column);
    }
}
