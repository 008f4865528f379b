/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the structure of each module holds to. What is excepted stands in the module's {@code
 * src/test/architecture-exceptions.txt}, one line each: the rule, what breaks it, and why it may,
 * separated by {@code |}. A line that nothing needs any more fails, too.
 *
 * <p>It reads the module's classes and sources, and so runs in the module's directory.
 */
public abstract class ArchitectureContract {
  private static final String INTERNAL = "uno.jcache.internal";
  private static final int MOST_PARAMETERS = 8;
  private static final int MOST_LINES = 450;
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path EXCEPTIONS = Path.of("src/test/architecture-exceptions.txt");

  private static final Set<String> RULES =
      Set.of("signature", "internal", "upward", "parameters", "lines", "name");

  private static final JavaClasses CLASSES = classes();

  private static JavaClasses classes() {
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter().importPath("target/classes");
  }

  /** The packages that use nothing internal at all, each with those below it. */
  protected abstract List<String> packagesWithoutInternals();

  /**
   * The module's internal packages, each after those that it may use, so that there is neither a
   * circle nor an arrow upward.
   */
  protected List<String> layers() {
    return List.of();
  }

  @Test
  void whatApplicationsSeeNamesNothingInternal() {
    Violations found = new Violations("signature");
    CLASSES.stream()
        .filter(c -> !isInternal(c.getPackageName()) && isVisible(c))
        .filter(c -> !isWithin(c.getPackageName(), packagesWithoutInternals()))
        .forEach(
            c ->
                inSignatures(c)
                    .filter(used -> isInternal(used.getPackageName()))
                    .forEach(
                        used ->
                            found.add(
                                nameOf(c) + " -> " + nameOf(used), "uses it in a signature")));
    found.check();
  }

  @Test
  void packagesThatDoWithoutInternalsUseNone() {
    Violations found = new Violations("internal");
    List<String> packages = packagesWithoutInternals();
    CLASSES.stream()
        .filter(c -> isWithin(c.getPackageName(), packages))
        .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
        .filter(d -> isInternal(element(d.getTargetClass()).getPackageName()))
        .forEach(
            d ->
                found.add(
                    nameOf(topLevel(d.getOriginClass()))
                        + " -> "
                        + nameOf(topLevel(element(d.getTargetClass()))),
                    d.getDescription()));
    // What Javadoc alone needs is in no class.
    for (Path source : sources()) {
      String type = typeOf(source);
      if (isWithin(type.substring(0, type.lastIndexOf('.')), packages)) {
        for (String line : linesOf(source)) {
          if (line.startsWith("import " + INTERNAL)) {
            found.add(
                type + " -> " + line.substring("import ".length(), line.length() - 1),
                "imports it");
          }
        }
      }
    }
    found.check();
  }

  @Test
  void noArrowGoesUpward() {
    List<String> layers = layers();
    Violations found = new Violations("upward");
    CLASSES.stream()
        .filter(c -> isInternal(c.getPackageName()))
        .forEach(
            c -> {
              int layer = layers.indexOf(c.getPackageName());
              assertThat(layer)
                  .as("%s has a place in the order of layers", c.getPackageName())
                  .isNotNegative();
              for (Dependency d : c.getDirectDependenciesFromSelf()) {
                String used = element(d.getTargetClass()).getPackageName();
                if (layers.indexOf(used) > layer) {
                  found.add(nameOf(topLevel(c)) + " -> " + used, d.getDescription());
                }
              }
            });
    found.check();
    assertThat(layers)
        .as("layers that are packages")
        .allMatch(layer -> CLASSES.stream().anyMatch(c -> c.getPackageName().equals(layer)));
  }

