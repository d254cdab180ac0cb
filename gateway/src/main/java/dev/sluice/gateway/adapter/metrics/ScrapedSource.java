package dev.sluice.gateway.adapter.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A program that is asked again and again for what it measured, on a thread of its own. */
final class ScrapedSource implements Source {

    private static final Duration FIRST = Duration.ofSeconds(1);

    /** It is told when so many in a row have failed: the first may come before the program listens. */
    private static final int TOLD_AFTER = 3;

    private final String program;
    private final Scrape scrape;
    private final Function<String, List<Family>> parser;
    private final Consumer<String> teller;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile List<Family> families = List.of();
    private int failures;

    /**
     * Starts its thread.
     *
     * @param parser throws {@link IllegalArgumentException} with a clause
     * @param teller takes sentences about what is wrong
     */
    ScrapedSource(
            String program,
            Scrape scrape,
            Duration interval,
            Function<String, List<Family>> parser,
            Consumer<String> teller) {
        this.program = program;
        this.scrape = scrape;
        this.parser = parser;
        this.teller = teller;
        Thread.ofVirtual().name("scrapes of " + scrape.address()).start(() -> run(interval));
    }

    @Override
    public String program() {
        return program;
    }

    @Override
    public List<Family> families() {
        return families;
    }

    @Override
    public void close() {
        over.countDown();
    }

    private void run(Duration interval) {
        Duration pause = interval.compareTo(FIRST) < 0 ? interval : FIRST;
        try {
            while (!over.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                look();
                pause = interval;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            families = List.of();
        }
    }

    /** What it told before is not shown once it cannot be asked: it may be long wrong. */
    private void look() {
        try {
            families = bounded(parser.apply(scrape.body()));
            failures = 0;
        } catch (IOException | IllegalArgumentException e) {
            families = List.of();
            failures++;
            if (failures == TOLD_AFTER) {
                teller.accept(
                        "its metrics at " + scrape.address() + scrape.path() + " cannot be read: " + e.getMessage());
            }
        }
    }

    private List<Family> bounded(List<Family> all) {
        List<Family> kept = new ArrayList<>();
        int series = 0;
        for (Family family : all) {
            series += family.series().size();
            if (series > MOST_SERIES) {
                teller.accept("it tells more than " + MOST_SERIES + " series: the metric " + family.name()
                        + " and those after it are left out");
                break;
            }
            kept.add(family);
        }
        return kept;
    }
}
