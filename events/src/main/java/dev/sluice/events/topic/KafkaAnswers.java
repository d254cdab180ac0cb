package dev.sluice.events.topic;

import dev.sluice.core.loop.StageFailure;
import dev.sluice.core.problem.Sentence;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicDeletionDisabledException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Answers of Kafka, waited for, and what their failures are to whoever asked. */
final class KafkaAnswers {

    private final TopicClients clients;

    KafkaAnswers(TopicClients clients) {
        this.clients = clients;
    }

    /** Waits for an answer about {@code topic}; may block for {@link TopicClients#ANSWER}. */
    <T> T await(Future<T> answer, TopicName topic) throws TopicException {
        try {
            return answer.get(2 * TopicClients.ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new TopicException(fault(Objects.requireNonNull(e.getCause()), topic));
        } catch (TimeoutException e) {
            throw new TopicException(clients.unanswered());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException(new TopicFault.NoAnswer("Waiting for Kafka was given up."));
        }
    }

    /** The same answer, but {@code instead} where Kafka answers with {@code failure}. */
    static <T> Future<T> or(KafkaFuture<T> answer, Class<? extends ApiException> failure, T instead) {
        return answer.toCompletionStage()
                .exceptionally(thrown -> {
                    Throwable cause = StageFailure.cause(thrown);
                    if (failure.isInstance(cause)) {
                        return instead;
                    }
                    throw new CompletionException(cause);
                })
                .toCompletableFuture();
    }

    TopicFault fault(Throwable failure, TopicName topic) {
        return switch (failure) {
            case UnknownTopicOrPartitionException _ -> new TopicFault.NoSuchTopic(topic);
            case AuthorizationException _, AuthenticationException _, TopicDeletionDisabledException _ ->
                new TopicFault.Denied("Kafka does not let the platform do this with the topic '" + topic.name() + "': "
                        + words(failure)
                        + " Give its user in Kafka the right to, or ask whoever runs the cluster.");
            case InvalidConfigurationException _, InvalidPartitionsException _ -> refused(failure, topic);
            case PolicyViolationException _, InvalidRequestException _ -> refused(failure, topic);
            case ApiException _ -> clients.unanswered();
            default -> throw new IllegalStateException("Kafka's client failed", failure);
        };
    }

    private static TopicFault refused(Throwable failure, TopicName topic) {
        return new TopicFault.Refused("Kafka refuses the topic '" + topic.name() + "': " + words(failure));
    }

    /** What Kafka says, as a sentence. */
    static String words(Throwable failure) {
        return Sentence.of(String.valueOf(failure.getMessage()));
    }
}
