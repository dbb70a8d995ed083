package io.github.dino4j.curate.task;

class InProcessRunnerTest extends TaskRunnerContract {
  @Override
  protected TaskRunner runner(TaskRunner.Listener listener) {
    return new InProcessRunner(listener);
  }
}
