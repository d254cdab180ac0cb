package dev.sluice.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** All settings of the gateway; {@code sluice.keep-versions} can also be set as {@code SLUICE_KEEP_VERSIONS}. */
@ConfigMapping(prefix = "sluice")
public interface GatewaySettings {

    /** The folder that holds everything, or, with a shared folder, what is this gateway's own. */
    Path home();

    /** The folder of what gateways of one machine have in common: functions, code, secrets, keyed state, tokens, decorators. */
    Optional<Path> sharedFolder();

    /** The admin token, in place of the one in {@code admin.token}. */
    Optional<String> token();

    /** How much code one upload may have. */
    @WithDefault("256M")
    MemorySize uploadLimit();

    /** How much an uploaded archive may unpack to. */
    @WithDefault("1G")
    MemorySize unpackedLimit();

    /** How many entries an uploaded archive may have. */
    @WithDefault("100000")
    int entryLimit();

    /** How many versions of a function are kept, 1 to 1,000. */
    @WithDefault("20")
    int keepVersions();

    /** How long a deployment waits for another one of the same function, and for its trial. */
    @WithDefault("2m")
    Duration deployPatience();

    /** The folders of the runtimes. */
    Optional<List<Path>> runtimes();

    /** The folder of what is served at {@code /maven} and {@code /packages}. */
    Optional<Path> packages();

    /** What starts runners: {@code process}, {@code sandbox}, or {@code auto}: sandboxes where they work. */
    @WithDefault("process")
    String provider();

    /** Whether a proxy stands before the gateway whose {@code X-Forwarded-*} headers are true. */
    @WithDefault("false")
    boolean trustForwarded();

    /** A table of prices in YAML or JSON, in place of the platform's example. */
    Optional<Path> prices();

    /** The function that answers at every path that is neither one of calls nor {@code /health} or {@code /metrics}; nothing can be managed then. */
    Optional<String> rootFunction();

    /** How much the headers of a call may have, 1 KiB to 96 KiB. */
    @WithDefault("32K")
    MemorySize headerLimit();

    /** How many functions may stand behind each other in the chain of one call, also through topics and calls that run later. */
    @WithDefault("16")
    int longestChain();

    /** How long a shard of a function with {@code exclusive} stays owned that its gateway does not renew; 1 s to 1 h. */
    @WithDefault("15s")
    Duration shardLease();

    /** How long a connection is kept on which no request is under way: from one to two times this. */
    @WithDefault("60s")
    Duration connectionPatience();

    /** How long calls under way are waited for when the gateway ends. */
    @WithDefault("20s")
    Duration shutdownGrace();

    Build build();

    Upstream upstream();

    Async async();

    Evaluators evaluators();

    State state();

    TwoFactor twoFactor();

    Kafka kafka();

    WorkQueues workQueues();

    RunnerLink runnerLink();

    Sandbox sandbox();

    Pool pool();

    Sidecars sidecars();

    Egress egress();

    Observe observe();

    Metrics metrics();

    /** What builds may use, which get the packages that functions depend on. */
    interface Build {

        /** How long one may take, from its start to its end. */
        @WithDefault("10m")
        Duration timeout();

        /** What one may have on the disk, its code included. */
        @WithDefault("2G")
        MemorySize disk();

        /** What one may have of memory, all its processes together. */
        @WithDefault("2G")
        MemorySize memory();

        /** What is kept of builds for later ones, and as much again of what their tools fetched. */
        @WithDefault("2G")
        MemorySize cache();

        /**
         * The folder of the Maven that builds projects in Java; without it, that of {@code MAVEN_HOME}, or the newest of those on the path
         * and the one that the launcher keeps.
         */
        Optional<Path> maven();
    }

    /** What work queues may read. */
    interface WorkQueues {

        /** The folders of this machine that may be sources of work queues, with all that is in them. */
        Optional<List<Path>> folders();
    }

    /** Who may read {@code /metrics}. */
    interface Metrics {

        /** Whether anybody may read {@code /metrics}, without a token. */
        @WithName("public")
        @WithDefault("false")
        boolean open();
    }

    /** The HTTP APIs that functions may stand for. */
    interface Upstream {

        /** Hosts that specs may name, {@code api.example.org,*.example.org:8443}; {@code *} for all. */
        @WithDefault("*")
        List<String> allowed();

        /** Connections to each of them. */
        @WithDefault("256")
        int maxConnections();

        /** Calls that wait for a connection to one of them. */
        @WithDefault("1000")
        int maxWaiting();

        /** How long it may take to reach one. */
        @WithDefault("5s")
        Duration connectTimeout();
    }

    /** Calls that are accepted now and run later. */
    interface Async {

        /** How often a call may reach its function, 1 to 100, before it is a dead letter. */
        @WithDefault("3")
        int attempts();

        /** After which time since it was due a call that fails is not tried again. */
        @WithDefault("6h")
        Duration maxAge();

        /** The longest pause before the second attempt; it doubles with each one. */
        @WithDefault("1s")
        Duration firstPause();

        /** The longest pause between two attempts. */
        @WithDefault("5m")
        Duration longestPause();

        /** How long an outcome can be read. */
        @WithDefault("24h")
        Duration keepOutcomes();

        /** How many calls of one function may wait; more are refused. */
        @WithDefault("100000")
        long backlogCalls();

        /** What the bodies of the calls of one function that wait may have. */
        @WithDefault("1G")
        MemorySize backlogBytes();

        /** How old the oldest call of a function may be that waits, before more are refused. */
        @WithDefault("24h")
        Duration backlogAge();

