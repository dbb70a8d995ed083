package io.github.dino4j.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house rules of ARCHITECTURE.md, checked against the compiled classes of every module. */
class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.dino4j");

  @Test
  void everyModuleIsSeen() {
    assertThat(
            HOUSE.stream()
                .map(c -> c.getPackageName().split("\\."))
                .map(p -> p.length < 4 ? "" : p[3]))
        .contains("torch", "image", "scenes", "model", "features", "cli");
  }

  @Test
  void dataFlowsOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.github.dino4j..")
        .layer("root")
        .definedBy("io.github.dino4j")
        .layer("torch")
        .definedBy("..dino4j.torch..", "..dino4j.files..")
        .layer("image")
        .definedBy("..dino4j.image..", "..dino4j.parquet..")
        .layer("scenes")
        .definedBy("..dino4j.scenes..")
        .layer("model")
        .definedBy("..dino4j.model..")
        .layer("features")
        .definedBy("..dino4j.features..")
        .layer("report")
        .definedBy("..dino4j.report..")
        .optionalLayer("pretrain")
        .definedBy("..dino4j.pretrain..")
        .layer("cli")
        .definedBy("..dino4j.cli..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("pretrain")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("pretrain", "cli")
        .whereLayer("features")
        .mayOnlyBeAccessedByLayers("report", "pretrain", "cli")
        .whereLayer("scenes")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("features", "pretrain", "cli")
        .whereLayer("image")
        .mayOnlyBeAccessedByLayers("scenes", "features", "pretrain", "cli")
        .whereLayer("torch")
        .mayOnlyBeAccessedByLayers("image", "scenes", "model", "features", "pretrain", "cli")
        .check(HOUSE);
  }

  @Test
  void libtorchStaysBelow() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..dino4j.torch..",
            "..dino4j.image..",
            "..dino4j.model..",
            "..dino4j.features..",
            "..dino4j.pretrain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco.pytorch..")
        .check(HOUSE);
  }

  @Test
  void openCvStaysInImage() {
    noClasses()
        .that(resideOutsideOfPackages("..dino4j.image.."))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.bytedeco.opencv.."))
        .check(HOUSE);
  }

  @Test
  void onlyTheCommandPrints() {
    noClasses()
        .that(resideOutsideOfPackages("..dino4j.cli.."))
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
}