  @Test
  void constructorsTakeFewParameters() {
    Violations found = new Violations("parameters");
    CLASSES.stream()
        .filter(c -> !c.isAnonymousClass())
        .flatMap(c -> c.getConstructors().stream())
        .filter(c -> !c.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filter(c -> c.getRawParameterTypes().size() > MOST_PARAMETERS)
        .forEach(
            c ->
                found.add(
                    nameOf(c.getOwner()),
                    "a constructor of " + c.getRawParameterTypes().size() + " parameters"));
    found.check();
  }

  @Test
  void filesAreShort() {
    Violations found = new Violations("lines");
    for (Path source : sources()) {
      int lines = linesOf(source).size();
      if (lines > MOST_LINES) {
        found.add(typeOf(source), lines + " lines");
      }
    }
    found.check();
  }

  @Test
  void aSimpleNameIsDeclaredOnce() {
    Map<String, Set<String>> declared = new TreeMap<>();
    CLASSES.stream()
        .filter(c -> !c.getSimpleName().isEmpty() && !c.getSimpleName().equals("package-info"))
        .filter(c -> !c.isAnonymousClass() && !c.isLocalClass())
        .forEach(
            c -> declared.computeIfAbsent(c.getSimpleName(), n -> new TreeSet<>()).add(nameOf(c)));
    Violations found = new Violations("name");
    declared.forEach(
        (name, types) -> {
          if (types.size() > 1) {
            found.add(name, "declared by " + String.join(", ", types));
          }
        });
    found.check();
  }

  @Test
  void eachExceptionHasARuleAndAReason() {
    for (String line : exceptionLines()) {
      String[] parts = line.split("\\|", -1);
      assertThat(parts).as(line).hasSize(3);
      assertThat(RULES).as(line).contains(parts[0].strip());
      assertThat(parts[2]).as("reason of: %s", line).isNotBlank();
    }
  }

  private static boolean isInternal(String packageName) {
    return isWithin(packageName, List.of(INTERNAL));
  }

  private static boolean isWithin(String packageName, List<String> packages) {
    return packages.stream()
        .anyMatch(p -> packageName.equals(p) || packageName.startsWith(p + "."));
  }

  private static JavaClass element(JavaClass type) {
    return type.getBaseComponentType();
  }

  private static JavaClass topLevel(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureContract::topLevel).orElse(type);
  }

  private static String nameOf(JavaClass type) {
    return type.getName().replace('$', '.');
  }

  private static boolean isVisible(JavaClass type) {
    return isVisible(type.getModifiers())
        && type.getEnclosingClass().map(ArchitectureContract::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaClass> inSignatures(JavaClass type) {
    List<JavaType> types = new ArrayList<>(type.getInterfaces());
    type.getSuperclass().ifPresent(types::add);
    addBounds(types, type.getTypeParameters());
    for (JavaMember member : type.getMembers()) {
      if (!isVisible(member.getModifiers())
          || member.getModifiers().contains(JavaModifier.SYNTHETIC)) {
        continue;
      }
      if (member instanceof JavaField field) {
        types.add(field.getType());
      } else if (member instanceof JavaCodeUnit unit) {
        types.add(unit.getReturnType());
        types.addAll(unit.getParameterTypes());
        types.addAll(unit.getExceptionTypes());
        addBounds(types, unit.getTypeParameters());
      }
    }
    return types.stream()
        .flatMap(t -> t.getAllInvolvedRawTypes().stream())
        .map(ArchitectureContract::element)
        .distinct();
  }

  private static void addBounds(
      List<JavaType> types, List<? extends JavaTypeVariable<?>> variables) {
    variables.forEach(variable -> types.addAll(variable.getUpperBounds()));
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String typeOf(Path source) {
    String path = SOURCES.relativize(source).toString();
    return path.substring(0, path.length() - ".java".length()).replace('/', '.');
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> exceptionLines() {
    return linesOf(EXCEPTIONS).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  /** What breaks a rule, compared with what is excepted from it. */
  private static final class Violations {
    private final String rule;
    private final Map<String, String> found = new LinkedHashMap<>();

    Violations(String rule) {
      this.rule = rule;
    }

    void add(String what, String details) {
      found.putIfAbsent(what, details);
    }

    void check() {
      Set<String> excepted =
          exceptionLines().stream()
              .map(line -> line.split("\\|", -1))
              .filter(parts -> parts[0].strip().equals(rule))
              .map(parts -> parts[1].strip())
              .collect(Collectors.toCollection(TreeSet::new));
      String broken =
          found.entrySet().stream()
              .filter(e -> !excepted.contains(e.getKey()))
              .map(e -> rule + " | " + e.getKey() + " | (why?) " + e.getValue())
              .sorted()
              .collect(Collectors.joining("\n"));
      String unneeded =
          excepted.stream()
              .filter(what -> !found.containsKey(what))
              .map(what -> rule + " | " + what)
              .collect(Collectors.joining("\n"));
      if (!broken.isEmpty() || !unneeded.isEmpty()) {
        fail(
            "%s%s",
            broken.isEmpty() ? "" : "\nBroken; repair it, or say why in " + where() + broken,
            unneeded.isEmpty() ? "" : "\nNo longer needed; delete from " + where() + unneeded);
      }
    }

    private static String where() {
      return EXCEPTIONS.toAbsolutePath() + ":\n";
    }
  }
}
