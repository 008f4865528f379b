/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Numbers drawn by a Zipf distribution, as keys of caches usually are: the same few come again and
 * again. The same ones in every JVM.
 */
final class ZipfSequence {
  private static final double EXPONENT = 0.99;
  private static final long SEED = 107;

  private ZipfSequence() {}

  /** Draws {@code length} numbers from 0 until {@code bound}. */
  static int[] draw(int length, int bound) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] cumulative = new double[bound];
    double sum = 0;
    for (int rank = 0; rank < bound; rank++) {
      sum += 1 / Math.pow(rank + 1.0, EXPONENT);
      cumulative[rank] = sum;
    }
    int[] numbers = shuffled(bound, random);
    int[] drawn = new int[length];
    for (int i = 0; i < length; i++) {
      int found = Arrays.binarySearch(cumulative, random.nextDouble(sum));
      int rank = (found >= 0) ? found : -found - 1;
      drawn[i] = numbers[Math.min(rank, bound - 1)];
    }
    return drawn;
  }

  /** Spreads the popular numbers, which would else be neighbors in memory and in hash tables. */
  private static int[] shuffled(int bound, SplittableRandom random) {
    int[] numbers = new int[bound];
    for (int i = 0; i < bound; i++) {
      int j = random.nextInt(i + 1);
      numbers[i] = numbers[j];
      numbers[j] = i;
    }
    return numbers;
  }
}
