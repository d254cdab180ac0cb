package dev.sluice.cli.http;

/** One header line of a request or an answer. */
public record Header(String name, String value) {

    public Header {
        if (name.isEmpty() || !name.chars().allMatch(Header::isTokenCharacter)) {
            throw new IllegalArgumentException("'" + name + "' is no header name: letters, digits and - are allowed");
        }
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new IllegalArgumentException(
                    "the value of header " + name + " has a line break or control character");
        }
    }

    /** From {@code Name: value}, as on the wire. */
    public static Header parse(String line) {
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + line + "' is no header: write 'Name: value'");
        }
        return new Header(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    private static boolean isTokenCharacter(int c) {
        return c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
}
