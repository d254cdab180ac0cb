package dev.sluice.decorators.hedge;

import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.whole.Next;
import dev.sluice.core.decorator.whole.Reply;
import dev.sluice.core.decorator.whole.WholeHandler;
import dev.sluice.core.decorator.whole.WholeRequest;
import dev.sluice.core.time.Timers;
import dev.sluice.decorators.failure.Failures;
import java.util.OptionalLong;

/** Makes a call, and a second one if the first is slow. The first good answer is taken; else the first that came. */
final class Hedge implements WholeHandler {

    /** The field of the second call, so that functions and logs can tell it from the first. */
    private static final String HEDGED = "Sluice-Hedged";

    private final DecoratorSite site;
    private final Failures failures;
    private final SecondCalls seconds;
    private final LatencyTracker pace;

    Hedge(HedgeSettings settings, DecoratorSite site) {
        this.site = site;
        this.failures = settings.failures();
        this.seconds = new SecondCalls(settings.budget());
        this.pace = new LatencyTracker(settings.after());
    }

    @Override
    public Reply handle(WholeRequest request, Next next) throws InterruptedException {
        Timers timers = site.timers();
        try (Race race = new Race(next, site)) {
            seconds.began();
            try {
                long begin = timers.nanos();
                race.start(request);
                OptionalLong slow = pace.slow();
                if (slow.isPresent()) {
                    race.bell(begin + slow.getAsLong());
                }
                return winner(race, request);
            } finally {
                seconds.over(race);
            }
        }
    }

    private Reply winner(Race race, WholeRequest request) throws InterruptedException {
        while (true) {
            switch (race.take()) {
                case Race.News.Bell() -> {
                    if (race.running() == 1) {
                        seconds.ask(race);
                    }
                }
                case Race.News.Turn() -> {
                    if (race.running() == 1) {
                        site.fire(request.id(), new What.Hedged());
                        race.start(request.with(request.head().headers().with(HEDGED, "true")));
                    }
                }
                case Race.News.Arrived(Reply reply, long nanos) -> {
                    boolean good = !failures.contains(reply);
                    if (good && reply.statusOrZero() != 0) {
                        pace.add(nanos);
                    }
                    if (good || race.running() == 0) {
                        return race.finish(reply, good);
                    }
                    race.keep(reply);
                }
                case Race.News.Broke(RuntimeException cause) -> {
                    if (race.running() == 0) {
                        return race.kept().orElseThrow(() -> cause);
                    }
                }
            }
        }
    }
}
