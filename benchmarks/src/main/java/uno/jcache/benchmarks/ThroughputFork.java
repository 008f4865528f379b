/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures the throughput of one implementation in a JVM of its own. */
final class ThroughputFork {
  private static final int WARMUP_ITERATIONS = 2;
  private static final int WARMUP_MILLIS = 500;
  private static final int MEASUREMENT_ITERATIONS = 5;
  private static final int MEASUREMENT_MILLIS = 250;
  private static final String[] JVM_ARGUMENTS = {
    // A young generation that holds all that is loaded, so that the first collection is Workload's.
    "-XX:+UseG1GC", "-Xms1g", "-Xmx1g", "-Xmn512m", "-XX:+AlwaysPreTouch"
  };

  private ThroughputFork() {}

  /** Returns what a reader of the results should know of a fork. */
  static String description() {
    return String.format(
        Locale.ROOT,
        "%d x %d ms of warm-up, the median of %d x %d ms, %s",
        WARMUP_ITERATIONS,
        WARMUP_MILLIS,
        MEASUREMENT_ITERATIONS,
        MEASUREMENT_MILLIS,
        String.join(" ", JVM_ARGUMENTS));
  }

  static Sample run(int round, Row.Throughput row, Implementation implementation, Path log)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .warmupForks(0)
            .warmupIterations(WARMUP_ITERATIONS)
            .warmupTime(TimeValue.milliseconds(WARMUP_MILLIS))
            .measurementIterations(MEASUREMENT_ITERATIONS)
            .measurementTime(TimeValue.milliseconds(MEASUREMENT_MILLIS))
            .threads(row.threads())
            .jvmArgs(JVM_ARGUMENTS)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .output(log.toString())
            .param("storage", row.section().storage().name())
            .param("severalKeyTypes", Boolean.toString(row.section().hasSeveralKeyTypes()))
            .param("percentFull", Integer.toString(row.section().percentFull()));
    if (implementation == Implementation.RAW) {
      options = options.include(nameOf(RawBenchmark.class, row));
    } else {
      options =
          options
              .include(nameOf(JCacheBenchmark.class, row))
              .param("implementation", implementation.name())
              .param("expiry", row.expiry().name())
              .param("statistics", Boolean.toString(row.section().statistics()));
    }
    RunResult result = new Runner(options.build()).runSingle();
    // The median of the iterations, because a disturbance of the machine often hits only one.
    double throughput = result.getPrimaryResult().getStatistics().getPercentile(50);
    return new Sample(round, row, implementation, throughput, bytesPerOperation(result));
  }

  private static String nameOf(Class<?> benchmark, Row.Throughput row) {
    return "^" + Pattern.quote(benchmark.getName() + "." + row.operation().id()) + "$";
  }

  private static double bytesPerOperation(RunResult result) {
    Result<?> allocation = result.getSecondaryResults().get("gc.alloc.rate.norm");
    if (allocation == null) {
      throw new IllegalStateException("JMH did not report what was allocated");
    }
    // The median too, because JMH counts the closing of the cache as part of the last iteration.
    return allocation.getStatistics().getPercentile(50);
  }
}
