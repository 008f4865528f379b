/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import uno.jcache.UnoCachingProvider;

/** Examines a configuration and the stores that it names. */
@Command(
    name = "doctor",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Starts a configuration, and says what is wrong with it and with its stores.",
    footer = {"", "Exit status: 0 if nothing is wrong, 1 for warnings only, 2 for errors."})
final class DoctorCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The configuration of providers, regions and rules (HOCON).")
  private @Nullable Path config;

  @Override
  public Integer call() {
    Path file = requireNonNull(config, "config");
    PrintWriter out = requireNonNull(spec, "spec").commandLine().getOut();
    if (!Files.isRegularFile(file)) {
      throw new CacheException("There is no file " + file);
    }
    List<Finding> findings;
    try (UnoCachingProvider provider = new UnoCachingProvider()) {
      findings =
          Doctor.examine(
              provider.getCacheManager(
                  file.toAbsolutePath().toUri(), DoctorCommand.class.getClassLoader()));
    } catch (CacheException e) {
      findings =
          List.of(
              Finding.error(
                  "The configuration is wrong",
                  String.valueOf(e.getMessage()),
                  "Correct the named lines.",
                  "docs/configuration.md"));
    }
    for (Finding finding : findings) {
      out.println(finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.what());
      out.println("  seen:  " + finding.seen());
      out.println("  to do: " + finding.todo());
      out.println("  more:  " + finding.docs());
    }
    if (findings.isEmpty()) {
      out.println("Nothing is wrong.");
    }
    out.flush();
    return findings.stream()
        .mapToInt(finding -> (finding.severity() == Finding.Severity.ERROR) ? 2 : 1)
        .max()
        .orElse(0);
  }
}
