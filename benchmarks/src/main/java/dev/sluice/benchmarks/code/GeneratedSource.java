package dev.sluice.benchmarks.code;

/** The source of functions that are as large as is asked for. */
final class GeneratedSource {

    private GeneratedSource() {}

    /** The class that is called; it touches each of {@code parts} other classes. */
    static String entry(FunctionJars.Caller caller, int parts) {
        StringBuilder sum = new StringBuilder("        long sum = in.length();\n");
        for (int i = 1; i <= parts; i++) {
            sum.append("        sum += new Part" + i + "(in).weight();\n");
        }
        String body = sum.toString();
        return switch (caller) {
            case SLUICE -> """
                package measured;
                public final class Entry implements java.util.function.Function<String, String> {
                    @Override
                    public String apply(String in) {
                %s        return "weight " + sum;
                    }
                }
                """.formatted(body);
            case FUNCTION_INVOKER -> """
                package measured;
                import com.google.cloud.functions.*;
                public final class Entry implements HttpFunction {
                    @Override
                    public void service(HttpRequest request, HttpResponse response) throws java.io.IOException {
                        String in = new String(request.getInputStream().readAllBytes());
                %s        response.getWriter().write("weight " + sum);
                    }
                }
                """.formatted(body);
        };
    }

    /** A class of the size of an ordinary one: state, a constructor, some methods. */
    static String part(int number) {
        return """
            package measured;
            import java.util.ArrayList;
            import java.util.List;
            final class Part%1$d {
                private static final String NAME = "part %1$d";
                private final String input;
                private final List<Integer> lengths = new ArrayList<>();
                Part%1$d(String input) {
                    this.input = input;
                    for (int i = 0; i < 4; i++) {
                        lengths.add(input.length() + i * %1$d);
                    }
                }
                long weight() {
                    long weight = NAME.length();
                    for (int length : lengths) {
                        weight += scaled(length);
                    }
                    return weight;
                }
                private long scaled(int length) {
                    return switch (length & 3) {
                        case 0 -> length * 3L;
                        case 1 -> length + 7L;
                        default -> length;
                    };
                }
                boolean isEmpty() {
                    return input.isEmpty();
                }
                @Override
                public String toString() {
                    return NAME + " of " + input + ": " + lengths;
                }
            }
            """.formatted(number);
    }
}
