package dev.sluice.events.schedule;

import dev.sluice.core.state.StateKey;

/** What has schedules; each has an owner of its own among gateways. */
public enum ScheduleArea {
    TRIGGERS("schedule"),
    PIPELINES("pipeline-schedule");

    private final String area;

    ScheduleArea(String area) {
        this.area = area;
    }

    /** The record of a schedule in keyed state. */
    StateKey key(ScheduleName name) {
        return new StateKey(area, name.namespace().value() + "." + name.name());
    }

    /** Who starts the runs; names of schedules have a dot. */
    StateKey owner() {
        return new StateKey(area, "owner");
    }
}
