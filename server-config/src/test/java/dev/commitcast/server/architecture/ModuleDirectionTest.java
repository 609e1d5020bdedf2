package dev.commitcast.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dependencies run one way, and each module knows nothing of what is not its business. */
class ModuleDirectionTest {
  private static final String[] HTTP = {"jakarta.ws.rs..", "jakarta.servlet..", "java.net.http.."};
  private static final List<String> MODULES =
      List.of(
          "domain",
          "driver",
          "quiesce",
          "persistence",
          "notifications",
          "web",
          "localpostgres",
          "server");
  private static JavaClasses classes;

  @BeforeAll
  static void readAllModules() {
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.commitcast");
  }

  @Test
  void theClassesOfEveryModuleAreSeen() {
    for (String module : MODULES) {
      assertThat(classes)
          .as("classes of the module " + module)
          .anyMatch(type -> type.getPackageName().startsWith("dev.commitcast." + module));
    }
  }

  @Test
  void modulesDependOnlyOnThoseBeforeThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.commitcast..")
        .withOptionalLayers(true)
        .layer("domain")
        .definedBy("dev.commitcast.domain..")
        .layer("driver")
        .definedBy("dev.commitcast.driver..")
        .layer("quiesce")
        .definedBy("dev.commitcast.quiesce..")
        .layer("persistence")
        .definedBy("dev.commitcast.persistence..")
        .layer("notifications")
        .definedBy("dev.commitcast.notifications..")
        .layer("web")
        .definedBy("dev.commitcast.web..")
        .layer("local-postgres")
        .definedBy("dev.commitcast.localpostgres..")
        .layer("server")
        .definedBy("dev.commitcast.server..")
        .whereLayer("domain")
        .mayNotAccessAnyLayer()
        .whereLayer("driver")
        .mayNotAccessAnyLayer()
        .whereLayer("quiesce")
        .mayNotAccessAnyLayer()
        .whereLayer("persistence")
        .mayOnlyAccessLayers("domain", "driver")
        .whereLayer("notifications")
        .mayOnlyAccessLayers("domain", "driver", "persistence")
        .whereLayer("web")
        .mayOnlyAccessLayers("domain", "persistence", "notifications")
        .whereLayer("local-postgres")
        .mayNotAccessAnyLayer()
        .whereLayer("server")
        .mayOnlyAccessLayers("local-postgres")
        .check(classes);
  }

  @Test
  void domainKnowsNeitherJdbcNorHttpNorConfiguration() {
    check(module("domain", "java.sql..", "javax.sql..", "org.eclipse.microprofile.."));
    check(module("domain", HTTP));
  }

  @Test
  void persistenceKnowsNeitherHttpNorNotify() {
    check(module("persistence", HTTP));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.commitcast.persistence..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.postgresql.PGNotification"));
  }

  @Test
  void notificationsKnowNoHttp() {
    check(module("notifications", HTTP));
  }

  @Test
  void webKnowsNoSql() {
    check(module("web", "java.sql..", "javax.sql..", "org.postgresql.."));
  }

  @Test
  void whatIsInternalIsUsedByItsOwnModuleAlone() {
    for (String module : MODULES) {
      check(
          noClasses()
              .that()
              .resideOutsideOfPackage("dev.commitcast." + module + "..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("dev.commitcast." + module + "..internal.."));
    }
  }

  private static ArchRule module(String name, String... unknown) {
    return noClasses()
        .that()
        .resideInAPackage("dev.commitcast." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(unknown);
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(classes);
  }
}
