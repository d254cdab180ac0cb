package dev.sluice.gateway.deploy;

/** Is told what a deployment does, on the deployment's own thread. */
public interface DeployProgress {

    /** A step was taken. What this throws ends the deployment: a way to stop it between two steps. */
    void step(DeployStep step);

    /** The code that is deployed printed a line. */
    void printed(String line);
}
