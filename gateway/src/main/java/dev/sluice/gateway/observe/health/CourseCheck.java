package dev.sluice.gateway.observe.health;

import dev.sluice.gateway.observe.standing.Course;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready: the gateway has started and does not drain. */
@Readiness
@Singleton
public class CourseCheck implements HealthCheck {

    private final Course course;

    @Inject
    CourseCheck(Course course) {
        this.course = course;
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("gateway", course.verdict());
    }
}
