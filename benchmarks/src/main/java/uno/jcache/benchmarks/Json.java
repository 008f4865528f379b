/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.Locale;
import java.util.stream.Collectors;

/** Writes every sample, for whoever wants to see more than medians. */
final class Json {
  private Json() {}

  static String write(Results results, Environment environment, Arguments arguments) {
    String versions =
        arguments.implementations().stream()
            .map(
                implementation ->
                    quote(implementation.id()) + ": " + quote(environment.version(implementation)))
            .collect(Collectors.joining(", ", "{", "}"));
    String samples =
        results.samples().stream()
            .map(Json::sample)
            .collect(Collectors.joining(",\n    ", "[\n    ", "\n  ]"));
    return """
        {
          "date": %s,
          "jdk": %s,
          "cpu": %s,
          "command": %s,
          "versions": %s,
          "samples": %s
        }
        """
        .formatted(
            quote(environment.date()),
            quote(environment.jdk()),
            quote(environment.cpu()),
            quote(arguments.command()),
            versions,
            samples);
  }

  private static String sample(Sample sample) {
    String values =
        (sample.row() instanceof Row.Heap)
            ? String.format(Locale.ROOT, "\"bytesPerEntry\": %.3f", sample.value())
            : String.format(
                Locale.ROOT,
                "\"operationsPerMicrosecond\": %.6f, \"bytesPerOperation\": %.3f",
                sample.value(),
                sample.bytesPerOperation());
    return "{\"round\": %d, \"row\": %s, \"implementation\": %s, %s}"
        .formatted(
            sample.round(), quote(sample.row().id()), quote(sample.implementation().id()), values);
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(
            character -> {
              if (character == '"' || character == '\\') {
                quoted.append('\\').append((char) character);
              } else if (character < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", character));
              } else {
                quoted.append((char) character);
              }
            });
    return quoted.append('"').toString();
  }
}
