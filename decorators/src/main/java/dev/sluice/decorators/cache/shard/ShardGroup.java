package dev.sluice.decorators.cache.shard;

import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.decorators.cache.store.Changes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The shards of one cache, with their replicas: each key is kept by one shard, in all its replicas, and asked for by one at a time, by
 * way of the first replica that is there. Never fails: what is away keeps nothing. Thread-safe.
 */
public final class ShardGroup {

    /** How long somebody waits for the answer that another one asks for, before he asks too. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Plan plan;
    private final ShardProcesses processes;
    private final Moments moments = new Moments();
    private final Changes changes = new Changes();
    private final List<List<ShardLink>> shards;
    private final AtomicBoolean used = new AtomicBoolean();

    /**
     * What a group is to be.
     *
     * @param function whose answers it keeps
     * @param name of its files: the same at all gateways, and no other group's
     * @param where names the cache in sentences
     * @param shards 1 or more
     * @param replicas 1 or more
     */
    public record Plan(FunctionName function, String name, String where, int shards, int replicas, ShardSize size) {}

    /** Starts nothing yet. {@code executor} runs each task on a thread of its own, which may block. */
    public ShardGroup(Plan plan, ShardProcesses processes, Executor executor) {
        this.plan = plan;
        this.processes = processes;
        List<List<ShardLink>> all = new ArrayList<>();
        for (int shard = 0; shard < plan.shards(); shard++) {
            List<ShardLink> replicas = new ArrayList<>();
            for (int replica = 0; replica < plan.replicas(); replica++) {
                ShardFiles files = files(plan, processes, shard, replica);
                replicas.add(new ShardLink(
                        new ShardLink.Place(plan.where(), shard, replica),
                        new ShardStart(files, plan.size(), processes, executor),
                        changes));
            }
            all.add(List.copyOf(replicas));
        }
        this.shards = List.copyOf(all);
    }

    private static ShardFiles files(Plan plan, ShardProcesses processes, int shard, int replica) {
        return new ShardFiles(processes.folder(), plan.name() + "-" + shard + "-" + replica);
    }

    /** Throws {@link IllegalArgumentException} if its processes could not be reached. */
    public static void check(Plan plan, ShardProcesses processes) {
        files(plan, processes, plan.shards() - 1, plan.replicas() - 1).check();
    }

    public Plan plan() {
        return plan;
    }

    /** A moment that is told but once, after all that were told before at any gateway of this machine. */
    public long moment() {
        return moments.next();
    }

    private List<ShardLink> of(ShardKey key) {
        if (!used.getAndSet(true)) {
            processes.opened(this);
        }
        return shards.get(key.shard(plan.shards()));
    }

    /**
     * What one of the replicas keeps; the others are asked in turn, from any on, so that they share the calls of a hot key. Those that
     * lack it get it again.
     */
    public Optional<KeptBytes> find(ShardKey key, Headers request) throws InterruptedException {
        List<ShardLink> replicas = of(key);
        int first = replicas.size() == 1 ? 0 : ThreadLocalRandom.current().nextInt(replicas.size());
        for (int i = 0; i < replicas.size(); i++) {
            Optional<KeptBytes> found = replicas.get((first + i) % replicas.size())
                    .find(key, request)
                    .filter(kept -> changes.noneSince(key.place(), kept.asked()));
            if (found.isPresent()) {
                for (int lacking = 0; lacking < i; lacking++) {
                    copy(replicas.get((first + lacking) % replicas.size()), key, found.get());
                }
                return found;
            }
        }
        return Optional.empty();
    }

    private static void copy(ShardLink to, ShardKey key, KeptBytes answer) {
        if (to.isConnected()) {
            to.say(new Request.Copy(key, answer));
        }
    }

    /**
     * Whether the function is to be asked. Waits for whoever asks it, for as long as a lease.
     *
     * @param known when what the caller knows was asked for; what was asked for later has come meanwhile
     */
    public Joined join(ShardKey key, Headers request, long known) throws InterruptedException {
        for (ShardLink link : of(key)) {
            if (link.isConnected()) {
                Ticket ticket = new Ticket(link, link.nextId(), key);
                Optional<Reply> reply = ticket.join(request, known);
                if (reply.isPresent()) {
                    return reply.get() instanceof Reply.Landed(long _, Optional<KeptBytes> answer)
                            ? new Joined.Told(answer.filter(kept -> changes.noneSince(key.place(), kept.asked())))
                            : ticket;
                }
                return ticket;
            }
        }
        return new Ticket(of(key).getFirst(), 0, key);
    }

    /** What somebody is to do who found nothing. */
    public sealed interface Joined {

        /** Somebody else has asked; empty if his answer cannot be shared. */
        record Told(Optional<KeptBytes> answer) implements Joined {}
    }

    /** The right to ask; ended once, by one of two methods, neither of which waits. */
    public final class Ticket implements Joined {

        private final ShardLink link;
        private final long id;
        private final ShardKey key;

        private Ticket(ShardLink link, long id, ShardKey key) {
            this.link = link;
            this.id = id;
            this.key = key;
        }

        private Optional<Reply> join(Headers request, long known) throws InterruptedException {
            boolean answered = false;
            try {
                Optional<Reply> reply = link.join(id, key, request, known, LEASE);
                answered = reply.isPresent();
                return reply;
            } finally {
                if (!answered) {
                    leave();
                }
            }
        }

        /** The answer is there, and can be shared, or not, as one cannot that is too long for a shard. */
        public void land(Optional<KeptBytes> shared) {
            Optional<KeptBytes> answer =
                    shared.filter(kept -> kept.weight() <= plan.size().longestFrame());
            if (link.isConnected()) {
                link.say(new Request.Land(id, key, answer));
            }
            answer.ifPresent(
                    kept -> of(key).stream().filter(other -> other != link).forEach(other -> copy(other, key, kept)));
        }

        /** There is none: another one may ask. */
        public void leave() {
            if (link.isConnected()) {
                link.say(new Request.Leave(id, key));
            }
        }
    }

    /**
     * Something changed at a place: what was asked for before is not found any more from now on, and all shards are told, so that other
     * gateways do not find it either. Never waits.
     */
    public void changed(int place) {
        long moment = moments.next();
        changes.at(place, moment);
        shards.forEach(replicas -> replicas.forEach(link -> link.changed(place, moment)));
    }

    /** How each process stands, in order. May wait for a moment for each that is stuck. */
    public List<LinkReport> report() throws InterruptedException {
        List<LinkReport> all = new ArrayList<>();
        for (List<ShardLink> replicas : shards) {
            for (ShardLink link : replicas) {
                all.add(link.report());
            }
        }
        return all;
    }

    /** What it keeps is of no use any more, to nobody. Calls that are under way go to the function. */
    public void retire() {
        end(Optional.of(new Request.ChangeEverywhere(moments.next())));
    }

    /** It is not used any more here; other gateways may go on. */
    public void close() {
        end(Optional.empty());
    }

    private void end(Optional<Request> lastly) {
        shards.forEach(replicas -> replicas.forEach(link -> link.close(lastly)));
        processes.closed(this);
    }
}
