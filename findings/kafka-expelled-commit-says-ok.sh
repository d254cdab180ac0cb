#!/bin/sh
# org.apache.kafka:kafka-clients 4.4.0 with a broker of the same version: a consumer that did not poll for longer than max.poll.interval.ms has left its
# group, and says so only in its log. With group.protocol=consumer its commitSync() then returns as if all was well, and stores nothing; with
# group.protocol=classic it throws CommitFailedException. So work is done again by others that its own consumer believes to be committed.
# Seen: consumer   commitSync returned, committed offset none
#       classic    commitSync threw CommitFailedException, committed offset none
# Needs a JDK 17 or newer and Maven; takes a minute. Exits with 1 if that has changed.
set -eu
folder=$(mktemp -d)
trap 'kill "$broker" 2>/dev/null || true; rm -rf "$folder"' EXIT
broker=
cd "$folder"
cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.4.0</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$folder/lib"
cat >Broker.java <<'JAVA'
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

class Broker {
    public static void main(String[] arguments) throws Exception {
        new Formatter().setNodeId(1).setClusterId(Uuid.randomUuid().toString()).setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(arguments[1]).setDirectories(List.of(arguments[1])).run();
        kafka.Kafka.main(new String[] {arguments[0]});
    }
}
JAVA
cat >Ports.java <<'JAVA'
import java.net.ServerSocket;

class Ports {
    public static void main(String[] arguments) throws Exception {
        try (ServerSocket one = new ServerSocket(0); ServerSocket two = new ServerSocket(0)) {
            System.out.println(one.getLocalPort() + " " + two.getLocalPort());
        }
    }
}
JAVA
cat >Expelled.java <<'JAVA'
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

class Expelled {
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> server = Map.of("bootstrap.servers", arguments[0]);
        try (Admin admin = Admin.create(server);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(server, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>("orders", "an order")).get();
            for (String protocol : List.of("consumer", "classic")) {
                System.out.println(protocol + " commitSync " + commit(arguments[0], protocol) + ", committed offset "
                        + committed(admin, protocol));
            }
        }
    }

    private static String commit(String server, String protocol) throws InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", server, "group.id", protocol, "group.protocol", protocol,
                "auto.offset.reset", "earliest", "enable.auto.commit", false, "max.poll.interval.ms", 6_000);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(Set.of("orders"));
            while (consumer.poll(Duration.ofSeconds(1)).isEmpty()) {}
            Thread.sleep(12_000);
            consumer.commitSync();
            return "returned";
        } catch (RuntimeException e) {
            return "threw " + e.getClass().getSimpleName();
        }
    }

    private static String committed(Admin admin, String group) throws Exception {
        var offsets = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        var offset = offsets.get(new TopicPartition("orders", 0));
        return offset == null ? "none" : Long.toString(offset.offset());
    }
}
JAVA
set -- $(java Ports.java)
cat >server.properties <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$2
listeners=PLAINTEXT://127.0.0.1:$1,CONTROLLER://127.0.0.1:$2
controller.listener.names=CONTROLLER
log.dirs=$folder/data
offsets.topic.replication.factor=1
PROPERTIES
java -Xmx256m -cp 'lib/*' Broker.java server.properties "$folder/data" >broker.log 2>&1 &
broker=$!
seen=$(java -cp 'lib/*' Expelled.java "127.0.0.1:$1" 2>client.log)
printf '%s\n' "$seen"
[ "$seen" = 'consumer commitSync returned, committed offset none
classic commitSync threw CommitFailedException, committed offset none' ]
