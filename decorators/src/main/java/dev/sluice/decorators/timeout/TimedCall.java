package dev.sluice.decorators.timeout;

import dev.sluice.core.decorator.Answer;
import dev.sluice.core.decorator.DecoratorEvent.What;
import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.decorator.SentAnswer;
import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.invocation.Call;
import dev.sluice.core.invocation.CallListener;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.InvocationId;
import dev.sluice.core.invocation.Invoker;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.invocation.Timings;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.time.Timers;
import dev.sluice.decorators.timeout.TimeoutSettings.Until;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a call and its listener until the call ends or time is up, whichever is first. What the call tells goes
 * on under the lock, so that once time is up nobody else is telling, and nothing comes after. The alarm has a thread
 * of its own, takes the lock for a moment, and cancels the call without it.
 */
final class TimedCall implements CallListener {

    private final TimeoutSettings settings;
    private final DecoratorSite site;
    private final InvocationId id;
    private final CallListener listener;

    /** All below are guarded by this. */
    private @Nullable Call call;

    private Timers.@Nullable Alarm alarm;
    private boolean begun;
    private boolean over;
    private boolean late;

    TimedCall(TimeoutSettings settings, DecoratorSite site, InvocationId id, CallListener listener) {
        this.settings = settings;
        this.site = site;
        this.id = id;
        this.listener = listener;
    }

    Call start(Invocation invocation, Invoker next) {
        Timers.Alarm set =
                site.timers().at(site.timers().nanos() + settings.limit().toNanos(), this::ring);
        Call made = next.invoke(invocation, this);
        boolean stop;
        boolean quiet;
        synchronized (this) {
            call = made;
            alarm = set;
            stop = late;
            quiet = over || begun && settings.until() == Until.BEGIN;
        }
        if (quiet) {
            set.cancel();
        }
        if (stop) {
            made.cancel();
        }
        return made;
    }

    private void ring() {
        Call running;
        boolean answered;
        synchronized (this) {
            if (over || begun && settings.until() == Until.BEGIN) {
                return;
            }
            over = true;
            late = true;
            running = call;
            answered = begun;
        }
        if (running != null) {
            running.cancel();
        }
        site.fire(id, new What.TimedOut(settings.limit()));
        tell(answered);
    }

    private void tell(boolean answered) {
        String limit = DurationText.format(settings.limit());
        if (answered) {
            String detail = site.where() + " broke the answer off: the call took longer than " + limit;
            listener.finished(new Outcome.PlatformFault(Component.DECORATOR, "timeout", detail), Timings.NONE);
            return;
        }
        Problem problem = site.problem(
                504,
                "timeout",
                "The call took too long",
                "'" + site.function() + "' did not " + (settings.until() == Until.BEGIN ? "begin to answer" : "answer")
                        + " within " + limit
                        + ", waiting included, and was cancelled. Try again later; whoever deploys it"
                        + " can make it faster, or raise the limit of its decorator 'timeout'.");
        site.fire(id, new What.Answered(504, "timeout"));
        SentAnswer.send(
                Answer.of(problem.during(id)), listener, new Outcome.Intercepted(site.decorator(), 504, "timeout"));
    }

    /** Only under the lock. */
    private void quiet() {
        if (alarm != null) {
            alarm.cancel();
        }
    }

    @Override
    public String parentSpan() {
        return listener.parentSpan();
    }

    @Override
    public synchronized void started(FunctionVersion version, String instance, Timings waited) {
        if (!over) {
            listener.started(version, instance, waited);
        }
    }

    @Override
    public synchronized void credit(int bytes) {
        if (!over) {
            listener.credit(bytes);
        }
    }

    @Override
    public synchronized void earlyHints(Headers fields) {
        if (!over) {
            listener.earlyHints(fields);
        }
    }

    @Override
    public synchronized void head(int status, Headers headers) {
        if (!over) {
            begun = true;
            if (settings.until() == Until.BEGIN) {
                quiet();
            }
            listener.head(status, headers);
        }
    }

    @Override
    public synchronized void data(ByteBuffer bytes) {
        if (!over) {
            listener.data(bytes);
        }
    }

    @Override
    public synchronized void end(Headers trailers) {
        if (!over) {
            listener.end(trailers);
        }
    }

    @Override
    public synchronized void progress(ByteBuffer bytes) {
        if (!over) {
            listener.progress(bytes);
        }
    }

    @Override
    public synchronized void settled() {
        if (!over) {
            listener.settled();
        }
    }

    @Override
    public synchronized void unanswered(Headers fields) {
        if (!over) {
            listener.unanswered(fields);
        }
    }

    @Override
    public void finished(Outcome outcome, Timings timings) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            quiet();
        }
        listener.finished(outcome, timings);
    }
}
