/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Hands a reader bytes that are not what somebody wrote: good ones that were changed at random, and
 * quite random ones. What a target throws is a finding; it catches itself what may be thrown.
 *
 * <p>Each run is the same: {@code -Dfuzz.seed=N} gives another, and {@code -Dfuzz.factor=N} one of
 * so many times as many inputs. A finding is told with its bytes, in Base64.
 */
public final class Fuzzer {
  private static final int LONGEST = 1 << 16;
  private static final int[] AWKWARD = {
    0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 24
  };

  /** What a reader may allocate beside a multiple of the input's length. */
  private static final long MOST_BYTES = 16 << 20;

  private static final long MOST_BYTES_PER_BYTE = 2_048;

  private final Random random = new Random(Long.getLong("fuzz.seed", 1));
  private final List<byte[]> seeds;

  private Fuzzer(List<byte[]> seeds) {
    this.seeds = seeds;
  }

  /**
   * Runs a target with each seed, and with inputs that are made of them.
   *
   * @param inputs how many
   */
  public static void run(List<byte[]> seeds, int inputs, Consumer<byte[]> target) {
    Fuzzer fuzzer = new Fuzzer(seeds);
    seeds.forEach(seed -> tryOut(seed, target));
    for (long left = inputs * Long.getLong("fuzz.factor", 1); left > 0; left--) {
      tryOut(fuzzer.next(), target);
    }
  }

  /** Does the same with texts. */
  public static void runTexts(List<String> seeds, int inputs, Consumer<String> target) {
    run(
        seeds.stream().map(seed -> seed.getBytes(StandardCharsets.UTF_8)).toList(),
        inputs,
        bytes -> target.accept(new String(bytes, StandardCharsets.UTF_8)));
  }

  private static void tryOut(byte[] input, Consumer<byte[]> target) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      target.accept(input.clone());
    } catch (Throwable e) {
      throw new AssertionError(shown(input), e);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes that were allocated; %s", shown(input))
        .isLessThan(MOST_BYTES + MOST_BYTES_PER_BYTE * input.length);
  }

  private static String shown(byte[] input) {
    return "input: " + Base64.getEncoder().encodeToString(input);
  }

  private byte[] next() {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    if (random.nextInt(20) == 0) {
      random.nextBytes(bytes);
    }
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    int length = bytes.length;
    int from = random.nextInt(length + 1);
    int to = from + random.nextInt(Math.min(64, length - from) + 1);
    switch (random.nextInt(8)) {
      case 0 -> {
        return Arrays.copyOf(bytes, from);
      }
      case 1 -> { // taken out
        return joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, length));
      }
      case 2 -> { // twice
        return joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, from, length));
      }
      case 3 -> { // the end of another
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        return joined(
            Arrays.copyOf(bytes, from),
            Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
      }
      case 4 -> {
        byte[] more = new byte[random.nextInt(16)];
        random.nextBytes(more);
        return joined(bytes, more);
      }
      case 5 -> { // a number that is awkward
        int number = (random.nextInt(4) == 0) ? length : AWKWARD[random.nextInt(AWKWARD.length)];
        for (int i = 0; i < Integer.BYTES && from + i < length; i++) {
          bytes[from + i] = (byte) (number >>> (24 - 8 * i));
        }
        return bytes;
      }
      case 6 -> {
        if (from < length) {
          bytes[from] = (byte) random.nextInt();
        }
        return bytes;
      }
      default -> {
        if (from < length) {
          bytes[from] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
      }
    }
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] joined = Arrays.copyOf(one, Math.min(LONGEST, one.length + other.length));
    System.arraycopy(other, 0, joined, one.length, joined.length - one.length);
    return joined;
  }
}
