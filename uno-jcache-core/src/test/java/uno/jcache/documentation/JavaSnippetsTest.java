/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.Application;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java in our documents compiles and runs for who copies it: all of a section, with the imports
 * that the section shows, beside an {@link Application} and under the configuration that is shown
 * before it.
 */
@Tag("slow")
class JavaSnippetsTest {
  private static final Pattern IMPORT = Pattern.compile("(?m)^import (static )?([\\w.]+);\n");
  private static final Pattern CACHE = Pattern.compile("Cache<[\\w, ]+> (\\w+) =");

  static List<Snippet.Section> sections() throws IOException {
    return Snippet.sections("java");
  }

  @ParameterizedTest
  @MethodSource("sections")
  void compilesAndRuns(Snippet.Section section, @TempDir Path dir) throws Exception {
    String program = program(section);
    compile(program, dir);
    for (Snippet snippet : section.snippets()) { // the last one is the nearest
      if (snippet.language().equals("hocon")) {
        Files.writeString(dir.resolve("uno-jcache.conf"), snippet.text());
        Files.writeString(dir.resolve("caches.conf"), snippet.text());
      }
    }
    run(dir);
  }

  /** Returns a section's code as a class. */
  private static String program(Snippet.Section section) {
    List<String> blocks =
        section.snippets().stream()
            .filter(snippet -> snippet.language().equals("java"))
            .map(Snippet::text)
            .toList();
    String imports =
        blocks.stream()
            .flatMap(block -> IMPORT.matcher(block).results())
            .map(found -> found.group())
            .distinct()
            .collect(Collectors.joining());
    String code = IMPORT.matcher(String.join("\n", blocks)).replaceAll("");
    String checks =
        CACHE
            .matcher(code)
            .results()
            .map(found -> found.group(1))
            .map(name -> "java.util.Objects.requireNonNull(" + name + ");\n")
            .collect(Collectors.joining());
    return "package com.example;\n"
        + imports
        + "public class Snippet extends Application {\n"
        + "@Override public void run() throws Exception {\n"
        + code
        + checks
        + "}}\n";
  }

  private static void compile(String program, Path dir) throws IOException {
    Path source = dir.resolve("com/example/Snippet.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, program);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              dir.toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "-proc:none",
              "-Xlint:all,-serial,-path,-processing",
              "-Werror");
      boolean compiled =
          compiler
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as("%s\n%s", messages, program).isTrue();
    }
  }

  /** Runs it with a class path of its own, on which its configuration is. */
  private static void run(Path dir) throws Exception {
    List<URL> classPath = new ArrayList<>();
    classPath.add(dir.toUri().toURL());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      classPath.add(url(entry));
    }
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    PrintStream out = System.out;
    try (var loader =
        new URLClassLoader(classPath.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Thread.currentThread().setContextClassLoader(loader);
      System.setOut(new PrintStream(new ByteArrayOutputStream(), true, UTF_8));
      Object application =
          loader.loadClass("com.example.Snippet").getDeclaredConstructor().newInstance();
      try {
        application.getClass().getMethod("run").invoke(application);
      } finally {
        Object provider =
            loader.loadClass("javax.cache.Caching").getMethod("getCachingProvider").invoke(null);
        provider.getClass().getMethod("close").invoke(provider);
      }
    } catch (InvocationTargetException e) {
      throw new AssertionError("It compiles, but fails", e.getCause());
    } finally {
      System.setOut(out);
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static URL url(String entry) throws MalformedURLException {
    return Path.of(entry).toUri().toURL();
  }

  @Test
  void aNameIsImportedFromOnePackagePerDocument() throws IOException {
    Map<String, TreeSet<String>> imports = new TreeMap<>();
    for (Snippet snippet : Snippet.all()) {
      IMPORT
          .matcher(snippet.text())
          .results()
          .map(found -> found.group(2))
          .forEach(
              name ->
                  imports
                      .computeIfAbsent(
                          snippet.file() + " " + name.substring(name.lastIndexOf('.') + 1),
                          key -> new TreeSet<>())
                      .add(name));
    }
    assertThat(imports).hasSizeGreaterThan(20);
    assertThat(imports.values()).allSatisfy(names -> assertThat(names).hasSize(1));
  }
}
