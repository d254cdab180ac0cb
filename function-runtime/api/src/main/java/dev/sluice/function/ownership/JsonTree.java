package dev.sluice.function.ownership;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object of an answer, by RFC 8259: what the gateway writes, and no more than that. */
final class JsonTree {

    private final Map<String, Object> members;

    private JsonTree(Map<String, Object> members) {
        this.members = members;
    }

    /** @throws IllegalArgumentException if the text is no JSON object */
    static JsonTree read(String text) {
        return new Reader(text).whole();
    }

    String text(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("the answer has no '" + name + "'"));
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(members.get(name)).map(Object::toString);
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    boolean truth(String name) {
        return text(name).equals("true");
    }

    /** The texts of a list; empty if there is none. */
    List<String> texts(String name) {
        return members.get(name) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    /** The objects of a list; empty if there is none. */
    List<JsonTree> list(String name) {
        List<JsonTree> trees = new ArrayList<>();
        if (members.get(name) instanceof List<?> list) {
            for (Object one : list) {
                if (one instanceof JsonTree tree) {
                    trees.add(tree);
                }
            }
        }
        return trees;
    }

    private static final class Reader {

        private static final int DEEPEST = 20;

        private final String text;
        private int at;
        private int depth;

        Reader(String text) {
            this.text = text;
        }

        JsonTree whole() {
            Object value = value();
            if (next() != 0 || !(value instanceof JsonTree tree)) {
                throw wrong();
            }
            return tree;
        }

        private @Nullable Object value() {
            char first = next();
            if (++depth > DEEPEST) {
                throw wrong();
            }
            Object value = switch (first) {
                case '{' -> object();
                case '[' -> array();
                case '"' -> string();
                default -> word();
            };
            depth--;
            return value;
        }

        private JsonTree object() {
            Map<String, Object> members = new LinkedHashMap<>();
            at++;
            for (boolean more = next() != '}'; more; more = comma('}')) {
                if (next() != '"') {
                    throw wrong();
                }
                String name = string();
                take(':');
                Object value = value();
                if (value != null) {
                    members.put(name, value);
                }
            }
            take('}');
            return new JsonTree(members);
        }

        private List<Object> array() {
            List<Object> list = new ArrayList<>();
            at++;
            for (boolean more = next() != ']'; more; more = comma(']')) {
                Object value = value();
                if (value != null) {
                    list.add(value);
                }
            }
            take(']');
            return list;
        }

        private boolean comma(char end) {
            if (next() == end) {
                return false;
            }
            take(',');
            return true;
        }

        private String string() {
            StringBuilder out = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                out.append(c == '\\' ? escape() : c);
            }
            take('"');
            return out.toString();
        }

        private char escape() {
            char c = at < text.length() ? text.charAt(at++) : 0;
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case '"', '\\', '/' -> c;
                case 'u' -> {
                    if (at + 4 > text.length()) {
                        throw wrong();
                    }
                    at += 4;
                    yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
                }
                default -> throw wrong();
            };
        }

        private @Nullable Object word() {
            int begin = at;
            while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(begin, at);
            if (!word.matches("true|false|null|-?[0-9.eE+-]+")) {
                throw wrong();
            }
            return word.equals("null") ? null : word;
        }

        /** The next character that is no blank, left where it is; NUL at the end. */
        private char next() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void take(char wanted) {
            if (next() != wanted) {
                throw wrong();
            }
            at++;
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("the answer is no JSON object, at character " + at);
        }
    }
}
