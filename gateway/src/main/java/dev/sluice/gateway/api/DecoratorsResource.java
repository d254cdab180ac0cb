package dev.sluice.gateway.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.core.decorator.KindInfo;
import dev.sluice.core.invocation.EntryPoint;
import dev.sluice.core.settings.SettingInfo;
import dev.sluice.gateway.decorate.jar.DecoratorJars;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The kinds of decorators that this platform has. */
@Path("/decorators")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DecoratorsResource {

    private final DecoratorJars.Loaded loaded;

    public DecoratorsResource(DecoratorJars.Loaded loaded) {
        this.loaded = loaded;
    }

    /** The answer; {@code leftOut} has a sentence for each jar that cannot be used. */
    public record Listed(List<Kind> decorators, List<String> leftOut) {}

    /** A kind of decorator; the components are the members of the JSON. */
    public record Kind(
            String name, String summary, String example, String origin, List<String> on, List<Setting> settings) {

        static Kind of(KindInfo kind) {
            return new Kind(
                    kind.name(),
                    kind.summary(),
                    kind.example(),
                    kind.origin(),
                    kind.on().stream().map(EntryPoint::word).toList(),
                    Setting.all(kind.settings()));
        }
    }

    /** One setting, with the settings inside it. */
    public record Setting(
            String name,
            String type,
            String description,
            String unit,
            boolean required,
            @JsonProperty("default") String otherwise,
            String allowed,
            boolean inShort,
            List<Setting> settings) {

        static List<Setting> all(List<SettingInfo> settings) {
            return settings.stream().map(Setting::of).toList();
        }

        private static Setting of(SettingInfo setting) {
            return new Setting(
                    setting.key(),
                    setting.type(),
                    setting.what(),
                    setting.unit(),
                    setting.required(),
                    setting.otherwise(),
                    setting.allowed(),
                    setting.inShort(),
                    all(setting.inside()));
        }
    }

    @GET
    public Listed list() {
        return new Listed(loaded.kinds().describe().stream().map(Kind::of).toList(), loaded.complaints());
    }
}
