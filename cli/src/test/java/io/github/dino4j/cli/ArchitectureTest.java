package io.github.dino4j.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules of ARCHITECTURE.md, checked against the compiled classes of every module. */
class ArchitectureTest {
  private static final String ROOT = "io.github.dino4j";
  private static final Path PAGE = Path.of("../ARCHITECTURE.md");
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  /** Classes and methods that had these names were renamed; what to say instead. */
  private static final Map<String, String> RETIRED_CLASSES =
      Map.ofEntries(
          Map.entry("Lane", "worker"),
          Map.entry("Lanes", "worker pool"),
          Map.entry("Wave", "micro-batch"),
          Map.entry("Finish", "epilogue"),
          Map.entry("LinearEnd", "epilogue"),
          Map.entry("TileProduct", "gemm"),
          Map.entry("HeadProduct", "gemm"),
          Map.entry("GeluSlope", "derivative"),
          Map.entry("Scores", "logits"),
          Map.entry("Placement", "thread affinity"),
          Map.entry("StartTokens", "input embedding"),
          Map.entry("AcrossVector", "horizontal reduction"),
          Map.entry("AcrossPass", "horizontal pass"),
          Map.entry("DownPass", "vertical pass"),
          Map.entry("KeptRows", "drop-path indices"),
          Map.entry("KeptSamples", "drop-path indices"),
          Map.entry("TargetMaking", "teacher centering"),
          Map.entry("KnownSamples", "row statistics"),
          Map.entry("Rates", "hyperparameters"),
          Map.entry("Rounds", "sampler"),
          Map.entry("Share", "shard"),
          Map.entry("Processes", "process group"),
          Map.entry("Moment", "phase"),
          Map.entry("Notes", "metadata"),
          Map.entry("Kinship", "near-duplicate"),
          Map.entry("Objective", "loss"),
          Map.entry("Glance", "secondary ray"),
          Map.entry("Survey", "ground-truth pass"),
          Map.entry("Darkroom", "development"));

  private static final Map<String, String> RETIRED_METHODS =
      Map.ofEntries(
          Map.entry("throughBlocks", "forwardBlocks"),
          Map.entry("slope", "derivative"),
          Map.entry("came", "gradientReady"),
          Map.entry("learn", "accumulateGradient"),
          Map.entry("judge", "evaluate"),
          Map.entry("orRemark", "tryOrWarn"),
          Map.entry("orRefuse", "tryOrThrow"),
          Map.entry("hiddenRows", "maskedRows"),
          Map.entry("hiddenWeights", "maskWeights"),
          Map.entry("kinship", "nearDuplicate"));

