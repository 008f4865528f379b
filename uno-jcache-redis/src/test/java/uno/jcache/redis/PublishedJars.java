/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.Redisson;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import uno.jcache.architecture.JarContract;

/**
 * What users get, in a JVM of its own: our jar with what its published POM names, and nothing that
 * only this build has. Runs in the phase {@code verify}, when the jar is there.
 */
@Timeout(120)
class PublishedJars extends JarContract {
  private final Path jar = Path.of(System.getProperty("published.jar"));
  private final Path pom = Path.of(System.getProperty("published.pom"));
  private final Path dependencies = Path.of(System.getProperty("published.dependencies"));
  private final RedisProcess redis = RedisProcess.start();
  private final Path dir;

  PublishedJars(@TempDir Path dir) {
    this.dir = dir;
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  /** Returns what an application that names us has on its class path. */
  private List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>(List.of(jar));
    try (Stream<Path> files = Files.list(dependencies)) {
      files.sorted().forEach(jars::add);
    }
    return jars;
  }

  // ---- what is published

  @Test
  void redissonIsInOurJarUnderANameOfOursOnly() throws IOException {
    try (JarFile opened = new JarFile(jar.toFile())) {
      List<String> names = opened.stream().map(ZipEntry::getName).toList();
      assertThat(names).contains("uno/jcache/redis/redisson/Redisson.class");
      assertThat(names).contains("uno/jcache/redis/put.lua", "uno/jcache/redis/fence.lua");
      assertThat(names).noneMatch(name -> name.startsWith("org/"));
      assertThat(names).noneMatch(name -> name.contains("META-INF/maven/org.redisson"));
      assertThat(names)
          .filteredOn(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
          .containsExactly("META-INF/services/uno.jcache.spi.StoreProvider");
    }
  }

  /** It has the same license as we have; what its notice says, ours does, too. */
  @Test
  void theNoticeOfRedissonIsInOurs() throws Exception {
    Path redisson =
        Path.of(Redisson.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(text(redisson, "LICENSE.txt")).contains("Apache License, Version 2.0");
    assertThat(text(jar, "NOTICE"))
        .contains(text(redisson, "NOTICE").replace("\r\n", "\n"))
        .contains("Copyright (c) 2013-2021 Nikita Koksharov")
        .contains(redisson.getFileName().toString().replace(".jar", ""));
  }

  @Test
  void thePomNamesWhatIsNeededAndNotRedisson() throws Exception {
    List<String> named = new ArrayList<>();
    NodeList all =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getElementsByTagName("dependency");
    for (int i = 0; i < all.getLength(); i++) {
      Element dependency = (Element) all.item(i);
      if (!text(dependency, "scope").equals("test")) {
        named.add(text(dependency, "artifactId"));
      }
    }
    assertThat(named).contains("uno-jcache-core").doesNotContain("redisson");
    assertThat(named)
        .allSatisfy(
            name ->
                assertThat(jars())
                    .anySatisfy(jar -> assertThat(jar.getFileName().toString()).startsWith(name)));
    assertThat(jars()).noneMatch(jar -> jar.getFileName().toString().startsWith("redisson"));
  }

  private static String text(Element element, String name) {
    NodeList found = element.getElementsByTagName(name);
    return (found.getLength() == 0) ? "" : found.item(0).getTextContent();
  }

  /** They are few, and documented by name. */
  @Test
  void theJarsAreThoseThatAreDocumented() throws IOException {
    long bytes = 0;
    List<String> names = new ArrayList<>();
    for (Path each : jars()) {
      bytes += Files.size(each);
      names.add(each.getFileName().toString().replaceFirst("-[0-9].*", ""));
    }
    System.out.printf("%d jars of %.1f MB: %s%n", names.size(), bytes / 1e6, names);
    String docs = Files.readString(Path.of(System.getProperty("published.docs")));
    Matcher told = Pattern.compile("(\\d+) jars of ([0-9.]+) MB").matcher(docs);
    assertThat(told.find()).isTrue();
    assertThat(names).hasSize(Integer.parseInt(told.group(1)));
    assertThat(Double.parseDouble(told.group(2))).isCloseTo(bytes / 1e6, within(0.5));
    assertThat(docs.replaceAll("\\s+", " ")).contains("`" + String.join("`, `", names) + "`");
  }

  // ---- in a JVM of its own

  private String run(List<Path> classPath, String... settings) throws Exception {
    Path main = dir.resolve(Application.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(Objects.requireNonNull(main.getParent()));
    try (InputStream in = Application.class.getResourceAsStream("Application.class")) {
      Files.write(main, Objects.requireNonNull(in).readAllBytes());
    }
    List<String> path = new ArrayList<>(List.of(dir.toString()));
    classPath.forEach(each -> path.add(each.toString()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path)));
    command.add(Application.class.getName());
    command.addAll(List.of(settings));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  /** Returns the address of a server, by its name, which must be looked up. */
  private String url() {
    return "redis://localhost:" + redis.port();
  }

  @Test
  void ourProviderIsTheOnlyOneAndKeepsEntriesInRedis() throws Exception {
    assertThat(run(jars(), "url=" + url()))
        .containsOnlyOnce("there is uno.jcache.UnoCachingProvider")
        .contains("the only one is uno.jcache.UnoCachingProvider")
        .contains("there is no Redisson")
        .contains("kept is value");
  }

  /** Its output ends with it, for which this waits. */
  @Test
  void aProgramThatClosesNothingEnds() throws Exception {
    assertThat(run(jars(), "url=" + url(), Application.UNCLOSED)).contains("kept is value");
  }

  @Test
  void aFileOfRedissonsIsUnderstood() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("redisson.yaml"), "singleServerConfig: { address: '" + url() + "' }");
    assertThat(run(jars(), "redisson-file=" + file)).contains("kept is value");
  }

  @Test
  void anApplicationMayHaveARedissonOfItsOwn() throws Exception {
    List<Path> jars = jars();
    jars.add(Path.of(Redisson.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    assertThat(run(jars, "url=" + url()))
        .contains("there is uno.jcache.UnoCachingProvider")
        .contains("there is org.redisson.jcache.JCachingProvider")
        .contains("none is the only one")
        .contains("there is org.redisson.Redisson")
        .contains("kept is value");
  }
}
