package io.github.dino4j.pretrain.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final RunRecord RECORD =
      new RunRecord(
          List.of("/photos"),
          12,
          "0a1b",
          3,
          2,
          "cuda",
          4,
          "bf16 by CUDA",
          "",
          RunRecord.Versions.here());

  @TempDir private Path folder;

  private RunRecord readBack(String json) throws IOException {
    return RunRecord.read(Files.writeString(folder.resolve("run.json"), json));
  }

  @Test
  void theDeviceIsRecorded() throws IOException {
    assertThat(readBack(RECORD.json())).isEqualTo(RECORD);
  }

  private static RunRecord computedIn(String computation, String processor) {
    var versions = new RunRecord.Versions("1", "25", "Linux amd64", processor);
    return new RunRecord(List.of("/photos"), 12, "0a1b", 3, 2, "cpu", 4, computation, "", versions);
  }

  @Test
  void anotherWayOrAnotherProcessorIsToldInOneLine() {
    RunRecord begun = computedIn("bf16 by kernels (AVX512-BF16)", "AMD EPYC 9354");
    assertThat(begun.difference(begun)).isEmpty();
    assertThat(begun.difference(computedIn("bf16 by autograd (AVX2): why", "AMD EPYC 9354")))
        .hasValue(
            "going on in bf16 by autograd (AVX2): why, on AMD EPYC 9354, the run was begun in bf16"
                + " by kernels (AVX512-BF16), on AMD EPYC 9354: the last bits of its numbers will"
                + " differ from those that it would have had there");
    assertThat(begun.difference(computedIn(begun.computation(), "AMD EPYC 9654"))).isPresent();
    assertThat(begun.difference(RECORD))
        .hasValueSatisfying(line -> assertThat(line).startsWith("going on on cuda"));
  }

  @Test
  void anOlderRunDoesNotKnowItsWay() throws IOException {
    String json =
        RECORD
            .json()
            .replace("\"computation\" : \"bf16 by CUDA\",", "")
            .replaceAll(",\\s*\"processor\" : \"[^\"]*\"", "");
    assertThat(json).doesNotContain("computation", "processor\"");
    RunRecord old = readBack(json);
    assertThat(old.computation()).isEmpty();
    assertThat(old.difference(RECORD)).isEmpty();
  }

  @Test
  void aRunThatNamesNoDeviceIsOnTheProcessor() throws IOException {
    String json = RECORD.json().replace("\"device\" : \"cuda\",", "");
    assertThat(json).doesNotContain("device");
    assertThat(readBack(json).device()).isEqualTo("cpu");
  }
}
