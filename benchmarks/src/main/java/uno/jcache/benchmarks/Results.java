/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** All samples, and what follows from them. */
final class Results {
  private final List<Sample> samples = new ArrayList<>();
  private final Map<Place, Sample> byPlace = new HashMap<>();
  private int rounds;

  private record Place(int round, Row row, Implementation implementation) {}

  void add(Sample sample) {
    samples.add(sample);
    byPlace.put(new Place(sample.round(), sample.row(), sample.implementation()), sample);
    rounds = Math.max(rounds, sample.round());
  }

  List<Sample> samples() {
    return samples;
  }

  /** Returns the ratios to raw Caffeine, each to that of the same round, in no order. */
  List<Double> ratios(Row.Throughput row, Implementation implementation) {
    return ratios(row, implementation, row.base(), Implementation.RAW);
  }

  /** Returns the ratios to the same implementation without statistics. */
  List<Double> ratiosToBase(Row.Throughput row, Implementation implementation) {
    return ratios(row, implementation, row.base(), implementation);
  }

  private List<Double> ratios(
      Row row, Implementation implementation, Row baseRow, Implementation baseImplementation) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      Optional<Sample> sample = sample(round, row, implementation);
      Optional<Sample> base = sample(round, baseRow, baseImplementation);
      if (sample.isPresent() && base.isPresent()) {
        ratios.add(sample.get().value() / base.get().value());
      }
    }
    return ratios;
  }

  /** Returns the median over the rounds of operations per microsecond. */
  OptionalDouble throughput(Row.Throughput row, Implementation implementation) {
    Row measured = (implementation == Implementation.RAW) ? row.base() : row;
    return median(values(measured, implementation, Sample::value));
  }

  /** Returns the median over the rounds of the garbage per get. */
  OptionalDouble allocation(Row.Allocation row, Implementation implementation) {
    return median(values(row.base(), implementation, Sample::bytesPerOperation));
  }

  /** Returns the heap per entry; raw Caffeine, which has no expiry here, has one for all rows. */
  OptionalDouble heap(Row.Heap row, Implementation implementation) {
    Row measured = (implementation == Implementation.RAW) ? new Row.Heap(Expiry.ETERNAL) : row;
    return median(values(measured, implementation, Sample::value));
  }

  private List<Double> values(
      Row row, Implementation implementation, ToDoubleFunction<Sample> value) {
    List<Double> values = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      sample(round, row, implementation)
          .ifPresent(sample -> values.add(value.applyAsDouble(sample)));
    }
    return values;
  }

  private Optional<Sample> sample(int round, Row row, Implementation implementation) {
    return Optional.ofNullable(byPlace.get(new Place(round, row, implementation)));
  }

  static OptionalDouble median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int size = sorted.size();
    if (size == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of((sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2);
  }
}
