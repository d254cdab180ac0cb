package dev.sluice.cli.folder;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files of a folder are not sent: patterns as in a {@code .gitignore}, one a line, of which the last that fits decides. {@code *} and
 * {@code ?} stand for what has no slash, {@code **} for everything; a pattern with a slash in front or inside is for the folder itself, any
 * other for all below; a slash at the end makes it one for folders alone; {@code !} takes back what was left out before.
 */
record IgnoreRules(List<Rule> rules) {

    /** What no function needs: it is made anew where it runs. */
    static final List<String> USUAL =
            List.of(".git", "node_modules", "__pycache__", ".venv", "target", ".sluiceignore");

    /** What a Maven project has besides, which is built without its tests. */
    static final String TESTS_OF_MAVEN = "**/src/test";

    /** What rules say of a file or folder. */
    enum Word {
        IGNORED,
        TAKEN_BACK,
        NOTHING
    }

    private record Rule(Pattern path, boolean foldersAlone, Word word) {}

    static IgnoreRules of(List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (String line : lines) {
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                rules.add(rule(text));
            }
        }
        return new IgnoreRules(List.copyOf(rules));
    }

    private static Rule rule(String text) {
        boolean ignored = !text.startsWith("!");
        String glob = ignored ? text : text.substring(1);
        boolean foldersAlone = glob.endsWith("/");
        String bare = glob.replaceFirst("/+$", "");
        boolean anchored = bare.indexOf('/') >= 0;
        String path = (anchored ? "" : "(.*/)?") + regex(bare.replaceFirst("^/", ""));
        return new Rule(Pattern.compile(path), foldersAlone, ignored ? Word.IGNORED : Word.TAKEN_BACK);
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    /** What they say of a file or folder; what is in a folder that is ignored is not asked for. */
    Word of(String path, boolean folder) {
        Word word = Word.NOTHING;
        for (Rule rule : rules) {
            if ((folder || !rule.foldersAlone()) && rule.path().matcher(path).matches()) {
                word = rule.word();
            }
        }
        return word;
    }
}
