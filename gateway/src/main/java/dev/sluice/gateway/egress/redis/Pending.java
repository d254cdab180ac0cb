package dev.sluice.gateway.egress.redis;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** A reply that a client waits for. It is told as soon as all before it are. Only for the event loop of its session. */
sealed interface Pending {

    /** The connections whose replies it waits for. */
    List<ShardConnection> from();

    /** A piece of what one of them replied. */
    void piece(ShardConnection by, Buffer bytes);

    /** One of them has replied whole. */
    void whole(ShardConnection by);

    /** One of them will not reply; false if that can be told to nobody any more, because a part of its reply was. */
    boolean failed(ShardConnection by, Buffer error);

    /** Whether nothing more comes. */
    boolean isOver();

    /** What is to be told now, and is told once. */
    Buffer told();

    /** The reply to one command, passed on as it comes. */
    final class Streamed implements Pending {

        private final List<ShardConnection> from;
        private Buffer waiting = Buffer.buffer();
        private boolean begun;
        private boolean over;

        private Streamed(List<ShardConnection> from) {
            this.from = from;
        }

        static Streamed of(ShardConnection server) {
            return new Streamed(List.of(server));
        }

        static Streamed of(Buffer reply) {
            Streamed known = new Streamed(List.of());
            known.waiting = reply;
            known.over = true;
            return known;
        }

        @Override
        public List<ShardConnection> from() {
            return over ? List.of() : from;
        }

        @Override
        public void piece(ShardConnection by, Buffer bytes) {
            begun = true;
            waiting.appendBuffer(bytes);
        }

        @Override
        public void whole(ShardConnection by) {
            over = true;
        }

        @Override
        public boolean failed(ShardConnection by, Buffer error) {
            if (begun) {
                return false;
            }
            waiting = error;
            over = true;
            return true;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public Buffer told() {
            Buffer now = waiting;
            waiting = Buffer.buffer();
            return now;
        }
    }

    /** The replies of several, put together when all are there. */
    final class Merged implements Pending {

        /** What the replies may have in bytes, all of them together. */
        static final int MOST_BYTES = 4 * 1024 * 1024;

        private final List<Share> shares;
        private final int keys;
        private final KeyRule.Merge merge;
        private final String ambassador;
        private int bytes;
        private boolean tooLarge;

        private static final class Share {
            private final ShardConnection from;
            private final List<Integer> places;
            private Buffer reply = Buffer.buffer();
            private boolean whole;

            Share(ShardConnection from, List<Integer> places) {
                this.from = from;
                this.places = places;
            }
        }

        Merged(List<ShardConnection> from, Plan.Several plan, String ambassador) {
            this.keys = plan.keys();
            this.merge = plan.merge();
            this.ambassador = ambassador;
            List<Share> all = new ArrayList<>();
            for (int i = 0; i < from.size(); i++) {
                all.add(new Share(from.get(i), plan.parts().get(i).places()));
            }
            this.shares = List.copyOf(all);
        }

        @Override
        public List<ShardConnection> from() {
            return shares.stream()
                    .filter(share -> !share.whole)
                    .map(share -> share.from)
                    .toList();
        }

        private Share share(ShardConnection by) {
            return shares.stream().filter(one -> one.from == by).findFirst().orElseThrow();
        }

        @Override
        public void piece(ShardConnection by, Buffer part) {
            bytes += part.length();
            tooLarge |= bytes > MOST_BYTES;
            if (!tooLarge) {
                share(by).reply.appendBuffer(part);
            }
        }

        @Override
        public void whole(ShardConnection by) {
            share(by).whole = true;
        }

        @Override
        public boolean failed(ShardConnection by, Buffer error) {
            share(by).reply = error;
            share(by).whole = true;
            return true;
        }

        @Override
        public boolean isOver() {
            return shares.stream().allMatch(share -> share.whole);
        }

        @Override
        public Buffer told() {
            if (!isOver()) {
                return Buffer.buffer();
            }
            if (tooLarge) {
                return Resp.error("ERR The ambassador '" + ambassador + "': the replies have more than " + MOST_BYTES
                        + " bytes together: ask for fewer keys at once");
            }
            return shares.stream()
                    .map(share -> share.reply)
                    .filter(reply -> reply.getByte(0) == '-')
                    .findFirst()
                    .orElseGet(this::merged);
        }

        private Buffer merged() {
            try {
                return switch (merge) {
                    case SUM -> sum();
                    case OK -> Resp.OK;
                    case PLACES -> placed();
                };
            } catch (ProtocolFault e) {
                return Resp.error("ERR The ambassador '" + ambassador + "': the replies of its servers do not fit: "
                        + e.getMessage());
            }
        }

        private Buffer sum() throws ProtocolFault {
            long sum = 0;
            for (Share share : shares) {
                sum += Lines.number(share.reply, 1, share.reply.length() - 2);
            }
            return Resp.integer(sum);
        }

        private Buffer placed() throws ProtocolFault {
            Buffer[] elements = new Buffer[keys];
            for (Share share : shares) {
                int at = Lines.end(share.reply, 0) + 2;
                for (int place : share.places) {
                    ReplyScanner element = new ReplyScanner();
                    int length = element.take(share.reply, at);
                    if (!element.isWhole()) {
                        throw new ProtocolFault("one has fewer elements than keys were asked for");
                    }
                    elements[place] = share.reply.slice(at, at + length);
                    at += length;
                }
            }
            Buffer all = Buffer.buffer("*" + keys + "\r\n");
            for (Buffer element : elements) {
                all.appendBuffer(element);
            }
            return all;
        }
    }
}
