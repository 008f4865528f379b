/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Flips bits in a region's file, cuts it short, overwrites pages of it, and uses it. */
public final class Damage {
  private static final int ENTRIES = 500;
  private static final int PAGE = 4096;

  private final Path dir;
  private final SplittableRandom random = new SplittableRandom(1);
  private int wrong;
  private int thrown;
  private int dropped;
  private int aside;
  private long missing;
  private long slowest;

  private Damage(Path dir) {
    this.dir = dir;
  }

  /** Damages so many copies of a file. */
  public static Finding run(Path dir, int trials) throws IOException {
    Damage damage = new Damage(dir);
    byte[] sound = damage.sound();
    for (int i = 0; i < trials; i++) {
      damage.trial(sound, i);
    }
    return new Finding(
        trials + " bit flips, truncations, zeroed and foreign pages",
        damage.wrong
            + " wrong values, "
            + damage.thrown
            + " exceptions, usable in "
            + damage.slowest
            + " ms at most ("
            + damage.dropped
            + " times an entry was dropped, "
            + damage.aside
            + " times the file moved aside; "
            + 100 * damage.missing / ((long) trials * ENTRIES)
            + "% of all entries missed)",
        "0 wrong, 0 exceptions, usable in 1000 ms",
        damage.wrong + damage.thrown == 0 && damage.slowest <= 1_000);
  }

  private byte[] sound() throws IOException {
    try (Region region = Region.open(dir)) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < ENTRIES; i++) {
          region.put("key-" + i, round, 100 + i);
        }
      }
    }
    return Files.readAllBytes(Region.file(dir));
  }

  private void trial(byte[] sound, int number) throws IOException {
    removeAll();
    Files.write(Region.file(dir), damaged(sound, number));
    long start = System.nanoTime();
    try (Region region = Region.open(dir)) {
      use(region);
      slowest = Math.max(slowest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      boolean movedAside = Region.movedAside(dir) > 0;
      aside += movedAside ? 1 : 0;
      dropped += (!movedAside && region.detail("corruptions") > 0) ? 1 : 0;
    } catch (RuntimeException e) {
      thrown++;
      e.printStackTrace();
    }
  }

  private void removeAll() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private byte[] damaged(byte[] sound, int number) {
    byte[] bytes = sound.clone();
    int at = random.nextInt(bytes.length);
    switch (number % 8) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> fill(bytes, at, false);
      case 2 -> fill(bytes, at, true);
      default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private void fill(byte[] bytes, int at, boolean foreign) {
    int from = at / PAGE * PAGE;
    for (int i = from; i < Math.min(from + PAGE, bytes.length); i++) {
      bytes[i] = foreign ? (byte) random.nextInt() : 0;
    }
  }

  private void use(Region region) {
    for (int i = 0; i < ENTRIES; i++) {
      byte[] value = region.get("key-" + i);
      if (value == null) {
        missing++;
      } else if (Region.number("key-" + i, value) != 2) {
        wrong++;
      }
    }
    for (Map.Entry<String, Long> entry : region.numbers().entrySet()) {
      wrong += (entry.getValue() != 2) ? 1 : 0;
    }
    for (int i = 0; i < ENTRIES; i += 10) {
      region.put("key-" + i, 3, 100);
      byte[] value = region.get("key-" + i);
      wrong += (value == null || Region.number("key-" + i, value) != 3) ? 1 : 0;
    }
    for (Map.Entry<String, Long> entry : region.numbers().entrySet()) {
      wrong += (entry.getValue() != 2 && entry.getValue() != 3) ? 1 : 0;
    }
  }
}
