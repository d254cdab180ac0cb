package dev.sluice.cli.verb;

import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Problem;
import dev.sluice.cli.api.ProblemException;
import dev.sluice.cli.api.ServerEvent;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.terminal.PassingLine;
import dev.sluice.cli.terminal.Terminal;

/**
 * A deployment that is watched to its end. Its steps are lines for whoever watches: one that is drawn again where a person
 * does, one each elsewhere.
 */
final class FollowedDeployment {

    private final Session session;
    private final String path;
    private final boolean quiet;
    private final PassingLine line;

    /** @param quiet whether nothing is shown of it */
    FollowedDeployment(Session session, String path, boolean quiet) {
        this.session = session;
        this.path = path;
        this.quiet = quiet || session.json();
        this.line = new PassingLine(session.terminal());
    }

    /**
     * Waits for the end; a connection that is lost is made again.
     *
     * @return what came of it
     * @throws ProblemException if it failed
     */
    Doc result() {
        Followed followed =
                new Followed(session, path, "the deployment goes on without it: ./sluice deployments shows it");
        Doc ended;
        try {
            ended = followed.toItsEnd(this::happened);
        } finally {
            line.clear();
        }
        Doc problem = ended.doc("problem");
        if (!problem.names().isEmpty()) {
            throw new ProblemException(Problem.of(problem));
        }
        return ended.doc("result");
    }

    private void happened(ServerEvent event) {
        Doc data = Doc.parse(event.data());
        switch (event.name()) {
            case "step" -> show(step(data), true);
            case "log" -> show(Terminal.harmless(data.text("line")), false);
            default -> {}
        }
    }

    private static String step(Doc step) {
        return Terminal.harmless(step.text("step").replace('_', ' ') + ": " + step.text("message"));
    }

    private void show(String text, boolean passing) {
        if (quiet) {
            return;
        }
        if (passing && line.isWatched()) {
            line.draw(text);
        } else {
            line.clear();
            session.note(session.terminal().dim(text));
        }
    }
}
