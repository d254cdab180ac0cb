package dev.sluice.core.adapter;

import dev.sluice.core.function.Adapters;
import dev.sluice.core.settings.Binding;
import dev.sluice.core.settings.Setting;
import dev.sluice.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of {@code adapters} in a function's spec. */
public record AdapterSettings(
        @Setting(
                value =
                        "how lines become entries with a time, a level, a message and fields; one for each program, at most 9",
                most = "9")
        List<LogAdapter> logs,

        @Setting(
                value =
                        "where what its instances and their sidecars measure comes from, at most 8: prometheus, json or statsd",
                most = "8")
        List<MetricsAdapter> metrics,

        @Setting(
                value = "what shows that an instance is healthy, before it gets calls and while it runs",
                otherwise = "that it has started")
        Optional<HealthAdapter> health) {

    private static final Settings<AdapterSettings> SETTINGS = Settings.of(AdapterSettings.class);

    public AdapterSettings {
        List<Optional<String>> programs = logs.stream().map(LogAdapter::sidecar).toList();
        for (int i = 0; i < programs.size(); i++) {
            if (programs.subList(0, i).contains(programs.get(i))) {
                throw new IllegalArgumentException("logs[" + i + "] is a second one for "
                        + programs.get(i)
                                .map(name -> "the sidecar '" + name + "'")
                                .orElse("the function")
                        + ": the forms of its lines stand together in one");
            }
        }
        if (metrics.stream().filter(MetricsAdapter.Statsd.class::isInstance).count() > 1) {
            throw new IllegalArgumentException("metrics has statsd twice: one port takes all that an instance sends");
        }
    }

    /** Those that stand in a spec. */
    public static AdapterSettings of(Adapters adapters) {
        return switch (SETTINGS.read(adapters.settings(), "adapters")) {
            case Binding.Bound<AdapterSettings>(var settings) -> settings;
            case Binding.Refused<AdapterSettings>(var problems) ->
                throw new IllegalArgumentException(
                        problems.getFirst().path() + ": " + problems.getFirst().message());
        };
    }

    /** As they stand in a spec. */
    public Adapters adapters() {
        return new Adapters(WrittenSettings.of(this));
    }

    /** The sidecars that they name, with where each stands. */
    public List<Named> sidecars() {
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            String path = "logs[" + i + "].sidecar";
            logs.get(i).sidecar().ifPresent(name -> named.add(new Named(path, name)));
        }
        for (int i = 0; i < metrics.size(); i++) {
            String path = "metrics[" + i + "]";
            place(metrics.get(i)).flatMap(Place::sidecar).ifPresent(name -> named.add(new Named(path, name)));
        }
        for (int i = 0; i < signs().size(); i++) {
            String path = "health.signs[" + i + "]";
            place(signs().get(i)).flatMap(Place::sidecar).ifPresent(name -> named.add(new Named(path, name)));
        }
        return named;
    }

    /** What shows that an instance is healthy; nothing if nothing is asked for. */
    public List<Sign> signs() {
        return health.map(HealthAdapter::signs).orElse(List.of());
    }

    /** Where instances listen for what is asked of them. */
    public List<Place> places() {
        return Stream.concat(
                        signs().stream().flatMap(sign -> place(sign).stream()),
                        metrics.stream().flatMap(from -> place(from).stream()))
                .toList();
    }

    private static Optional<Place> place(MetricsAdapter from) {
        return switch (from) {
            case MetricsAdapter.Prometheus asked -> Optional.of(asked.at());
            case MetricsAdapter.Json asked -> Optional.of(asked.at());
            case MetricsAdapter.Statsd _ -> Optional.empty();
        };
    }

    private static Optional<Place> place(Sign sign) {
        return switch (sign) {
            case Sign.Http(Place at, String _) -> Optional.of(at);
            case Sign.Tcp(Place at) -> Optional.of(at);
            case Sign.Script _, Sign.Log _ -> Optional.empty();
        };
    }

    /** A sidecar that is named at {@code path}. */
    public record Named(String path, String sidecar) {}
}
