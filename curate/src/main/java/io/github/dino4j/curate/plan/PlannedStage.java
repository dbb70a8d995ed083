package io.github.dino4j.curate.plan;

import io.github.dino4j.curate.stage.Stage;

/**
 * A stage of a plan.
 *
 * @param number from 1 on
 * @param name by which others refer to it
 * @param from name of the stage whose images it takes; {@code pool} for all; empty for a mix, which
 *     takes those of its sources
 */
public record PlannedStage(int number, String name, String from, Stage stage) {}
