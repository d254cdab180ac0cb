package dev.sluice.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.cli.api.CommandException;
import dev.sluice.cli.api.Doc;
import dev.sluice.cli.api.Exit;
import dev.sluice.cli.api.Pages;
import dev.sluice.cli.api.Platform;
import dev.sluice.cli.api.Session;
import dev.sluice.cli.http.Request;
import dev.sluice.cli.http.Response;
import dev.sluice.cli.terminal.Table;
import dev.sluice.cli.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the documents of resources. */
@Command(name = "get", description = "Shows resources of a kind, or one; with -o as documents that apply takes again.")
public final class Get implements Callable<Integer> {

    /** How documents are shown. */
    enum Format {
        yaml,
        json
    }

    private final Session session;

    @Parameters(index = "0", paramLabel = "KIND", description = "Such as function.")
    String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "One resource; all unless told.")
    Optional<String> name = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "yaml|json",
            description = "The whole documents. Values of secrets are never in them.")
    Optional<Format> output = Optional.empty();

    @Option(
            names = {"-l", "--label"},
            paramLabel = "KEY=VALUE",
            description = "Only those with this label; may be given again.")
    List<String> labels = new ArrayList<>();

    public Get(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (name.isPresent() && !labels.isEmpty()) {
            throw CommandException.usage("-l chooses among many: leave out the name, or the label.");
        }
        Format format = output.isPresent() ? output.get() : session.json() ? Format.json : null;
        if (name.isPresent()) {
            one(name.get(), format);
        } else {
            all(format);
        }
        return Exit.OK;
    }

    private void one(String wanted, @Nullable Format format) {
        String target = target() + "/" + Platform.encoded(wanted);
        if (format == Format.yaml) {
            session.print(yaml(target).text().stripTrailing());
        } else if (format == Format.json) {
            session.print(session.platform().read(Request.get(target)).pretty());
        } else {
            table(List.of(session.platform().read(Request.get(target)))).print(session.terminal());
        }
    }

    private void all(@Nullable Format format) {
        Pages pages = new Pages(target(), labels);
        if (format == Format.yaml) {
            yaml(pages);
            return;
        }
        List<Doc> documents = pages.of(session.platform(), "documents");
        if (format == Format.json) {
            JsonArray array = new JsonArray();
            documents.forEach(document -> array.add(document.json()));
            JsonObject whole = new JsonObject();
            whole.add("documents", array);
            session.print(new Doc(whole).pretty());
        } else if (documents.isEmpty()) {
            session.print("There is no " + singular(kind) + (labels.isEmpty() ? "" : " with this label") + ".");
        } else {
            table(documents).print(session.terminal());
        }
    }

    private void yaml(Pages pages) {
        List<String> texts = new ArrayList<>();
        pages.each(target -> {
            Page page = yaml(target);
            if (!page.text().isBlank()) {
                texts.add(page.text().stripTrailing());
            }
            return page.next();
        });
        if (!texts.isEmpty()) {
            session.print(String.join("\n---\n", texts));
        }
    }

    /** Documents as a text, and after which name the next page begins. */
    private record Page(String text, String next) {}

    private Page yaml(String target) {
        try (Response answer = session.platform().manage(Request.get(target).with("Accept", "application/yaml"))) {
            return new Page(answer.text(), answer.header("Sluice-Next").orElse(""));
        } catch (IOException e) {
            throw new CommandException(Exit.UNREACHABLE, "The connection was lost: " + e.getMessage() + ".");
        }
    }

    private String target() {
        return "/documents/" + Platform.encoded(singular(kind));
    }

    /** A kind as paths name it: {@code Functions} is {@code function}. */
    static String singular(String kind) {
        return kind.toLowerCase(Locale.ROOT).replaceFirst("s$", "");
    }

    private static Table table(List<Doc> documents) {
        Table table = new Table("NAME", "KIND", "LABELS", "CODE");
        for (Doc document : documents) {
            Doc spec = document.doc("spec");
            Doc told = document.doc("metadata").doc("labels");
            String code = spec.has("upstream") ? spec.text("upstream") : Deploy.shortened(spec.text("code"));
            table.row(
                    Terminal.harmless(document.doc("metadata").text("name")),
                    document.text("kind"),
                    Terminal.harmless(String.join(
                            ",",
                            told.names().stream()
                                    .map(key -> key + "=" + told.text(key))
                                    .toList())),
                    code);
        }
        return table;
    }
}
