package dev.sluice.events.workqueue.source;

import dev.sluice.events.callback.PublicAddresses;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Something that is not a function, and answers {@code GET /items} and {@code GET /items/NAME} below an address. */
public final class UrlSource implements ItemSource {

    private final String base;
    private final String who;
    private final Soon soon;
    private final SourceClient client;

    /** {@code executor}: runs each task on a thread that may block. */
    public UrlSource(URI base, PublicAddresses allowed, Executor executor) {
        this(base, allowed, executor, SourceClient.PATIENCE);
    }

    /** {@code patience}: how long an answer may take, to its last byte. */
    UrlSource(URI base, PublicAddresses allowed, Executor executor, Duration patience) {
        String path = base.toString();
        this.base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        this.who = "The source " + base.getHost();
        this.soon = new Soon(executor);
        this.client = new SourceClient(allowed, patience);
    }

    @Override
    public CompletionStage<Listing> list(Optional<String> next) {
        String query = next.map(after -> "?after=" + Percent.encoded(after)).orElse("");
        return soon.ask(
                who,
                () -> ListingReader.read(
                        asked("/items" + query, ListingReader.LONGEST).bytes()));
    }

    @Override
    public CompletionStage<Content> content(String name) {
        return soon.ask(who, () -> asked("/items/" + Percent.encoded(name), Content.LONGEST));
    }

    private Content asked(String rest, int most) throws SourceFault, InterruptedException {
        SourceClient.Answered answer = client.get(URI.create(base + rest), Map.of(), most);
        SourceAnswers.check(who, answer.status());
        return answer.content();
    }

    @Override
    public void close() {
        client.close();
    }
}