  /** What each module stands on, as the table of modules says. */
  private static Map<String, Set<String>> table() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int start = lines.indexOf("| module | what lives there | stands on | never there |") + 2;
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    lines.stream()
        .skip(start)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1))
        .forEach(cells -> rows.put(cells[1].strip(), words(cells[3])));
    rows.replaceAll((_, on) -> on.contains("all") ? rows.keySet() : on);
    return rows;
  }

  private static Set<String> words(String cell) {
    return Arrays.stream(cell.split(","))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The folder of the root that a class was compiled in. */
  private static String module(JavaClass type) {
    String[] names = type.getPackageName().split("\\.");
    return names.length < 4 ? "base" : names[3];
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(ROOT);
  }

  @Test
  void theTableNamesEveryModule() throws IOException {
    String pom = Files.readString(Path.of("../pom.xml"));
    List<String> modules =
        Stream.of(pom.split("\n"))
            .map(String::strip)
            .filter(line -> line.startsWith("<module>") && !line.contains("examples"))
            .map(line -> line.replaceAll("<module>(.*)</module>.*", "$1"))
            .toList();
    assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(modules);
    Set<String> compiled = new TreeSet<>();
    HOUSE.forEach(type -> compiled.add(module(type)));
    assertThat(compiled).contains("base", "data", "kernels", "search", "report", "pretrain");
  }

  /** For each module the others that its classes see, each with a class that does. */
  private static Map<String, Map<String, String>> uses() {
    Map<String, Map<String, String>> uses = new TreeMap<>();
    for (JavaClass type : HOUSE) {
      Map<String, String> seen = uses.computeIfAbsent(module(type), _ -> new TreeMap<>());
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> isOurs(target) && !module(target).equals(module(type)))
          .forEach(target -> seen.put(module(target), type.getName()));
    }
    return uses;
  }

  @Test
  void modulesStandOnWhatTheTableSaysAndNoLess() throws IOException {
    Map<String, Map<String, String>> uses = uses();
    table()
        .forEach((module, on) -> {
          String compiled = module.replace("-", ""); // no name of a package has a hyphen
          Map<String, String> seen = uses.getOrDefault(compiled, Map.of());
          if (on.contains(module)) { // on all others
            assertThat(on).as("%s: %s", module, seen).containsAll(seen.keySet());
          } else if (uses.containsKey(compiled)) { // cli sees no benchmarks and no testing
            assertThat(seen.keySet())
                .as("%s: %s", module, seen)
                .containsExactlyInAnyOrderElementsOf(on);
          }
        });
  }

  @Test
  void everyPackageThatIsNamedExists() throws IOException {
    Set<String> packages = new TreeSet<>();
    HOUSE.forEach(type -> packages.add(type.getPackageName()));
    List<String> lines = Files.readAllLines(PAGE);
    int start = lines.indexOf("| package | what lives there | start reading at |") + 2;
    Set<String> classes = HOUSE.stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());
    lines.stream()
        .skip(start)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1))
        .forEach(cells -> {
          String first = quoted(cells[1]).getFirst();
          String parent = first.replaceAll("\\.[a-z0-9]+$", "");
          quoted(cells[1])
              .forEach(name ->
                  assertThat(packages)
                      .as(cells[1])
                      .containsAnyOf(ROOT + "." + name, ROOT + "." + parent + "." + name));
          assertThat(classes).containsAll(quoted(cells[3]));
        });
  }

  private static List<String> quoted(String cell) {
    return Arrays.stream(cell.split("`", -1)).filter(part -> part.matches("[\\w.]+")).toList();
  }

  @Test
  void librariesStayWhereTheyBelong() {
    only(
        "org.bytedeco.pytorch..",
        "torch",
        "model",
        "features",
        "evaluate",
        "pretrain",
        "benchmarks");
    only("org.bytedeco.opencv..", "image");
    only("org.bytedeco.ffmpeg..", "video");
    only("org.apache.parquet..", "data");
    only("org.apache.hadoop..", "data");
    only("org.apache.spark..", "spark");
    only("scala..", "spark");
    only("org.apache.lucene..", "search");
    only("dev.langchain4j..", "langchain4j");
    only("org.springframework..", "springai");
    only("org.opensearch..", "opensearch");
    only("org.postgresql..", "postgres");
    only("java.sql..", "postgres");
    only("picocli..", "cli");
  }

  private static void only(String library, String... modules) {
    String[] packages =
        Arrays.stream(modules).map(name -> "..dino4j." + name + "..").toArray(String[]::new);
    noClasses()
        .that(resideOutsideOfPackages(packages))
        .should()
        .dependOnClassesThat(resideInAnyPackage(library))
        .check(HOUSE);
  }

  @Test
  void onlyTheCommandPrints() {
    noClasses()
        .that(
            resideOutsideOfPackages(
                "..dino4j.cli..", "..dino4j.benchmarks..", "..dino4j.testing.."))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(HOUSE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.github.dino4j.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void classesAreNamedForWhatTheyDo() {
    classes()
        .should()
        .haveNameNotMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common)(\\$.*)?")
        .check(HOUSE);
  }

  @Test
  void namesAreTheFieldsWords() {
    List<String> retired = new ArrayList<>();
    for (JavaClass type : HOUSE) {
      String better = RETIRED_CLASSES.get(type.getSimpleName());
      if (better != null) {
        retired.add(type.getName() + ": say " + better);
      }
      for (JavaMember member : type.getMembers()) {
        String word = RETIRED_METHODS.get(member.getName());
        if (word != null) {
          retired.add(member.getFullName() + ": say " + word);
        }
      }
    }
    assertThat(retired).isEmpty();
  }
}
