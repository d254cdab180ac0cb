package dev.sluice.benchmarks.peer;

/** The requests that wrk sends, as Lua for it. */
public record Ask(String lua) {

    public static Ask get(String path) {
        return new Ask("wrk.path = " + text(path) + "\n");
    }

    public static Ask post(String path, String type, String body) {
        return new Ask("wrk.method = \"POST\"\nwrk.path = " + text(path) + "\nwrk.body = " + text(body) + "\n")
                .with("Content-Type", type);
    }

    /** The same with one more header field. */
    public Ask with(String field, String value) {
        return new Ask(lua + "wrk.headers[" + text(field) + "] = " + text(value) + "\n");
    }

    /** The same, each with a query that no other request of this or another run has. */
    public Ask withNewQueries() {
        return each("wrk.format(nil, wrk.path .. \"?n=\" .. number())");
    }

    /** The same, each with a value in {@code field} that no other request of this or another run has. */
    public Ask withNewValues(String field) {
        return each("fresh(" + text(field) + ")")
                .before("function fresh(field)\n  wrk.headers[field] = number()\n  return wrk.format()\nend\n");
    }

    /**
     * The same, each for a key of {@code keys} at the end of the path; key k comes with probability ln(1 + 1/k) / ln(keys
     * + 1), which is Zipf's law with exponent 1 but for the first few.
     */
    public Ask forSkewedKeys(int keys) {
        return each("wrk.format(nil, wrk.path .. \"/\" .. math.floor(" + (keys + 1) + " ^ math.random()))");
    }

    /** The same, each with one of {@code keys} numbers in {@code field}, by the same law. */
    public Ask forSkewedValues(String field, int keys) {
        return each("skewed(" + text(field) + ")")
                .before("function skewed(field)\n  wrk.headers[field] = tostring(math.floor(" + (keys + 1)
                        + " ^ math.random()))\n  return wrk.format()\nend\n");
    }

    private Ask each(String request) {
        String numbers = "local begun, count = os.time(), 0\n"
                + "function number()\n  count = count + 1\n  return begun .. \"-\" .. count\nend\n";
        return new Ask(lua + numbers + "function init()\n  math.randomseed(os.time())\nend\n"
                + "function request()\n  return " + request + "\nend\n");
    }

    private Ask before(String definition) {
        return new Ask(definition + lua);
    }

    private static String text(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
