package dev.sluice.gateway.adapter.logs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads logfmt: words of the form {@code name=value}, apart by blanks, values with blanks in double quotes. */
final class Logfmt {

    private final String line;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private int at;

    private Logfmt(String line) {
        this.line = line;
    }

    /** The fields of a line; empty if anything in it is of another form, or a name is there twice. */
    static Optional<Map<String, String>> read(String line) {
        Logfmt reading = new Logfmt(line);
        return reading.readAll() && !reading.fields.isEmpty() ? Optional.of(reading.fields) : Optional.empty();
    }

    private boolean readAll() {
        skipBlanks();
        while (at < line.length()) {
            int from = at;
            while (at < line.length() && isOfName(line.charAt(at))) {
                at++;
            }
            if (at == from || at == line.length() || line.charAt(at) != '=') {
                return false;
            }
            String name = line.substring(from, at++);
            Optional<String> value = at < line.length() && line.charAt(at) == '"' ? quoted() : Optional.of(bare());
            if (value.isEmpty() || fields.putIfAbsent(name, value.get()) != null) {
                return false;
            }
            skipBlanks();
        }
        return true;
    }

    private static boolean isOfName(char c) {
        return c > ' ' && c != '=' && c != '"';
    }

    private void skipBlanks() {
        while (at < line.length() && line.charAt(at) <= ' ') {
            at++;
        }
    }

    private String bare() {
        int from = at;
        while (at < line.length() && line.charAt(at) > ' ') {
            at++;
        }
        return line.substring(from, at);
    }

    /** Empty if the quotes do not close, or something follows them at once. */
    private Optional<String> quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return at == line.length() || line.charAt(at) <= ' ' ? Optional.of(value.toString()) : Optional.empty();
            }
            if (c == '\\' && at + 1 < line.length()) {
                c = escaped(line.charAt(++at));
            }
            value.append(c);
        }
        return Optional.empty();
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            default -> c;
        };
    }
}
