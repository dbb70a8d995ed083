package io.github.dino4j.cli.evaluate;

import io.github.dino4j.evaluate.protocol.FairnessProtocol;
import io.github.dino4j.evaluate.protocol.KnnProtocol;
import io.github.dino4j.evaluate.protocol.LinearProtocol;
import io.github.dino4j.evaluate.protocol.LogisticProtocol;
import io.github.dino4j.evaluate.protocol.RetrievalProtocol;
import io.github.dino4j.evaluate.protocol.VideoProtocol;
import io.github.dino4j.evaluate.protocol.dense.DepthProtocol;
import io.github.dino4j.evaluate.protocol.dense.SegmentationProtocol;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dino4j evaluate}: how good a model is for a job, one protocol a subcommand. */
@Command(
    name = EvaluateCommand.NAME,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "PROTOCOL",
    description = {
      "Say how good a model's frozen features are for a job, with intervals and pictures.",
      "Features are computed once and kept, so a second protocol on the same images begins at once."
    })
public final class EvaluateCommand implements Runnable {
  public static final String NAME = "evaluate";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  /**
   * Gives the command its protocols. They are left out of a process that is started for something
   * else: the parser looks at every command that it knows, and cold start counts.
   */
  public static void addProtocols(CommandLine evaluate) {
    Stream.of(
            Knn.class,
            Linear.class,
            Logistic.class,
            Retrieval.class,
            Segmentation.class,
            Depth.class,
            Fairness.class,
            Video.class,
            CorruptCommand.class)
        .forEach(evaluate::addSubcommand);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a protocol is missing: " + String.join(", ", spec.subcommands().keySet()));
  }

  @Command(
      name = "knn",
      mixinStandardHelpOptions = true,
      description = "Name classes by those of the nearest training images; nothing is trained.")
  static final class Knn extends ProtocolCommand {
    Knn() {
      super(new KnnProtocol());
    }
  }

  @Command(
      name = "retrieval",
      mixinStandardHelpOptions = true,
      description = {
        "Find the same thing again: --train is the database, --test are queries (without a"
            + " database each image looks among the others).",
        "Instances are folders or a manifest's column instance; kind=revisited|met|pairs follow the"
            + " rules of those benchmarks."
      })
  static final class Retrieval extends ProtocolCommand {
    Retrieval() {
      super(new RetrievalProtocol());
    }
  }

  @Command(
      name = "linear",
      mixinStandardHelpOptions = true,
      description = {
        "Train linear classifiers for many rates and inputs at once, keep the best as a head, and"
            + " test it.",
        "steps=0 goes a hundred times through the images; head=DIR tests a head that is there;"
            + " corruptions=DIR tests on the folders of evaluate corrupt.",
        "augment=true shows the model a fresh crop of each training image at every step, as the"
            + " reference does; steps=0 then goes ten times through the images."
      })
  static final class Linear extends ProtocolCommand {
    Linear() {
      super(new LinearProtocol());
    }
  }

  @Command(
      name = "fairness",
      mixinStandardHelpOptions = true,
      description = {
        "Figures group by group, with the gap between best and worst: group= names columns of the"
            + " manifest, or age:, skin: or income: and a column.",
        "kind=dollarstreet|association with map=FILE follow the fairness indicators; classes are"
            + " named by head=DIR, else by the nearest images of --train."
      })
  static final class Fairness extends ProtocolCommand {
    Fairness() {
      super(new FairnessProtocol());
    }
  }

  @Command(
      name = "video",
      mixinStandardHelpOptions = true,
      description = {
        "Name classes of clips: frames at even distances go through the model, their features are"
            + " averaged (or pooling=concatenate), and then all is as with evaluate linear.",
        "A clip is a video file or a folder of frames; classes are folders or a manifest's column"
            + " label. A clip that cannot be read is left out."
      })
  static final class Video extends ProtocolCommand {
    Video() {
      super(new VideoProtocol());
    }
  }

  @Command(
      name = "logistic",
      mixinStandardHelpOptions = true,
      description =
          "Logistic regression on CLS over a sweep of C, chosen on validation images and refit on"
              + " all; kept as a head and tested like evaluate linear.")
  static final class Logistic extends ProtocolCommand {
    Logistic() {
      super(new LogisticProtocol());
    }
  }

  @Command(
      name = "segmentation",
      mixinStandardHelpOptions = true,
      description = {
        "A class for every pixel: train a linear head on patches, or ask the nearest labelled"
            + " patches (method=knn), and compare masks with the truth.",
        "Masks are PNG in a folder beside that of the images (train and train-masks; masks=SUFFIX),"
            + " or in a manifest's column mask."
      })
  static final class Segmentation extends ProtocolCommand {
    Segmentation() {
      super(new SegmentationProtocol());
    }
  }

  @Command(
      name = "depth",
      mixinStandardHelpOptions = true,
      description = {
        "Depth of every pixel: train a linear or DPT head (kind=linear|linear4|dpt) and compare"
            + " maps with the truth.",
        "Depth is PNG of 16 bits or .npy in a folder beside that of the images (depths=NAME), or in"
            + " a manifest's column depth; data=relative|metres|nyu|kitti|sun says what it means."
      })
  static final class Depth extends ProtocolCommand {
    Depth() {
      super(new DepthProtocol());
    }
  }
}
