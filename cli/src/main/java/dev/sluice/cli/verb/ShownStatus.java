package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** Shows how a resource of any kind stands: a line for each member, and one for each of many. */
final class ShownStatus {

    /** What is in the first line. */
    private static final List<String> SHOWN_ABOVE = List.of("kind", "name", "state", "detail");

    private ShownStatus() {}

    static void print(Doc status, Terminal terminal) {
        String state = status.text("state");
        String shown = state.equals("running") ? terminal.green(state) : terminal.yellow(state.replace('_', ' '));
        String detail = status.text("detail");
        terminal.print(terminal.bold(Terminal.harmless(status.text("name"))) + "  " + shown
                + (detail.isEmpty() ? "" : ": " + Terminal.harmless(detail)));
        for (String member : status.names()) {
            if (!SHOWN_ABOVE.contains(member)) {
                show(member, status, terminal);
            }
        }
    }

    private static void show(String member, Doc status, Terminal terminal) {
        List<Doc> many = status.docs(member);
        if (!many.isEmpty()) {
            many.forEach(each -> Describe.line(terminal, member, members(each)));
        } else if (!status.texts(member).isEmpty()) {
            status.texts(member).forEach(text -> Describe.line(terminal, member, Terminal.harmless(text)));
        } else if (status.doc(member).names().isEmpty()) {
            String text = status.shown(member);
            Describe.line(terminal, member, text.equals("[]") || text.equals("{}") ? "" : Terminal.harmless(text));
        } else {
            Describe.line(terminal, member, members(status.doc(member)));
        }
    }

    private static String members(Doc of) {
        List<String> members = new ArrayList<>();
        for (String name : of.names()) {
            Doc inner = of.doc(name);
            members.add(name + "=" + (inner.names().isEmpty() ? of.shown(name) : "(" + members(inner) + ")"));
        }
        return Terminal.harmless(String.join(", ", members));
    }
}
