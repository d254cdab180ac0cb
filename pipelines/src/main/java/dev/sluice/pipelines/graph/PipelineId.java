package dev.sluice.pipelines.graph;

import dev.sluice.core.function.Namespace;
import dev.sluice.pipelines.document.StageName;

/** What a pipeline is known by. */
public record PipelineId(Namespace namespace, String name) {

    /**
     * What Kafka knows the items of a stage by, and those who read them: named by pipeline and stage and never by its place in the graph,
     * so that it stays when stages come and go around it. Names of namespaces, pipelines and stages have no dots.
     *
     * @param prefix of all topics of the platform
     * @param stage under which name the stage is {@linkplain Node#keptAs kept}
     */
    public String topic(String prefix, StageName stage) {
        return prefix + "pipelines." + namespace + "." + name + "." + stage;
    }

    /** The path that items say they come from. */
    public String path() {
        return namespace.path() + "/pipelines/" + name;
    }

    @Override
    public String toString() {
        return namespace.isDefault() ? name : namespace + "/" + name;
    }
}
