package io.github.dino4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.onednn.OneDnn;
import io.github.dino4j.kernels.x86.Processor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A limit holds from the start of a process, so what it does is asked of processes of their own.
 */
class ProcessorTest {
  @TempDir Path folder;

  /** Prints what there is: for us, oneDNN and libtorch. */
  static final class Report {
    private Report() {}

    public static void main(String[] args) {
      Torch.start();
      System.out.println(
          "%s %s %s"
              .formatted(
                  Processor.instructions().name(),
                  OneDnn.instructions().name(),
                  torch.get_cpu_capability().getString()));
    }
  }

  private String report(String property) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-D" + InstructionSet.PROPERTY + "=" + property);
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Report.class.getName()));
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().remove(InstructionSet.VARIABLE);
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output).strip();
  }

  @Test
  void theBaselineIsTheBaselineOfEveryLibrary() throws Exception {
    assertThat(report("baseline")).endsWith("BASELINE BASELINE DEFAULT");
  }

  @Test
  void whereThereIsMoreAvx2IsAvx2OfEveryLibrary() throws Exception {
    assumeTrue(Processor.instructions().has(InstructionSet.AVX2), "this processor has no AVX2");
    assertThat(report("avx2")).endsWith("AVX2 AVX2 AVX2");
  }

  @Test
  void askingForMoreThanThereIsStaysAtWhatThereIs() throws Exception {
    String unlimited = report("");
    assertThat(report("amx")).isEqualTo(unlimited);
  }

  @Test
  void anUnknownWordIsRefusedWithItsReason() throws Exception {
    assertThat(report("avx3"))
        .contains("DinoException: dino4j.isa is 'avx3', which is no instruction set")
        .doesNotContain("ExceptionInInitializerError");
  }

  /** Each answer follows from the instruction set. */
  @Test
  void tilesNeedBf16AndBf16NeedsFp32() {
    assertThat(Processor.hasTiles()).isEqualTo(Processor.instructions() == InstructionSet.AMX);
    assertThat(Processor.hasTiles() && !Processor.bf16IsNative()).isFalse();
    assertThat(Processor.runs(ElementType.BF16) && !Processor.runs(ElementType.FP32)).isFalse();
    assertThat(Processor.runs(ElementType.BF16) && !Processor.bf16IsNative()).isFalse();
  }
}
