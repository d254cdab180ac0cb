package dev.sluice.gateway.api;

import dev.sluice.core.invocation.Component;
import dev.sluice.core.problem.Problem;
import dev.sluice.core.problem.Problem.Kind;
import dev.sluice.events.topic.Place;
import dev.sluice.events.topic.TopicException;
import dev.sluice.events.topic.TopicFault;
import dev.sluice.events.topic.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is answered where something cannot be done with a topic. */
public final class TopicProblems {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(15);

    private TopicProblems() {}

    public static ProblemException of(TopicException e) {
        return new ProblemException(of(e.fault()));
    }

    public static Problem of(TopicFault fault) {
        return switch (fault) {
            case TopicFault.BadName(String detail) -> of(400, "invalid_name", "The name is not allowed", detail);
            case TopicFault.NoSuchTopic(TopicName topic) -> noSuchTopic(topic);
            case TopicFault.Exists exists -> exists(exists);
            case TopicFault.Collides collides -> collides(collides);
            case TopicFault.Refused(String detail) -> of(400, "refused_by_kafka", "Kafka refuses it", detail);
            case TopicFault.Denied(String detail) ->
                of(502, "denied_by_kafka", "Kafka does not let the platform", detail);
            case TopicFault.TooLarge tooLarge -> tooLarge(tooLarge);
            case TopicFault.BacklogFull(String detail) ->
                of(429, "backlog_full", "Too much waits", detail).retryAfter(LATER);
            case TopicFault.NoSuchPlace(String detail) ->
                of(400, "invalid_request", "The request is not valid", detail);
            case TopicFault.TooManyReaders(int most) ->
                of(
                        429,
                        "too_many_followers",
                        "Too many read topics",
                        "Already " + most + " readers read topics here: close one of them, and try again.");
            case TopicFault.BrokerAway(String detail) ->
                of(503, "broker_away", "There is no broker", detail).retryAfter(SOON);
            case TopicFault.NoAnswer(String detail) ->
                of(503, "no_answer_from_kafka", "Kafka does not answer", detail).retryAfter(SOON);
            case TopicFault.NotAcknowledged(String detail) ->
                of(503, "not_acknowledged", "Kafka has not acknowledged it", detail)
                        .retryAfter(SOON);
            case TopicFault.PartlyKept partly -> partlyKept(partly);
        };
    }

    private static Problem noSuchTopic(TopicName topic) {
        return of(
                404,
                "no_such_topic",
                "There is no such topic",
                "There is no topic '" + topic.name() + "'. 'sluice topics list' or GET /topics shows those there are;"
                        + " 'sluice topics create " + topic.name() + "' or PUT /topics/" + topic.name()
                        + " makes it.");
    }

    private static Problem exists(TopicFault.Exists exists) {
        String name = exists.topic().name();
        return of(
                        409,
                        "topic_exists",
                        "The topic is there, and is different",
                        "The topic '" + name + "' has " + exists.there() + ", and not " + exists.wanted()
                                + ". Leave it as it is, or delete it, with all its records, and make it anew.")
                .with("there", exists.there().toString())
                .with("wanted", exists.wanted().toString());
    }

    private static Problem collides(TopicFault.Collides collides) {
        return of(
                409,
                "topic_name_collides",
                "The name is too like another one",
                "The topic '" + collides.topic().name() + "' cannot be made beside '" + collides.other()
                        + "': Kafka's metrics write '.' as '_', and would take the two for one. Take another name.");
    }

    private static Problem tooLarge(TopicFault.TooLarge tooLarge) {
        return of(
                        413,
                        "record_too_large",
                        "The record is too large",
                        "Record " + tooLarge.record() + " has " + tooLarge.bytes()
                                + " bytes, with key, header fields and what Kafka adds, and the topic '"
                                + tooLarge.topic().name() + "' takes " + tooLarge.allowed()
                                + ". Nothing was published. Send less, or make the topic with a larger maxMessageBytes.")
                .with("bytes", tooLarge.bytes())
                .with("allowed", tooLarge.allowed());
    }

    /** The problem of the first record that was not kept, and where the others are. */
    private static Problem partlyKept(TopicFault.PartlyKept partly) {
        Problem why = of(partly.why());
        Map<Integer, Place> kept = new TreeMap<>(partly.kept());
        List<String> places = kept.entrySet().stream()
                .map(each -> "record " + each.getKey() + ": partition "
                        + each.getValue().partition() + ", offset "
                        + each.getValue().offset())
                .toList();
        return new Problem(
                        why.kind(),
                        "Of " + partly.all() + " records Kafka has " + kept.size()
                                + ", which 'kept' names; send the others again. " + why.detail(),
                        why.invocation(),
                        why.function(),
                        why.retryAfter(),
                        why.faults(),
                        why.more())
                .with("kept", places);
    }

    private static Problem of(int status, String reason, String title, String detail) {
        return Problem.of(new Kind(status, Component.EVENTS, reason, title), detail);
    }
}
