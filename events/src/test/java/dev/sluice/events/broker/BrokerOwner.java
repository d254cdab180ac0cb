package dev.sluice.events.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that starts a broker in a folder, prints its process id, and waits to be killed. */
final class BrokerOwner {

    private BrokerOwner() {}

    public static void main(String[] arguments) throws Exception {
        OwnBroker broker = new OwnBroker(BrokerFixture.settings(Path.of(arguments[0])));
        broker.ready(Duration.ofMinutes(2)).toCompletableFuture().get();
        System.out.println(broker.report().pid().orElseThrow());
        new CountDownLatch(1).await();
    }
}