        /** How many calls of one function this gateway has under way at the same time, 1 to 10,000. */
        @WithDefault("64")
        int concurrency();

        /** How many partitions the topic of a function's calls gets, 1 to 1,000: as many gateways can share its work. */
        @WithDefault("2")
        int partitions();

        /** Whether callbacks may go to private addresses. */
        @WithDefault("false")
        boolean privateCallbacks();
    }

    /** The processes that evaluate what decorators do not in the gateway: JSONata, JSON Patch, JSON Schema, CEL. */
    interface Evaluators {

        /** How many there may be, 2 to 256. Without a value one more than the machine has processors. */
        OptionalInt processes();

        /** The heap of each, 32 MiB to 4 GiB. */
        @WithDefault("256M")
        MemorySize heap();
    }

    /** Where keyed state is kept. */
    interface State {

        /** What gateways share: an etcd, {@code etcd://host:port,…} or with TLS {@code etcds://…}, or a Redis or Valkey server, {@code redis://…}; files in the home without it. */
        Optional<String> store();
    }

    /** Where second factors are kept. */
    interface TwoFactor {

        /** The former name of {@code sluice.state.store}. */
        Optional<String> store();

        /** The key that seals what is kept, 32 bytes in base 64; gateways that share a store need the same. */
        Optional<String> key();
    }

    /** The Kafka of topics, triggers and calls that nobody waits for. */
    interface Kafka {

        /** The servers of a Kafka that somebody else runs, {@code host:port,…}; without it the platform runs a broker of its own. */
        Optional<String> bootstrapServers();

        /** With {@code bootstrap-servers}: a file of properties for clients, as Kafka's own tools take by {@code --command-config}: TLS, SASL. */
        Optional<Path> clientProperties();

        /** How the names of the platform's own topics begin. */
        @WithDefault("sluice.")
        String prefix();

        /** How many partitions a topic gets for which nothing else is said, 1 to 1,000. */
        @WithDefault("4")
        int partitions();

        /** With {@code bootstrap-servers}: how many brokers keep each record. Without a value what those servers say. */
        OptionalInt replication();

        /** The heap of the platform's own broker, 96 MiB to 64 GiB. */
        @WithDefault("192M")
        MemorySize heap();

        /** Whether the platform's own broker writes each record through to the disk before it acknowledges it. */
        @WithDefault("false")
        boolean fsync();

        /** The folder of the broker's jars. */
        Optional<Path> broker();
    }

    /** How runners and the gateway speak with each other. */
    interface RunnerLink {

        /** By {@code socket}, a Unix domain socket for each, or by {@code tls}: TCP with TLS, with a certificate made at each start. */
        @WithDefault("socket")
        Transport transport();

        /** With {@code tls}: the address or name of this machine where the gateway waits for runners, and which they connect to. */
        @WithDefault("127.0.0.1")
        String host();

        /** With {@code tls}: the port; 0 for any that is free. */
        @WithDefault("0")
        int port();

        /** What carries the bytes. */
        enum Transport {
            SOCKET,
            TLS
        }
    }

    /** How sandboxes are made, when they are asked for. */
    interface Sandbox {

        /** What functions see of the network: {@code host} or {@code none}. */
        @WithDefault("host")
        String network();

        /** Where memory is limited by control groups: {@code auto}, {@code off}, or the path of a group. */
        @WithDefault("auto")
        String memoryGroup();
    }

    /** How many runners there may be. Without a value it is chosen for the machine. */
    interface Pool {

        /** Generic runners that wait, of the default memory. */
        OptionalInt warm();

        /** Runners on the machine, generic or specialised. */
        OptionalInt maxRunners();

        /** The sum of the memory of all runners. */
        Optional<MemorySize> maxMemory();

        /** What an instance may keep on the disk, in the folder that is its HOME and TMPDIR, before it is killed. */
        @WithDefault("1G")
        MemorySize workFolder();

        /** How long a call may wait for its first instance. */
        @WithDefault("10s")
        Duration startBudget();
    }

    /** What functions may have beside them. */
    interface Sidecars {

        /** Names of programs of the machine that specs may have as sidecars, {@code redis-server,nginx}; files of a function's own folder always may be. */
        Optional<List<String>> programs();
    }

    /** How functions reach others by ambassadors. */
    interface Egress {

        /** The environment by which service brokers choose their address; {@code staging,shop=production} has another one for the namespace {@code shop}. */
        @WithDefault("development")
        List<String> environment();
    }

    /** What is kept of what happens. */
    interface Observe {

        /** Where records of calls go: {@code off}, {@code file}, {@code stdout}, {@code file,stdout}. */
        @WithDefault("file")
        String accessRecords();

        /** The size of each of the two files of access records. */
        @WithDefault("64M")
        MemorySize accessFile();

        /** The size of each of the two log files of a function. */
        @WithDefault("4M")
        MemorySize functionLogFile();

        /** How many functions have metrics of their own, 0 to 100,000. */
        @WithDefault("500")
        int metricsFunctions();

        /** What part of the traces that begin here is sampled, 0 to 1. */
        @WithDefault("1.0")
        double traceRatio();

        /** The size of the logs of all functions together. */
        @WithDefault("2G")
        MemorySize functionLogs();

        /** The base address of an OpenTelemetry collector; traces are exported when it is set. */
        Optional<String> otlpEndpoint();

        /** Headers for the collector, {@code name=value,…}. */
        Optional<String> otlpHeaders();

        /** The {@code service.name} of traces. */
        @WithDefault("sluice")
        String serviceName();
    }
}
